using System.Text;

namespace RadSharp.Imaging.Dicom;

/// <summary>One of the character sets that ISO 2022 switches between (PS3.3 C.12.1.1.2, tables C.12-3 and C.12-4).</summary>
/// <param name="Registration">Its number in the ISO registry, part of its defined term.</param>
/// <param name="EscapeSequence">What follows the escape character to switch to it.</param>
/// <param name="IsHigh">Whether it is of the bytes above 127 (G1), or of those below (G0).</param>
/// <param name="CodePageNumber">The code page that has its characters.</param>
internal sealed record CodedSet(string Registration, string EscapeSequence, bool IsHigh, int CodePageNumber)
{
    private const int EucJapanese = 20932;
    private const int ShiftJis = 932;

    private static readonly CodedSet[] All =
    [
        new("6", "(B", false, 20127),
        new("13", ")I", true, ShiftJis),
        new("13", "(J", false, 20127),
        new("87", "$B", false, EucJapanese),
        new("159", "$(D", false, EucJapanese),
        new("149", "$)C", true, 949),
        new("58", "$)A", true, 936),
        new("100", "-A", true, 28591),
        new("101", "-B", true, 28592),
        new("109", "-C", true, 28593),
        new("110", "-D", true, 28594),
        new("144", "-L", true, 28595),
        new("127", "-G", true, 28596),
        new("126", "-F", true, 28597),
        new("138", "-H", true, 28598),
        new("148", "-M", true, 28599),
        new("203", "-b", true, 28605),
        new("166", "-T", true, 874),
    ];

    private readonly Encoding _encoding = CodePage(CodePageNumber);

    /// <summary>Whether each character takes two bytes of the lower half.</summary>
    public bool IsLowDouble => !IsHigh && CodePageNumber == EucJapanese;

    /// <summary>An encoding of text in ASCII and this set, where one byte is one character and no escape is needed.</summary>
    public Encoding? Whole => EscapeSequence[0] == '-' ? _encoding : null;

    /// <summary>The set with a number; of a pair the upper half. Null where the standard does not use it.</summary>
    public static CodedSet? ByRegistration(string number) => Array.Find(All, set => set.Registration == number);

    /// <summary>The set whose escape sequence these bytes begin with.</summary>
    public static CodedSet? ByEscapeSequence(ReadOnlySpan<byte> afterEscape)
    {
        foreach (var set in All)
        {
            if (afterEscape.Length >= set.EscapeSequence.Length
                && Ascii.Equals(afterEscape[..set.EscapeSequence.Length], set.EscapeSequence))
            {
                return set;
            }
        }

        return null;
    }

    /// <summary>A code page that marks what it cannot read, and throws at what it cannot write.</summary>
    public static Encoding CodePage(int number) => number switch
    {
        20127 => Strict(Encoding.ASCII),
        28591 => Strict(Encoding.Latin1),
        _ => Strict(CodePagesEncodingProvider.Instance.GetEncoding(number)!),
    };

    /// <summary>The encoding with these rules for what it cannot do.</summary>
    public static Encoding Strict(Encoding encoding)
    {
        var strict = (Encoding)encoding.Clone();
        strict.EncoderFallback = EncoderFallback.ExceptionFallback;
        strict.DecoderFallback = new DecoderReplacementFallback("\uFFFD");
        return strict;
    }

    /// <summary>Text of bytes of this set's half, a whole number of characters.</summary>
    public string Decode(ReadOnlySpan<byte> bytes)
    {
        if (!IsLowDouble)
        {
            return _encoding.GetString(bytes);
        }

        // The code page has JIS X 0208 where both bytes are high, JIS X 0212 where only the first is.
        Span<byte> pair = [(byte)(bytes[0] | 0x80), (byte)(Registration == "87" ? bytes[1] | 0x80 : bytes[1])];
        return _encoding.GetString(pair);
    }
}
