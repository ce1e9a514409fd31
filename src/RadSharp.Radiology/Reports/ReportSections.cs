using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace RadSharp.Radiology.Reports;

/// <summary>A report taken apart into its sections. A section that it does not have is null.</summary>
public sealed record ReportSections
{
    private const int LongestHeading = 60;

    private static readonly FrozenDictionary<string, ReportSection> Headings = LabelList.Read("Reports", "headings.tsv")
        .ToFrozenDictionary(columns => columns[1], columns => Enum.Parse<ReportSection>(columns[0]));

    private static readonly FrozenSet<string> FilmWords = LabelList.Read("Reports", "film_words.tsv")
        .Select(columns => columns[0]).ToFrozenSet();

    private static readonly SearchValues<char> BeforeHeadings = SearchValues.Create(" \t*#_-=[");
    private static readonly SearchValues<char> InHeadings =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 /&-,()");

    private static readonly char[] Joints = ['/', '&', ','];
    private static readonly char[] FilmSeparators = [' ', ',', '(', ')', '-', '/', '&'];
    private static readonly ReportSection[] Order = Enum.GetValues<ReportSection>();

    private readonly string?[] _texts = new string?[Order.Length];

    /// <summary>The text of a section without its heading.</summary>
    public string? this[ReportSection section]
    {
        get => _texts[(int)section];
        init => _texts[(int)section] = value;
    }

    /// <summary>
    /// Reads a report. A heading stands at the beginning of a line or behind the end of a sentence, has a colon behind it or a
    /// line to itself, and is one of headings.tsv in any case; elsewhere its words are part of a sentence. What has no heading
    /// is findings, and so is a paragraph of its own after indication, technique or comparison, and what follows a line that
    /// names the film (<c>PA AND LATERAL CHEST:</c>). A section that comes twice is put together.
    /// </summary>
    public static ReportSections Parse(string report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = report.ReplaceLineEndings("\n");
        var parts = new StringBuilder[Order.Length];
        var (section, start) = (ReportSection.Findings, 0);
        var (isBelowHeading, isLineStart, last, lineBreaks) = (false, true, '\0', 0);
        var hasCapitals = text.Any(char.IsAsciiLetterUpper);
        for (var index = 0; index < text.Length;)
        {
            var character = text[index];
            if (char.IsWhiteSpace(character))
            {
                isLineStart |= character == '\n';
                lineBreaks += character == '\n' ? 1 : 0;
                index++;
                continue;
            }

            if (isBelowHeading && lineBreaks > 1 && last != '\0' && section < ReportSection.Findings)
            {
                Append(parts, section, text[start..index]);
                (section, start, isBelowHeading) = (ReportSection.Findings, index, false);
            }

            var isAfterSentence = index > 0 && char.IsWhiteSpace(text[index - 1])
                && last is '.' or '!' or '?' or ')' or ']' or '_' or ';';
            if ((isLineStart || isAfterSentence) && HeadingAt(text, index, isLineStart, hasCapitals) is { } heading)
            {
                Append(parts, section, text[start..index]);
                (section, start, index, isBelowHeading, last) = (heading.Section, heading.End, heading.End, true, '\0');
            }
            else
            {
                last = character;
                index++;
            }

            (isLineStart, lineBreaks) = (false, 0);
        }

        Append(parts, section, text[start..]);
        var sections = new ReportSections();
        for (var place = 0; place < parts.Length; place++)
        {
            sections._texts[place] = parts[place]?.ToString();
        }

        return sections;
    }

    /// <summary>The report as text: each section with its heading in capitals, an empty line between them.</summary>
    public string Compose() => string.Join("\n\n", Order.Where(section => this[section] is not null)
        .Select(section => $"{section.ToString().ToUpperInvariant()}: {this[section]}"));

    /// <inheritdoc/>
    public bool Equals(ReportSections? other) => other is not null && _texts.AsSpan().SequenceEqual(other._texts);

    /// <inheritdoc/>
    public override int GetHashCode() => _texts.Aggregate(0, HashCode.Combine);

    private static void Append(StringBuilder?[] parts, ReportSection section, string text)
    {
        text = text.Trim();
        if (text.Length > 0)
        {
            var part = parts[(int)section] ??= new();
            part.Append(part.Length > 0 ? "\n" : "").Append(text);
        }
    }

    private static (ReportSection Section, int End)? HeadingAt(string text, int index, bool isLineStart, bool hasCapitals)
    {
        var first = index;
        while (first < text.Length && first < index + LongestHeading && BeforeHeadings.Contains(text[first]))
        {
            first++;
        }

        var end = first;
        while (end < text.Length && end < first + LongestHeading && InHeadings.Contains(text[end]))
        {
            end++;
        }

        var words = text.AsSpan(first, end - first).TrimEnd();
        if (words.Length == 0 || !char.IsAsciiLetter(words[0]))
        {
            return null;
        }

        var after = end;
        while (after < text.Length && after < end + 4 && text[after] is '*' or '#' or ' ' or ']')
        {
            after++;
        }

        var hasColon = after < text.Length && text[after] == ':';
        var hasLine = isLineStart && (after == text.Length || text[after] == '\n');
        var mayBeHeading = isLineStart || !hasCapitals || char.IsAsciiLetterUpper(words[0]);
        if (!(hasColon && mayBeHeading) && !hasLine)
        {
            return null;
        }

        if (SectionOf(words.ToString().ToLowerInvariant(), hasColon) is { } section)
        {
            return (section, hasColon ? SkipMarks(text, after + 1) : after);
        }

        // Not the time of day in "AP CHEST, 9:05 A.M."
        return hasColon && isLineStart && NamesFilm(words) && !(after + 1 < text.Length && char.IsAsciiDigit(text[after + 1]))
            ? (ReportSection.Findings, after + 1)
            : null;
    }

    // A heading may be of several: "findings/impression", "history and indication". A word of findings that has a line to
    // itself without a colon may as well be a line of them: "Chest".
    private static ReportSection? SectionOf(string heading, bool hasColon)
    {
        ReportSection? first = null;
        foreach (var part in heading.Replace(" and ", "/").Split(Joints, StringSplitOptions.RemoveEmptyEntries))
        {
            var name = string.Join(' ', part.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            if (!Headings.TryGetValue(name, out var section)
                || (!hasColon && section == ReportSection.Findings && !name.StartsWith('f')))
            {
                return null;
            }

            first ??= section;
        }

        return first;
    }

    private static int SkipMarks(string text, int index)
    {
        while (index < text.Length && text[index] is '*' or ':')
        {
            index++;
        }

        return index;
    }

    // "PA and lateral chest", and whatever else stands beside the chest in capitals.
    private static bool NamesFilm(ReadOnlySpan<char> words) => words.Contains("chest", StringComparison.OrdinalIgnoreCase)
        && (!words.ContainsAnyInRange('a', 'z')
            || words.ToString().ToLowerInvariant().Split(FilmSeparators, StringSplitOptions.RemoveEmptyEntries)
                .All(FilmWords.Contains));
}
