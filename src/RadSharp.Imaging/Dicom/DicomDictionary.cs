using System.Collections.Frozen;
using System.Reflection;
using System.Text;

namespace RadSharp.Imaging.Dicom;

/// <summary>What the standard says about an attribute (PS3.6 6 to 8, PS3.7 E).</summary>
/// <param name="Tag">The tag; of a repeating group the first one.</param>
/// <param name="Keyword">Its name without spaces, such as <c>PatientName</c>.</param>
/// <param name="Vrs">Its value representation; several where it depends on other attributes, none in item tags.</param>
/// <param name="Multiplicity">How many values it has, such as <c>1</c>, <c>1-n</c> or <c>2-2n</c>.</param>
/// <param name="IsRetired">Whether the standard no longer uses it.</param>
public sealed record DicomTagEntry(
    DicomTag Tag, string Keyword, IReadOnlyList<DicomVr> Vrs, string Multiplicity, bool IsRetired)
{
    /// <summary>The keyword's words, such as <c>Patient Name</c>.</summary>
    public string Name { get; } = Spaced(Keyword);

    private static string Spaced(string keyword)
    {
        var name = new StringBuilder(keyword.Length + 8);
        for (var index = 0; index < keyword.Length; index++)
        {
            // A word begins at a capital letter after a small one, and at the last of several capitals before a small one.
            var begins = index > 0 && char.IsAsciiLetterUpper(keyword[index])
                && (!char.IsAsciiLetterUpper(keyword[index - 1])
                    || (index + 1 < keyword.Length && char.IsAsciiLetterLower(keyword[index + 1])));
            name.Append(begins ? " " : "").Append(keyword[index]);
        }

        return name.ToString();
    }
}

/// <summary>The standard's attributes, looked up by tag and by keyword.</summary>
public static class DicomDictionary
{
    private static readonly Lazy<Tables> Loaded = new(Load);

    private sealed record Tables(
        FrozenDictionary<uint, DicomTagEntry> ByNumber,
        FrozenDictionary<string, DicomTagEntry> ByKeyword,
        FrozenDictionary<uint, DicomTagEntry> ByGroupPattern,
        FrozenDictionary<uint, DicomTagEntry> ByElementPattern);

    /// <summary>All entries, in no order.</summary>
    public static IEnumerable<DicomTagEntry> Entries => Loaded.Value.ByNumber.Values
        .Concat(Loaded.Value.ByGroupPattern.Values).Concat(Loaded.Value.ByElementPattern.Values);

    /// <summary>What the standard says about a tag; null where it says nothing, as about private ones.</summary>
    /// <param name="tag">A tag, in a repeating group (50xx, 60xx) any of its tags.</param>
    public static DicomTagEntry? Find(DicomTag tag)
    {
        var tables = Loaded.Value;
        if (tables.ByNumber.TryGetValue(tag.Number, out var entry))
        {
            return entry;
        }

        // Only even groups and elements repeat.
        return (!tag.IsPrivate && tables.ByGroupPattern.TryGetValue(tag.Number & 0xFF00FFFF, out entry))
            || ((tag.Element & 1) == 0 && tables.ByElementPattern.TryGetValue(tag.Number & 0xFFFFFF00, out entry))
            ? entry
            : null;
    }

    /// <summary>The attribute with a keyword, such as <c>PatientName</c>; null where there is none.</summary>
    /// <param name="keyword">A keyword, in the standard's spelling.</param>
    public static DicomTagEntry? Find(string keyword) => Loaded.Value.ByKeyword.GetValueOrDefault(keyword);

    /// <summary>
    /// The value representation of an attribute where the file does not say it (PS3.5 A.1): of several the one for words,
    /// or by the sign of the pixels; LO of private creators, UL of group lengths, UN of what is not known.
    /// </summary>
    /// <param name="tag">The attribute.</param>
    /// <param name="pixelsAreSigned">Whether Pixel Representation (0028,0103) is 1.</param>
    internal static DicomVr VrOf(DicomTag tag, bool pixelsAreSigned = false)
    {
        if (tag.IsPrivateCreator)
        {
            return DicomVr.LO;
        }

        return Find(tag)?.Vrs switch
        {
            [var only] => only,
            [DicomVr.US, DicomVr.SS] => pixelsAreSigned ? DicomVr.SS : DicomVr.US,
            [_, DicomVr.OW] => DicomVr.OW,
            _ => tag.IsGroupLength ? DicomVr.UL : DicomVr.UN,
        };
    }

    /// <summary>Keyword and tag for messages: <c>PatientName (0010,0010)</c>.</summary>
    internal static string Describe(DicomTag tag) => Find(tag) is { } entry ? $"{entry.Keyword} {tag}" : tag.ToString();

    /// <summary>The lines of an embedded table, split at its tabs.</summary>
    internal static IEnumerable<string[]> ReadTable(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"RadSharp.Imaging.Dicom.{name}")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            yield return line.Split('\t');
        }
    }

    private static Tables Load()
    {
        List<DicomTagEntry> fixedTags = [], groups = [], elements = [];
        foreach (var columns in ReadTable("tags.tsv"))
        {
            var digits = columns[0];
            var kind = digits[2] == 'x' ? groups : digits[6] == 'x' ? elements : fixedTags;
            kind.Add(new DicomTagEntry(
                DicomTag.Parse(digits.Replace('x', '0')),
                columns[3],
                columns[1].Length == 0 ? [] : Array.ConvertAll(columns[1].Split('/'), Enum.Parse<DicomVr>),
                columns[2],
                columns.Length > 4));
        }

        return new Tables(
            fixedTags.ToFrozenDictionary(entry => entry.Tag.Number),
            fixedTags.Concat(groups).Concat(elements).OrderBy(entry => entry.IsRetired)
                .DistinctBy(entry => entry.Keyword).ToFrozenDictionary(entry => entry.Keyword),
            groups.ToFrozenDictionary(entry => entry.Tag.Number),
            elements.ToFrozenDictionary(entry => entry.Tag.Number));
    }
}
