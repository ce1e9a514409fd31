namespace RadSharp.Models.Verification;

/// <summary>
/// Recomputes what an original implementation computed: a golden folder has its inputs, weights and outputs, and a
/// <c>golden.json</c> that says which kind of network it is and how much the outputs may differ.
/// </summary>
public static class GoldenVerification
{
    // A folder whose numbers overflow, whose names are not text, whose shapes do not fit or ask for more memory than there is, is
    // damaged, and no reason to leave out the next one.
    private static readonly Type[] Damages =
    [
        typeof(IOException), typeof(UnauthorizedAccessException), typeof(InvalidDataException), typeof(ArgumentException),
        typeof(InvalidOperationException), typeof(NotSupportedException), typeof(FormatException), typeof(OverflowException),
        typeof(KeyNotFoundException), typeof(IndexOutOfRangeException), typeof(OutOfMemoryException),
    ];

    private static readonly OrderedDictionary<string, Action<GoldenFolder, CheckList>> Runs = new()
    {
        ["decoder"] = DecoderVerification.Run,
        ["lora"] = LoraVerification.Run,
        ["vision"] = VisionVerification.Run,
        ["encoder"] = EncoderVerification.Run,
        ["qformer"] = QFormerVerification.Run,
        ["biovil_t"] = BioViLTVerification.Run,
        ["vlm"] = VisionLanguageVerification.Run,
        ["radialog_align"] = RaDialogVerification.RunAlign,
        ["radialog_project"] = RaDialogVerification.RunProject,
    };

    /// <summary>The kinds of folders that can be verified, as <c>golden.json</c> spells them.</summary>
    public static IReadOnlyCollection<string> Kinds => Runs.Keys;

    /// <summary>
    /// Recomputes every output that a folder declares and compares it. Whatever the folder is, a report comes back: where
    /// verifying cannot go on, it has the comparisons until then and a sentence.
    /// </summary>
    /// <param name="folder">Has a <c>golden.json</c>.</param>
    public static FolderReport Verify(string folder)
    {
        var checks = new CheckList();
        GoldenFolder? golden = null;
        string? error = null;
        try
        {
            golden = GoldenFolder.Open(folder);
            if (!Runs.TryGetValue(golden.Kind, out var run))
            {
                throw new InvalidDataException(
                    $"{folder}: expected the kind in {GoldenFolder.FileName} to be one of {string.Join(", ", Kinds)}; "
                    + $"found '{golden.Kind}'.");
            }

            run(golden, checks);
            checks.AddMissing(golden.Outputs.Keys);
            if (checks.Checks.Count == 0)
            {
                throw new InvalidDataException($"{folder}: expected outputs to compare, found none.");
            }
        }
        catch (Exception damage) when (Array.Exists(Damages, type => type.IsInstanceOfType(damage)))
        {
            error = Sentence(folder, damage);
        }

        return new(folder, golden?.Kind, golden?.ModelType, checks.Checks, error);
    }

    // Where it is, then what; without the name of the method's argument that .NET adds, which is none of a file.
    private static string Sentence(string folder, Exception damage)
    {
        var message = damage is ArgumentException { ParamName: { } argument }
            ? damage.Message.Replace($" (Parameter '{argument}')", "", StringComparison.Ordinal)
            : damage.Message;
        return message.StartsWith(folder, StringComparison.Ordinal) ? message : $"{folder}: {message}";
    }
}
