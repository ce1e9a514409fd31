using System.Buffers;
using System.Text;

namespace RadSharp.Models.Tokenizers;

/// <summary>
/// The 256 letters by which byte-level vocabularies write bytes: printable bytes as themselves, the others from U+0100 on
/// (transformers: models/gpt2/tokenization_gpt2.py, <c>bytes_to_unicode</c>).
/// </summary>
public static class ByteAlphabet
{
    private static readonly char[] Letters = MakeLetters();
    private static readonly Dictionary<char, byte> Bytes = MakeBytes();

    /// <summary>The letter of a byte.</summary>
    public static char LetterOf(byte value) => Letters[value];

    /// <summary>Appends the bytes that a token writes; characters outside the alphabet stand for themselves.</summary>
    internal static void Decode(string token, ArrayBufferWriter<byte> destination)
    {
        foreach (var rune in token.EnumerateRunes())
        {
            if (rune.IsBmp && Bytes.TryGetValue((char)rune.Value, out var value))
            {
                destination.Write([value]);
            }
            else
            {
                destination.Advance(rune.EncodeToUtf8(destination.GetSpan(4)));
            }
        }
    }

    private static char[] MakeLetters()
    {
        var letters = new char[256];
        var next = (char)256;
        for (var value = 0; value < 256; value++)
        {
            var isPrintable = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            letters[value] = isPrintable ? (char)value : next++;
        }

        return letters;
    }

    private static Dictionary<char, byte> MakeBytes()
    {
        var bytes = new Dictionary<char, byte>(256);
        for (var value = 0; value < 256; value++)
        {
            bytes.Add(Letters[value], (byte)value);
        }

        return bytes;
    }
}
