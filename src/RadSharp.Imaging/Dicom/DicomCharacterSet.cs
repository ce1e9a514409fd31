using System.Text;
using System.Text.Unicode;

namespace RadSharp.Imaging.Dicom;

/// <summary>
/// How text is encoded (PS3.3 C.12.1.1.2, PS3.5 6.1): in one character set, or in several that the text switches between
/// with escape sequences (ISO 2022).
/// </summary>
internal sealed class DicomCharacterSet
{
    /// <summary>The defined term of UTF-8.</summary>
    public const string Utf8Term = "ISO_IR 192";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>An encoding of the whole text; null where the text may switch between several.</summary>
    private readonly Encoding? _whole;

    /// <summary>The set of the bytes above 127 until an escape sequence names another.</summary>
    private readonly CodedSet? _high;

    /// <summary>The encoding of new text.</summary>
    private readonly Encoding _encoder;

    private DicomCharacterSet(
        Encoding? whole, CodedSet? high, Encoding encoder, IReadOnlyList<string> terms, IReadOnlyList<string> unknownTerms) =>
        (_whole, _high, _encoder, Terms, UnknownTerms) = (whole, high, encoder, terms, unknownTerms);

    /// <summary>Seven-bit text (ISO_IR 6). Other bytes should not be there, but often are.</summary>
    public static DicomCharacterSet Default { get; } = Of([]);

    /// <summary>The defined terms that stand for it.</summary>
    public IReadOnlyList<string> Terms { get; }

    /// <summary>Those of them that are not the standard's.</summary>
    public IReadOnlyList<string> UnknownTerms { get; }

    /// <summary>The set that the values of Specific Character Set (0008,0005) stand for.</summary>
    public static DicomCharacterSet Of(IReadOnlyList<string> terms)
    {
        Encoding? whole = null;
        CodedSet? high = null;
        Encoding encoder = CodedSet.Strict(Encoding.ASCII);
        List<string> unknown = [];
        for (var index = 0; index < terms.Count; index++)
        {
            // ISO_IR 100 is spelt with other signs between the words, too.
            var words = terms[index].ToUpperInvariant().Replace('_', ' ').Replace('-', ' ');
            var name = words.StartsWith("ISO", StringComparison.Ordinal) ? words[(words.LastIndexOf(' ') + 1)..] : words;
            switch (name)
            {
                case "" or "6":
                    break;
                case "192":
                    whole ??= StrictUtf8;
                    break;
                case "GB18030":
                    whole ??= CodedSet.CodePage(54936);
                    break;
                case "GBK":
                    whole ??= CodedSet.CodePage(936);
                    break;
                default:
                    if (CodedSet.ByRegistration(name) is not { } known)
                    {
                        unknown.Add(terms[index]);
                        break;
                    }

                    // Of the first value this is the rule; of later ones it helps with text that lacks its escape sequences.
                    high ??= known.IsHigh ? known : null;
                    encoder = index == 0 && known.Whole is { } single ? single : encoder;
                    break;
            }
        }

        return new DicomCharacterSet(whole, high, whole ?? encoder, terms, unknown);
    }

    /// <summary>Bytes that are not of the set, or of a set that is not known, are UTF-8 if valid as that, else Latin-1.</summary>
    public string Decode(ReadOnlySpan<byte> bytes, DicomVr vr)
    {
        var hasEscape = bytes.Contains(Iso2022Text.Escape);
        if (!hasEscape && Ascii.IsValid(bytes))
        {
            return Encoding.ASCII.GetString(bytes);
        }

        if (_whole == StrictUtf8 || (_whole is null && _high is null && !hasEscape))
        {
            return Utf8OrLatin1(bytes);
        }

        return _whole?.GetString(bytes) ?? new Iso2022Text(_high, vr).Decode(bytes);
    }

    /// <summary>The bytes of a text, without padding.</summary>
    /// <exception cref="EncoderFallbackException">
    /// The text has characters that the set has not, or that take escape sequences, which are not written.
    /// </exception>
    public byte[] Encode(string text) => _encoder.GetBytes(text);

    internal static string Utf8OrLatin1(ReadOnlySpan<byte> bytes) =>
        Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);
}
