using System.Buffers.Binary;
using System.Text;

namespace RadSharp.Bench.Peers.OnnxRuntime;

/// <summary>A message in the encoding of Protocol Buffers, field by field.</summary>
internal sealed class ProtobufMessage
{
    private const int VariableNumber = 0;
    private const int Bytes = 2;
    private const int FourBytes = 5;

    private readonly List<byte> _bytes = [];

    /// <summary>A whole number.</summary>
    public ProtobufMessage Add(int field, long value)
    {
        Write(((uint)field << 3) | VariableNumber);
        Write((ulong)value);
        return this;
    }

    /// <summary>A real number.</summary>
    public ProtobufMessage Add(int field, float value)
    {
        Write(((uint)field << 3) | FourBytes);
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>A text.</summary>
    public ProtobufMessage Add(int field, string value) => Add(field, Encoding.UTF8.GetBytes(value));

    /// <summary>A message within this one.</summary>
    public ProtobufMessage Add(int field, ProtobufMessage value) => Add(field, value.ToArray());

    /// <summary>Each of several whole numbers.</summary>
    public ProtobufMessage AddEach(int field, IEnumerable<int> values)
    {
        foreach (var value in values)
        {
            Add(field, (long)value);
        }

        return this;
    }

    /// <summary>The bytes of the message.</summary>
    public byte[] ToArray() => [.. _bytes];

    private ProtobufMessage Add(int field, byte[] bytes)
    {
        Write(((uint)field << 3) | Bytes);
        Write((ulong)bytes.Length);
        _bytes.AddRange(bytes);
        return this;
    }

    // Seven bits a byte, the lowest first; the top bit says that more follow.
    private void Write(ulong value)
    {
        for (; value > 0x7F; value >>= 7)
        {
            _bytes.Add((byte)(value | 0x80));
        }

        _bytes.Add((byte)value);
    }
}
