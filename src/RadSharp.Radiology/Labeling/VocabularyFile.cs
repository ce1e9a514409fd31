namespace RadSharp.Radiology.Labeling;

/// <summary>A data file of the labeler: its version, then a line each, columns between tabs, remarks after a #.</summary>
internal static class VocabularyFile
{
    private const string Version = "# version 1";

    /// <summary>The text of a file that is part of the product.</summary>
    public static string OpenEmbedded(string file)
    {
        using var stream = typeof(VocabularyFile).Assembly.GetManifestResourceStream($"RadSharp.Radiology.Labeling.{file}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Hands on the columns of each line.</summary>
    /// <exception cref="InvalidDataException">
    /// The version is another, a line has fewer or more columns, or who reads it refuses it (<see cref="FormatException"/>).
    /// </exception>
    public static void Read(string file, Func<string, string> open, int leastColumns, int mostColumns, Action<string[]> read)
    {
        var lines = open(file).Split('\n');
        if (lines[0].TrimEnd() != Version)
        {
            throw new InvalidDataException($"Expected '{Version}' in the first line of {file}, found '{lines[0].TrimEnd()}'.");
        }

        for (var index = 1; index < lines.Length; index++)
        {
            var line = lines[index].TrimEnd('\r');
            if (line.Length == 0 || line.StartsWith('#'))
            {
                continue;
            }

            var columns = line.Split('\t');
            try
            {
                if (columns.Length < leastColumns || columns.Length > mostColumns || columns.Contains(""))
                {
                    throw new FormatException(
                        $"Expected {leastColumns}{(leastColumns < mostColumns ? $" to {mostColumns}" : "")} columns between " +
                        $"tabs, none of them empty, found '{line}'.");
                }

                read(columns);
            }
            catch (FormatException error)
            {
                throw new InvalidDataException($"Line {index + 1} of {file}: {error.Message}", error);
            }
        }
    }

    /// <summary>The value of a kind's name as the files write it: <c>absent-before</c> for <c>AbsentBefore</c>.</summary>
    /// <exception cref="FormatException">There is none; the message lists them.</exception>
    public static T Named<T>(string name)
        where T : struct, Enum
    {
        var names = Enum.GetNames<T>().Where(known => known != "None").ToArray();
        var wanted = name.Replace("-", "");
        return Array.Find(names, known => string.Equals(known, wanted, StringComparison.OrdinalIgnoreCase)) is { } found
            ? Enum.Parse<T>(found)
            : throw new FormatException($"Expected a kind ({string.Join(", ", names.Select(WithHyphens))}), found '{name}'.");
    }

    private static string WithHyphens(string name) => string.Concat(name.Select((letter, index) =>
        char.IsAsciiLetterUpper(letter) ? (index > 0 ? "-" : "") + char.ToLowerInvariant(letter) : letter.ToString()));
}
