using System.Globalization;
using System.Text;

namespace RadSharp.Models.Tokenizers;

/// <summary>How BERT prepares text.</summary>
/// <param name="LowersCase">Lower case throughout (the uncased models).</param>
/// <param name="StripsAccents">Takes accents away.</param>
/// <param name="SpacesChinese">Makes a word of each Chinese character.</param>
internal sealed record WordPieceLayout(bool LowersCase = true, bool StripsAccents = true, bool SpacesChinese = true);

/// <summary>
/// Cuts text at white space and punctuation (transformers: models/bert/tokenization_bert.py, <c>BasicTokenizer</c>).
/// </summary>
internal static class BasicWords
{
    /// <summary>The words of a text.</summary>
    public static List<string> Of(string text, WordPieceLayout layout)
    {
        var words = new List<string>(text.Length / 4);
        var word = new StringBuilder();
        foreach (var rune in Prepared(text, layout).EnumerateRunes())
        {
            var isSpace = Rune.IsWhiteSpace(rune);
            var isWord = !isSpace && (IsPunctuation(rune) || (layout.SpacesChinese && IsChinese(rune.Value)));
            if ((isSpace || isWord) && word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }

            if (isWord)
            {
                words.Add(rune.ToString());
            }
            else if (!isSpace)
            {
                word.Append(rune);
            }
        }

        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }

        return words;
    }

    private static string Prepared(string text, WordPieceLayout layout)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\t' or '\n' or '\r')
            {
                clean.Append(' ');
            }
            else if (rune.Value != 0xFFFD && !IsControl(rune))
            {
                clean.Append(rune);
            }
        }

        var prepared = CanonicalForm.Compose(clean.ToString());
        prepared = layout.LowersCase ? Lower(prepared) : prepared;
        return layout.StripsAccents ? WithoutAccents(prepared) : prepared;
    }

    private static string Lower(string text)
    {
        var lower = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // The one letter whose lower case is longer than itself (Unicode's SpecialCasing).
            _ = rune.Value == 'İ' ? lower.Append("i\u0307") : lower.Append(Rune.ToLowerInvariant(rune));
        }

        return lower.ToString();
    }

    private static string WithoutAccents(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in CanonicalForm.Decompose(text).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark)
            {
                plain.Append(rune);
            }
        }

        return plain.ToString();
    }

    private static bool IsControl(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned;

    // Every ASCII sign counts, also those that Unicode calls symbols ($, +, <, ^, `, |).
    private static bool IsPunctuation(Rune rune) => rune.IsAscii
        ? rune.Value > ' ' && rune.Value < 127 && !char.IsAsciiLetterOrDigit((char)rune.Value)
        : Rune.GetUnicodeCategory(rune) is UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation
            or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation
            or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation;

    private static bool IsChinese(int code) => code is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF)
        or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F) or (>= 0x2B740 and <= 0x2B81F)
        or (>= 0x2B820 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
