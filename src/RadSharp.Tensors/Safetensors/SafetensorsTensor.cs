using System.Collections.Immutable;
using Microsoft.Win32.SafeHandles;

namespace RadSharp.Tensors.Safetensors;

/// <summary>A tensor to be written: its name with either a <see cref="Tensor"/> or bytes of any type.</summary>
public sealed unsafe class SafetensorsTensor
{
    // Bytes that are written at a time: spans end at 2 GiB.
    private const int PieceByteCount = 1 << 30;

    private readonly Tensor? _tensor;
    private readonly ReadOnlyMemory<byte> _bytes;

    /// <summary>A tensor stored as Float32, BFloat16 or Float16; it must live until it is written.</summary>
    /// <exception cref="ArgumentException">It is quantised.</exception>
    public SafetensorsTensor(string name, Tensor tensor)
        : this(name, DTypeOf(name, tensor), [.. tensor.Shape.Select(static length => (long)length)]) => _tensor = tensor;

    /// <summary>A tensor of any type, as its bytes: row-major, little-endian.</summary>
    /// <exception cref="ArgumentException">The type and shape take another number of bytes.</exception>
    public SafetensorsTensor(string name, SafetensorsDType dtype, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> bytes)
        : this(name, dtype, [.. shape])
    {
        if (bytes.Length != ByteCount)
        {
            throw new ArgumentException($"Tensor {this} takes {ByteCount} bytes, but {bytes.Length} were given.");
        }

        _bytes = bytes;
    }

    private SafetensorsTensor(string name, Tensor tensor, SafetensorsDType dtype, ImmutableArray<long> shape)
        : this(name, dtype, shape) => _tensor = tensor;

    private SafetensorsTensor(string name, SafetensorsDType dtype, ImmutableArray<long> shape)
    {
        Name = name;
        DType = dtype;
        Shape = shape;
        ByteCount = dtype.TryCountBytes(shape.AsSpan(), out var byteCount)
            ? byteCount
            : throw new ArgumentException($"Tensor {this} is no whole number of bytes below 2^63.");
    }

    /// <summary>
    /// The packed bytes of a quantised tensor as U8 [bytes], for <see cref="SafetensorsFile.MapPacked"/>; it must live until it
    /// is written. The file does not say what type and shape the tensor has: write that into the metadata.
    /// </summary>
    /// <exception cref="ArgumentException">It is not quantised.</exception>
    public static SafetensorsTensor OfPackedBytes(string name, Tensor tensor)
    {
        Expect.That(tensor.DType.IsQuantized(), "OfPackedBytes", $"expected a Q8 or Q4 tensor, but found {tensor}");
        return new(name, tensor, SafetensorsDType.U8, [tensor.DType.ByteCount(tensor.Shape)]);
    }

    /// <summary>The name in the file.</summary>
    public string Name { get; }

    /// <summary>How the file stores the elements.</summary>
    public SafetensorsDType DType { get; }

    /// <summary>The lengths of the axes, outermost first.</summary>
    public ImmutableArray<long> Shape { get; }

    /// <summary>Bytes in the file.</summary>
    public long ByteCount { get; }

    /// <summary>Name, type and shape, such as <c>'lm_head.weight' BF16 [32000, 4096]</c>.</summary>
    public override string ToString() => SafetensorsError.Described(Name, DType, Shape);

    internal void WriteTo(SafeFileHandle handle, long offset)
    {
        if (_tensor is not { } tensor)
        {
            RandomAccess.Write(handle, _bytes.Span, offset);
            return;
        }

        // ByteCount follows from the tensor's own type and shape, which never change.
        for (var done = 0L; done < ByteCount; done += PieceByteCount)
        {
            var piece = new ReadOnlySpan<byte>(tensor.Data + done, (int)Math.Min(PieceByteCount, ByteCount - done));
            RandomAccess.Write(handle, piece, offset + done);
        }
    }

    private static SafetensorsDType DTypeOf(string name, Tensor tensor) => tensor.DType switch
    {
        Tensors.DType.Float32 => SafetensorsDType.F32,
        Tensors.DType.BFloat16 => SafetensorsDType.BF16,
        Tensors.DType.Float16 => SafetensorsDType.F16,
        _ => throw new ArgumentException(
            $"The safetensors format has no type for {SafetensorsError.Quoted(name)} {tensor}. Write it unquantised."),
    };
}
