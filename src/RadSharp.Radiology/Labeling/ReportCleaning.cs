using System.Text;

namespace RadSharp.Radiology.Labeling;

/// <summary>Report text made even before it is read (chexpert-labeler: loader/load.py, clean; NegBio's text2document).</summary>
public static class ReportCleaning
{
    /// <summary>
    /// Lower case; <c>and/or</c> and a slash between letters become <c>or</c>; a blank after every full stop and comma; blanks
    /// and line breaks become one blank; empty sentences are left out.
    /// </summary>
    public static string Clean(string report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var lower = report.ToLowerInvariant().Replace("and/or", "or", StringComparison.Ordinal);
        var slashes = new StringBuilder(lower.Length + 64);
        for (var index = 0; index < lower.Length; index++)
        {
            if (lower[index] == '/' && index > 0 && index < lower.Length - 1
                && char.IsAsciiLetter(lower[index - 1]) && char.IsAsciiLetter(lower[index + 1]))
            {
                slashes.Append(" or ");
            }
            else
            {
                slashes.Append(lower[index]);
            }
        }

        var stops = slashes.Replace("..", ".").Replace(".", ". ").Replace(",", ", ").ToString();
        return WithoutEmptySentences(WithSingleBlanks(stops)).Trim();
    }

    /// <summary>The text without characters beyond printable ASCII, as NegBio reads it.</summary>
    public static string ToPrintableAscii(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Any(character => character is < ' ' or > '~')
            ? string.Concat(text.Where(character => character is >= ' ' and <= '~'))
            : text;
    }

    private static string WithSingleBlanks(string text)
    {
        var single = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (!char.IsWhiteSpace(character))
            {
                single.Append(character);
            }
            else if (single.Length == 0 || single[^1] != ' ')
            {
                single.Append(' ');
            }
        }

        return single.ToString();
    }

    // A full stop, a blank, and a full stop become one full stop; what follows it is not looked at again.
    private static string WithoutEmptySentences(string text)
    {
        var kept = new StringBuilder(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            kept.Append(text[index]);
            if (text[index] == '.' && index + 2 < text.Length && text[index + 1] == ' ' && text[index + 2] == '.')
            {
                index += 2;
            }
        }

        return kept.ToString();
    }
}
