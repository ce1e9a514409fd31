using System.Collections.Immutable;

namespace RadSharp.Tensors.Safetensors;

/// <summary>One tensor in a safetensors file: its name, type, shape, and where its bytes lie.</summary>
public sealed class SafetensorsEntry
{
    internal SafetensorsEntry(string name, SafetensorsDType dtype, ImmutableArray<long> shape, long start, long byteCount)
    {
        Name = name;
        DType = dtype;
        Shape = shape;
        Start = start;
        ByteCount = byteCount;
    }

    /// <summary>The name, unique in its file.</summary>
    public string Name { get; }

    /// <summary>How the elements are stored.</summary>
    public SafetensorsDType DType { get; }

    /// <summary>The lengths of the axes, outermost first; empty for a scalar.</summary>
    public ImmutableArray<long> Shape { get; }

    /// <summary>Where in the file the bytes begin.</summary>
    public long Start { get; }

    /// <summary>How many bytes there are.</summary>
    public long ByteCount { get; }

    /// <summary>Number of elements: the product of the lengths, 1 for a scalar.</summary>
    public long Count => (long)((Int128)ByteCount * 8 / DType.BitCount());

    /// <summary>Name, type and shape, such as <c>'lm_head.weight' BF16 [32000, 4096]</c>.</summary>
    public override string ToString() => SafetensorsError.Described(Name, DType, Shape);
}
