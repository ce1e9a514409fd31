using System.Buffers.Binary;
using System.Text;

namespace RadSharp.Models.Tokenizers;

/// <summary>Reads the fields of a protocol buffer message, whose lengths may lie.</summary>
internal ref struct ProtobufReader
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly string _file;
    private readonly int _offset;
    private int _at;
    private int _wireType;

    /// <summary>A message.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="file">Named in errors.</param>
    /// <param name="offset">Where it begins in the file.</param>
    public ProtobufReader(ReadOnlySpan<byte> bytes, string file, int offset = 0)
    {
        _bytes = bytes;
        _file = file;
        _offset = offset;
    }

    /// <summary>The number of the field that <see cref="Next"/> came to.</summary>
    public int Field { get; private set; }

    /// <summary>Goes to the next field, whose value is then read or skipped.</summary>
    /// <returns>False at the end of the message.</returns>
    public bool Next()
    {
        if (_at == _bytes.Length)
        {
            return false;
        }

        var key = Varint();
        (Field, _wireType) = ((int)Math.Min(key >> 3, int.MaxValue), (int)(key & 7));
        return Field > 0 ? true : throw Damaged("a field has the number 0");
    }

    /// <summary>A whole number.</summary>
    public ulong Integer()
    {
        Expect(0, "a number");
        return Varint();
    }

    /// <summary>A flag.</summary>
    public bool Flag() => Integer() != 0;

    /// <summary>A number of 32 bits with a fraction.</summary>
    public float Float()
    {
        Expect(5, "four bytes");
        return BinaryPrimitives.ReadSingleLittleEndian(Take(4));
    }

    /// <summary>Text.</summary>
    public string Text()
    {
        var bytes = Bytes();
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Damaged("a text is not valid UTF-8");
        }
    }

    /// <summary>Bytes.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        Expect(2, "a length");
        var length = Varint();
        return length <= (ulong)(_bytes.Length - _at)
            ? Take((int)length)
            : throw Damaged($"a field claims {length} bytes where {_bytes.Length - _at} follow");
    }

    /// <summary>A message within this one.</summary>
    public ProtobufReader Message()
    {
        var bytes = Bytes();
        return new ProtobufReader(bytes, _file, _offset + _at - bytes.Length);
    }

    /// <summary>Passes over the value.</summary>
    public void Skip()
    {
        switch (_wireType)
        {
            case 0: Varint(); break;
            case 1: Take(8); break;
            case 2: Bytes(); break;
            case 5: Take(4); break;
            default: throw Damaged($"field {Field} has the unknown wire type {_wireType}");
        }
    }

    /// <summary>An error that names file and place.</summary>
    public readonly InvalidDataException Damaged(string what) =>
        new($"{_file}: {what}, at byte {_offset + _at}. This is no SentencePiece model, or it is damaged; copy it again.");

    private readonly void Expect(int wireType, string what)
    {
        if (_wireType != wireType)
        {
            throw Damaged($"field {Field} has the wire type {_wireType} where {what} was expected");
        }
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _bytes.Length - _at)
        {
            throw Damaged($"field {Field} takes {length} bytes where {_bytes.Length - _at} follow");
        }

        var bytes = _bytes.Slice(_at, length);
        _at += length;
        return bytes;
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (_at == _bytes.Length)
            {
                throw Damaged("a number is cut off");
            }

            var part = _bytes[_at++];
            value |= shift < 64 ? (ulong)(part & 0x7F) << shift : 0;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw Damaged("a number is longer than ten bytes");
    }
}
