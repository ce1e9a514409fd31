using System.Globalization;
using System.Text;

namespace RadSharp.Models.Tokenizers;

/// <summary>How byte-level tokenizers cut text into words, within which alone tokens merge.</summary>
public enum WordPattern
{
    /// <summary>
    /// GPT-2 and RoBERTa: <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>.
    /// </summary>
    Gpt2,

    /// <summary>
    /// Qwen2: <c>(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}</c>, then
    /// <c>| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+</c>.
    /// </summary>
    Qwen2,

    /// <summary>LLaMA 3: as Qwen2, but with up to three digits in a word.</summary>
    Llama3,
}

/// <summary>
/// Cuts text into words. Written out instead of as a <c>Regex</c>, which sees the halves of a surrogate pair and so takes
/// no character above U+FFFF for a letter.
/// </summary>
public static class WordSplitter
{
    private enum Class
    {
        Letter,
        Number,
        Space,
        Other,
    }

    /// <summary>The end of the word that begins at a place; the words of a text follow one another without a gap.</summary>
    /// <param name="pattern">How.</param>
    /// <param name="text">The text, without unpaired surrogates.</param>
    /// <param name="start">Where the word begins, before the end of the text.</param>
    public static int EndOfWord(WordPattern pattern, ReadOnlySpan<char> text, int start)
    {
        var rest = text[start..];
        var length = Contraction(rest, ignoresCase: pattern != WordPattern.Gpt2);
        if (length == 0)
        {
            length = pattern == WordPattern.Gpt2 ? Gpt2Word(rest) : QwenWord(rest, pattern == WordPattern.Llama3 ? 3 : 1);
        }

        return start + (length > 0 ? length : SpacesBefore(rest));
    }

    private static int Gpt2Word(ReadOnlySpan<char> text)
    {
        var space = text[0] == ' ' && text.Length > 1 ? 1 : 0;
        var kind = ClassAt(text, space, out _);
        return kind == Class.Space ? 0 : space + Run(text[space..], kind);
    }

    private static int QwenWord(ReadOnlySpan<char> text, int digits)
    {
        var kind = ClassAt(text, 0, out var length);
        if (kind == Class.Letter)
        {
            return Run(text, Class.Letter);
        }

        if (kind == Class.Number)
        {
            return Run(text, Class.Number, digits);
        }

        // One character that is neither letter nor number nor the end of a line goes with the letters after it.
        if (text[0] is not ('\r' or '\n') && length < text.Length && ClassAt(text, length, out _) == Class.Letter)
        {
            return length + Run(text[length..], Class.Letter);
        }

        var space = text[0] == ' ' ? 1 : 0;
        if (space < text.Length && ClassAt(text, space, out _) == Class.Other)
        {
            var end = space + Run(text[space..], Class.Other);
            while (end < text.Length && text[end] is '\r' or '\n')
            {
                end++;
            }

            return end;
        }

        // White space up to its last end of a line.
        return text[..Run(text, Class.Space)].LastIndexOfAny('\r', '\n') + 1;
    }

    // A run of white space leaves its last character to the word after it, if there is one.
    private static int SpacesBefore(ReadOnlySpan<char> text)
    {
        var length = Run(text, Class.Space);
        return length == text.Length || length == 1 ? length : length - 1;
    }

    private static int Contraction(ReadOnlySpan<char> text, bool ignoresCase)
    {
        if (text.Length < 2 || text[0] != '\'')
        {
            return 0;
        }

        var first = Fold(text[1], ignoresCase);
        if (first is 's' or 't' or 'm' or 'd')
        {
            return 2;
        }

        return text.Length > 2 && (first, Fold(text[2], ignoresCase)) is ('r', 'e') or ('v', 'e') or ('l', 'l') ? 3 : 0;
    }

    // The long s is the one letter beside the capitals that these letters equal when case is ignored.
    private static char Fold(char letter, bool ignoresCase) =>
        !ignoresCase ? letter : letter == 'ſ' ? 's' : char.ToLowerInvariant(letter);

    private static int Run(ReadOnlySpan<char> text, Class kind, int limit = int.MaxValue)
    {
        var at = 0;
        for (var count = 0; at < text.Length && count < limit && ClassAt(text, at, out var length) == kind; count++)
        {
            at += length;
        }

        return at;
    }

    private static Class ClassAt(ReadOnlySpan<char> text, int at, out int length)
    {
        Rune.DecodeFromUtf16(text[at..], out var rune, out length);
        if (rune.IsAscii)
        {
            return char.IsAsciiLetter((char)rune.Value) ? Class.Letter
                : char.IsAsciiDigit((char)rune.Value) ? Class.Number
                : rune.Value is ' ' or (>= '\t' and <= '\r') ? Class.Space
                : Class.Other;
        }

        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => Class.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Class.Number,
            _ => Rune.IsWhiteSpace(rune) ? Class.Space : Class.Other,
        };
    }
}
