using System.Text;

namespace RadSharp.Instruct;

/// <summary>Data files with words: a version, then a line each, columns between tabs, remarks after a #.</summary>
internal static class WordingFile
{
    private const string Version = "# version 1";

    /// <summary>The columns of each line of a file that is part of the product.</summary>
    /// <param name="folder">Its folder, which is part of the resource's name.</param>
    /// <param name="file">Its name.</param>
    /// <param name="columns">How many columns every line has.</param>
    /// <exception cref="InvalidDataException">The version is another, or a line has other columns.</exception>
    public static IReadOnlyList<string[]> Read(string folder, string file, int columns)
    {
        using var stream = typeof(WordingFile).Assembly.GetManifestResourceStream($"RadSharp.Instruct.{folder}.{file}")
            ?? throw new InvalidDataException($"Expected the data file {folder}/{file} in the assembly, found none.");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd(), file, columns);
    }

    /// <summary>The phrases of a file of two columns, by the first.</summary>
    public static IReadOnlyDictionary<string, string[]> ReadByKind(string folder, string file) =>
        Read(folder, file, 2).GroupBy(line => line[0], line => line[1]).ToDictionary(kind => kind.Key, kind => kind.ToArray());

    /// <summary>The columns of each line of a text.</summary>
    public static IReadOnlyList<string[]> Parse(string text, string file, int columns)
    {
        var lines = text.Split('\n');
        if (lines[0].TrimEnd() != Version)
        {
            throw new InvalidDataException($"Expected '{Version}' in the first line of {file}, found '{lines[0].TrimEnd()}'.");
        }

        var read = lines.Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('\t')).ToArray();
        return Array.Find(read, line => line.Length != columns || line.Contains("")) is { } wrong
            ? throw new InvalidDataException($"Expected {columns} columns in {file}, found '{string.Join('\t', wrong)}'.")
            : read;
    }

    /// <summary>
    /// Puts words in the places of a template, <c>{name}</c>; <c>{Name}</c> is the same with a capital. What is put in is not
    /// read again, so that braces in a report do no harm.
    /// </summary>
    /// <exception cref="FormatException">The template has a place that has no words.</exception>
    public static string Fill(string template, params ReadOnlySpan<(string Name, string Words)> words)
    {
        var filled = new StringBuilder();
        for (var index = 0; index < template.Length; index++)
        {
            if (template[index] != '{')
            {
                filled.Append(template[index]);
                continue;
            }

            var end = template.IndexOf('}', index);
            var name = template[(index + 1)..end];
            var found = false;
            foreach (var (known, value) in words)
            {
                if (string.Equals(known, name, StringComparison.OrdinalIgnoreCase))
                {
                    filled.Append(char.IsAsciiLetterUpper(name[0]) ? Capitalized(value) : value);
                    found = true;
                    break;
                }
            }

            if (!found)
            {
                throw new FormatException($"Expected words for {{{name}}} in '{template}'.");
            }

            index = end;
        }

        return filled.ToString();
    }

    /// <summary>Words with commas between them and a conjunction before the last.</summary>
    public static string List(IReadOnlyList<string> words, string conjunction) => words switch
    {
        [] => "",
        [var only] => only,
        _ => $"{string.Join(", ", words.SkipLast(1))} {conjunction} {words[^1]}",
    };

    /// <summary>The text with a capital letter at its beginning.</summary>
    public static string Capitalized(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
