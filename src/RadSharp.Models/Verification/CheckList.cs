using System.Text.RegularExpressions;

namespace RadSharp.Models.Verification;

/// <summary>Collects the checks of one folder, and knows in the end which declared outputs have none.</summary>
internal sealed class CheckList
{
    private readonly List<TensorCheck> _checks = [];
    private readonly HashSet<string> _outputs = [];

    /// <summary>So far.</summary>
    public IReadOnlyList<TensorCheck> Checks => _checks;

    /// <summary>Adds a comparison.</summary>
    /// <param name="label">Which of several files it belongs to, with what separates it from the name; or empty.</param>
    /// <param name="output">The output's name, as <c>golden.json</c> may declare it.</param>
    /// <param name="difference">What was found.</param>
    /// <param name="tolerance">What is allowed.</param>
    /// <param name="note">Something to say, where the difference says nothing.</param>
    public void Add(string label, string output, RelativeDifference difference, double tolerance, string? note = null)
    {
        // Written so that a NaN differs.
        var outcome = difference.Value <= tolerance ? CheckOutcome.Agrees : CheckOutcome.Differs;
        Add(output, new(label + output, outcome, difference.Value, tolerance, difference.Note ?? note));
    }

    /// <summary>Adds a gradient that both sides have as rounding only.</summary>
    /// <inheritdoc cref="Add(string, string, RelativeDifference, double, string?)"/>
    public void AddNoise(string label, string output, RelativeDifference difference, double tolerance, string note) =>
        Add(output, new(label + output, CheckOutcome.RoundingNoise, difference.Value, tolerance, note));

    /// <summary>Adds an output that nothing here computes.</summary>
    /// <param name="label">As in the others.</param>
    /// <param name="output">Its name.</param>
    /// <param name="reason">Why.</param>
    public void AddUnknown(string label, string output, string reason) =>
        Add(output, new(label + output, CheckOutcome.NotRecomputed, null, null, reason));

    /// <summary>Says that the network has no such output, so that a folder may declare it and store none.</summary>
    public void Excuse(string output) => _outputs.Add(output);

    /// <summary>Adds every declared output that no check is of.</summary>
    /// <param name="declared">
    /// Names as <c>golden.json</c> has them: a part between dots that is <c>*</c> or in capitals stands for any text
    /// (<c>hidden_states.N</c>, <c>grad.NAME</c>, <c>DICOM.logits</c>).
    /// </param>
    public void AddMissing(IEnumerable<string> declared)
    {
        foreach (var name in declared)
        {
            var parts = name.Split('.').Select(
                static part => part == "*" || (part.Length > 0 && part.All(char.IsAsciiLetterUpper)) ? ".+" : Regex.Escape(part));
            var pattern = new Regex(
                $"^{string.Join(@"\.", parts)}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
            if (!_outputs.Any(pattern.IsMatch))
            {
                AddUnknown("", name, "declared in golden.json, but no file of outputs has it");
            }
        }
    }

    private void Add(string output, TensorCheck check)
    {
        _outputs.Add(output);
        _checks.Add(check);
    }
}
