using System.Text;
using System.Text.RegularExpressions;
using RadSharp.Radiology.Reports;

namespace RadSharp.Radiology.Labeling;

/// <summary>Takes from a report the sentences that say what the film shows.</summary>
internal static partial class ReportSentences
{
    private const int LongestSentence = 1000;

    /// <summary>The sentences of findings and impression, cleaned (<see cref="ReportCleaning.Clean"/>).</summary>
    public static IEnumerable<string> Of(string report)
    {
        var sections = ReportSections.Parse(report);
        return from section in new[] { ReportSection.Findings, ReportSection.Impression }
               let text = sections[section]
               where text is not null
               from block in Blocks(text)
               from sentence in SentenceSplitter.Split(ReportCleaning.ToPrintableAscii(ReportCleaning.Clean(Plain(block))))
               from piece in Pieces(sentence.Sentence)
               select piece;
    }

    /// <summary>
    /// Lines that belong together. A line goes on in the next unless that is empty, or begins with a bullet or a number, or
    /// begins with a capital after a line that is clearly shorter than the text's longest and so was ended on purpose.
    /// </summary>
    internal static IEnumerable<string> Blocks(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.TrimEntries);
        var longest = lines.Max(line => line.Length);
        var block = new StringBuilder();
        var lastLength = 0;
        foreach (var line in lines)
        {
            if (block.Length > 0 && (line.Length == 0 || BeginsEntry(line)
                || (char.IsUpper(line[0]) && (lastLength < longest * 3 / 4 || longest < 50))))
            {
                yield return block.ToString();
                block.Clear();
            }

            if (line.Length > 0)
            {
                block.Append(block.Length > 0 ? " " : "").Append(line);
            }

            lastLength = line.Length;
        }

        if (block.Length > 0)
        {
            yield return block.ToString();
        }
    }

    // "- …", "• …", "1. …", "2) …".
    private static bool BeginsEntry(string line)
    {
        var digits = line.AsSpan().IndexOfAnyExceptInRange('0', '9');
        return line[0] is '-' or '*' or '•' or '·' or '>' or '#'
            || (digits is > 0 and <= 2 && line[digits] is '.' or ')' && (digits + 1 == line.Length || line[digits + 1] is ' '));
    }

    // What cleaning would drop or tear apart: marks of what was removed for anonymity, curly quotes, dashes, decimals.
    private static string Plain(string text)
    {
        text = Removed().Replace(text, " XXXX ");
        var plain = new StringBuilder(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            var character = text[index];
            var isBetweenDigits = index > 0 && index + 1 < text.Length
                && char.IsAsciiDigit(text[index - 1]) && char.IsAsciiDigit(text[index + 1]);
            switch (character)
            {
                case '.' when isBetweenDigits:
                    break;
                case '\u2018' or '\u2019' or '\u00B4' or '`':
                    plain.Append('\'');
                    break;
                case '\u2010' or '\u2011':
                    plain.Append('-');
                    break;
                case '\u2013' or '\u2014':
                    plain.Append(isBetweenDigits ? "-" : " - ");
                    break;
                case '\u00A0' or '\u2007' or '\u202F' or '\u200B':
                    plain.Append(' ');
                    break;
                default:
                    plain.Append(character);
                    break;
            }
        }

        return plain.ToString();
    }

    // Cut where a sentence is longer than any that a person writes, so that reading it takes time in proportion to its length.
    private static IEnumerable<string> Pieces(string sentence)
    {
        while (sentence.Length > LongestSentence)
        {
            var cut = sentence.LastIndexOf(' ', LongestSentence);
            cut = cut > 0 ? cut : LongestSentence;
            yield return sentence[..cut];
            sentence = sentence[cut..];
        }

        yield return sentence;
    }

    [GeneratedRegex(@"\[\*\*[^\]\n]{0,100}\*\*\]|_{2,}|<[A-Za-z/]{1,12}>")]
    private static partial Regex Removed();
}
