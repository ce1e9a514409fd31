using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace RadSharp.Imaging.Dicom;

/// <summary>What a listing shows.</summary>
/// <param name="ShowsIdentity">
/// Whether values are shown that say whose film it is and who made it: those that the basic profile of PS3.15 Annex E
/// removes or replaces (names, identifiers, institutions, addresses, dates of birth), every person name, private values.
/// </param>
/// <param name="ShowsPrivate">Whether private elements are listed, not only counted.</param>
/// <param name="ValueWidth">Most characters of a value, ≥ 1; the rest is cut.</param>
public sealed record DicomListingOptions(bool ShowsIdentity = false, bool ShowsPrivate = false, int ValueWidth = 64)
{
    /// <summary>No identity, private elements counted, values up to 64 characters.</summary>
    public static DicomListingOptions Default { get; } = new();
}

/// <summary>A data set as lines of text: tag, value representation, keyword, length and value of each element.</summary>
public static class DicomListing
{
    private const string Masked = "(masked)";
    private const int IndentWidth = 2;

    private static readonly Lazy<FrozenSet<DicomTag>> Identifying = new(
        () => DicomDictionary.ReadTable("identifying.tsv").Select(columns => DicomTag.Parse(columns[0])).ToFrozenSet());

    /// <summary>Whether an attribute says whose film it is or who made it, in the sense of PS3.15 Annex E.</summary>
    /// <param name="element">The attribute with its representation.</param>
    public static bool IsIdentifying(DicomElement element) => element.Vr == DicomVr.PN
        || (element.Tag.IsPrivate && !element.Tag.IsPrivateCreator) || Identifying.Value.Contains(element.Tag);

    /// <summary>The lines, each without a line break; items are indented under their sequence.</summary>
    /// <param name="dataSet">The data set.</param>
    /// <param name="options">What to show; <see cref="DicomListingOptions.Default"/> where null.</param>
    /// <exception cref="ImageDataException">A value stayed in its file and can no longer be read.</exception>
    public static IEnumerable<string> Lines(DicomDataSet dataSet, DicomListingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(dataSet);
        options ??= DicomListingOptions.Default;
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ValueWidth, 1);
        return Lines(dataSet, options, 0);
    }

    private static IEnumerable<string> Lines(DicomDataSet dataSet, DicomListingOptions options, int indent)
    {
        var privateCount = 0;
        foreach (var element in dataSet)
        {
            if (element.Tag.IsPrivate && !options.ShowsPrivate)
            {
                privateCount++;
                continue;
            }

            var isMasked = !options.ShowsIdentity && IsIdentifying(element);
            yield return Line(dataSet, element, isMasked, options, indent);
            for (var index = 0; index < element.Items.Count && !isMasked; index++)
            {
                var number = (index + 1).ToString(CultureInfo.InvariantCulture);
                yield return $"{new string(' ', indent + IndentWidth)}item {number}";
                foreach (var line in Lines(element.Items[index], options, indent + (2 * IndentWidth)))
                {
                    yield return line;
                }
            }
        }

        if (privateCount > 0)
        {
            yield return $"{new string(' ', indent)}({privateCount.ToString(CultureInfo.InvariantCulture)} private elements)";
        }
    }

    private static string Line(
        DicomDataSet dataSet, DicomElement element, bool isMasked, DicomListingOptions options, int indent)
    {
        const int KeywordWidth = 36;
        var keyword = DicomDictionary.Find(element.Tag)?.Keyword
            ?? (element.Tag.IsPrivateCreator ? "PrivateCreator" : element.Tag.IsPrivate ? "(private)" : "(unknown)");
        var length = element.IsSequence || element.IsEncapsulated ? "" : element.Length.ToString(CultureInfo.InvariantCulture);
        var value = isMasked && !IsEmpty(element) ? Masked : Cut(Value(dataSet, element, options.ValueWidth), options.ValueWidth);
        var name = keyword.PadRight(Math.Max(KeywordWidth - indent, 0));
        return $"{new string(' ', indent)}{element.Tag} {element.Vr} {name} {length,9}  {value}".TrimEnd();
    }

    private static bool IsEmpty(DicomElement element) =>
        element.Length == 0 && element.Items.Count == 0 && !element.IsEncapsulated;

    private static string Value(DicomDataSet dataSet, DicomElement element, int width)
    {
        if (element.IsSequence)
        {
            return $"{element.Items.Count.ToString(CultureInfo.InvariantCulture)} items";
        }

        if (element.IsEncapsulated)
        {
            return $"{element.Fragments.Count.ToString(CultureInfo.InvariantCulture)} fragments";
        }

        // What takes more bytes than this is no value to be read in a line.
        const int LongestShown = 4096;
        if (element.Length > LongestShown && !element.Vr.IsText())
        {
            return "";
        }

        var texts = dataSet.Texts(element.Tag);
        if (element.Vr == DicomVr.UI && texts is [var uid] && DicomUid.NameOf(uid) is { } name)
        {
            return $"{name} ({uid})";
        }

        return texts.Count > 0
            ? string.Join('\\', texts)
            : Convert.ToHexString(element.Bytes().Span[..(int)Math.Min(element.Length, (width / 2) + 1)]);
    }

    /// <summary>The beginning of a value; line breaks and other control characters are shown as dots.</summary>
    private static string Cut(string value, int width)
    {
        var isCut = value.Length > width;
        var shown = new StringBuilder(isCut ? value[..(width - 1)] : value);
        for (var index = 0; index < shown.Length; index++)
        {
            shown[index] = char.IsControl(shown[index]) ? '·' : shown[index];
        }

        return isCut ? $"{shown}…" : shown.ToString();
    }
}
