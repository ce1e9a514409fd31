using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace RadSharp.Models.Checkpoints.Pickles;

/// <summary>Numbers and texts as the pickle protocols write them.</summary>
internal static class PickleScalars
{
    // Random states have integers of 16 bytes. Longer ones only cost time.
    private const int LongestInteger = 256;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What the opcode pushes.</summary>
    /// <returns>False where the opcode is no number and no text.</returns>
    public static bool TryRead(PickleOpcode opcode, PickleInput input, out object? value)
    {
        value = opcode switch
        {
            PickleOpcode.None => null,
            PickleOpcode.NewTrue => true,
            PickleOpcode.NewFalse => false,
            PickleOpcode.BinInt => (long)(int)(uint)input.ReadUnsigned(4),
            PickleOpcode.BinInt1 => (long)input.ReadByte(),
            PickleOpcode.BinInt2 => input.ReadUnsigned(2),
            PickleOpcode.Long1 => Integer(input, input.ReadByte()),
            PickleOpcode.Long4 => Integer(input, input.ReadUnsigned(4)),
            PickleOpcode.Int or PickleOpcode.Long => Decimal(input),
            PickleOpcode.BinFloat => BinaryPrimitives.ReadDoubleBigEndian(input.ReadBytes(sizeof(double))),
            PickleOpcode.Float => Float(input),
            PickleOpcode.ShortBinUnicode => Utf8(input, input.ReadByte()),
            PickleOpcode.BinUnicode => Utf8(input, input.ReadUnsigned(4)),
            PickleOpcode.BinUnicode8 => Utf8(input, input.ReadUnsigned(8)),
            PickleOpcode.ShortBinString => Latin1(input, input.ReadByte()),
            PickleOpcode.BinString => Latin1(input, input.ReadUnsigned(4)),
            PickleOpcode.String => Quoted(input),
            PickleOpcode.Unicode => Unescaped(input, input.ReadLine(), unicode: true),
            PickleOpcode.ShortBinBytes => input.Skip(input.ReadByte()),
            PickleOpcode.BinBytes => input.Skip(input.ReadUnsigned(4)),
            PickleOpcode.BinBytes8 or PickleOpcode.ByteArray8 => input.Skip(input.ReadUnsigned(8)),
            _ => input,
        };
        if (value is BigInteger integer && integer >= long.MinValue && integer <= long.MaxValue)
        {
            value = (long)integer;
        }

        return !ReferenceEquals(value, input);
    }

    /// <summary>A line of ASCII, such as the name of a module.</summary>
    public static string Line(PickleInput input) => Encoding.Latin1.GetString(input.ReadLine());

    private static string Utf8(PickleInput input, long byteCount)
    {
        try
        {
            return StrictUtf8.GetString(input.ReadBytes(byteCount));
        }
        catch (DecoderFallbackException)
        {
            throw input.Error("a text is not valid UTF-8");
        }
    }

    // Python 2's texts are bytes; Latin-1 keeps each of them.
    private static string Latin1(PickleInput input, long byteCount) => Encoding.Latin1.GetString(input.ReadBytes(byteCount));

    private static BigInteger Integer(PickleInput input, long byteCount)
    {
        if (byteCount > LongestInteger)
        {
            throw input.Error($"an integer of {byteCount} bytes is too long");
        }

        return new BigInteger(input.ReadBytes(byteCount));
    }

    private static object Decimal(PickleInput input)
    {
        var line = Line(input);
        return line switch
        {
            "00" => false,
            "01" => true,
            _ when line.Length <= LongestInteger && BigInteger.TryParse(
                line.TrimEnd('L'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) => value,
            _ => throw input.Error($"expected an integer, but found {CheckpointError.Quoted(line)}"),
        };
    }

    private static double Float(PickleInput input)
    {
        var line = Line(input);
        return double.TryParse(line, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw input.Error($"expected a number, but found {CheckpointError.Quoted(line)}");
    }

    private static string Quoted(PickleInput input)
    {
        var line = input.ReadLine();
        return line.Length >= 2 && line[0] == line[^1] && line[0] is (byte)'\'' or (byte)'"'
            ? Unescaped(input, line.AsSpan(1, line.Length - 2), unicode: false)
            : throw input.Error("expected a text in quotation marks");
    }

    // \uXXXX and \UXXXXXXXX in Unicode lines; \xXX and one-letter escapes in the others. Everything else is Latin-1.
    private static string Unescaped(PickleInput input, ReadOnlySpan<byte> line, bool unicode)
    {
        var text = new StringBuilder();
        for (var index = 0; index < line.Length; index++)
        {
            if (line[index] != (byte)'\\' || index + 1 == line.Length)
            {
                text.Append((char)line[index]);
                continue;
            }

            var letter = (char)line[index + 1];
            var digits = (unicode, letter) switch { (true, 'u') => 4, (true, 'U') => 8, (false, 'x') => 2, _ => 0 };
            if (digits > 0)
            {
                if (index + 2 + digits > line.Length
                    || !uint.TryParse(line.Slice(index + 2, digits), NumberStyles.AllowHexSpecifier, null, out var code)
                    || code > 0x10FFFF)
                {
                    throw input.Error("a text has an escape that is no character");
                }

                text.Append(code > 0xFFFF ? char.ConvertFromUtf32((int)code) : (char)code);
                index += 1 + digits;
            }
            else if (!unicode)
            {
                text.Append(letter switch { 'n' => '\n', 't' => '\t', 'r' => '\r', _ => letter });
                index++;
            }
            else
            {
                text.Append('\\');
            }
        }

        return text.ToString();
    }
}
