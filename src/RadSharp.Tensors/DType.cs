using RadSharp.Tensors.Quantization;

namespace RadSharp.Tensors;

/// <summary>How a tensor's elements are stored. Computing is done in <see cref="Float32"/>; the others hold weights.</summary>
public enum DType
{
    /// <summary>IEEE 754 single precision, 4 bytes.</summary>
    Float32,

    /// <summary>bfloat16: the upper half of a float32, 2 bytes.</summary>
    BFloat16,

    /// <summary>IEEE 754 half precision, 2 bytes.</summary>
    Float16,

    /// <summary>8-bit weights in blocks of 32 along the last axis with one scale a block (called Q8_0 elsewhere).</summary>
    Q8,

    /// <summary>4-bit weights in blocks of 32 along the last axis with one scale a block (called Q4_0 elsewhere).</summary>
    Q4,
}

/// <summary>Facts about a <see cref="DType"/>.</summary>
public static class DTypes
{
    /// <summary>Whether the elements are stored in blocks with a scale.</summary>
    public static bool IsQuantized(this DType dtype) => dtype is DType.Q8 or DType.Q4;

    /// <summary>Bytes that a tensor of <paramref name="shape"/> takes, hardware packing included.</summary>
    /// <exception cref="ArgumentException">A quantised shape that is not a matrix with columns in whole blocks.</exception>
    public static long ByteCount(this DType dtype, Shape shape) => dtype switch
    {
        DType.Float32 => shape.Count * sizeof(float),
        DType.BFloat16 or DType.Float16 => shape.Count * sizeof(ushort),
        _ => QuantizedLayout.ByteCount(dtype, shape),
    };
}
