using RadSharp.Tensors.Kernels.MatrixProduct;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.Attention;

/// <summary>
/// Some successive keys and values of one head: as float rows, and packed for the tiles of
/// <see cref="QueryPanel"/>.
/// </summary>
internal unsafe struct KeyBlock
{
    /// <summary>
    /// The most keys in a block: a panel's scores are then 24 KB (AVX-512), half of the first-level cache. A multiple of
    /// every tile's rows.
    /// </summary>
    public const int MaxKeys = 192;

    private readonly int _headDim;
    private readonly float* _stagedKeys;
    private readonly float* _stagedValues;

    /// <summary>A block that is filled by <see cref="Load{TLanes}"/>.</summary>
    /// <param name="headDim">Length of one key or value.</param>
    /// <param name="memory"><see cref="Floats"/> floats, 64-byte aligned.</param>
    public KeyBlock(int headDim, float* memory)
    {
        _headDim = headDim;
        PackedKeys = memory;
        PackedValues = PackedKeys + (MaxKeys * headDim);
        _stagedKeys = PackedValues + (MaxKeys * (headDim + 3));
        _stagedValues = _stagedKeys + (MaxKeys * headDim);
    }

    /// <summary>As <see cref="LinePanels"/>.</summary>
    public readonly float* PackedKeys { get; }

    /// <summary>As <see cref="DimPanels"/>.</summary>
    public readonly float* PackedValues { get; }

    /// <summary>Number of the first key, within the selection.</summary>
    public int First { get; private set; }

    /// <summary>Number of keys.</summary>
    public int Count { get; private set; }

    /// <summary>The keys' rows.</summary>
    public float* Keys { get; private set; }

    /// <summary>Floats from one key to the next.</summary>
    public nint KeyStride { get; private set; }

    /// <summary>The values' rows.</summary>
    public float* Values { get; private set; }

    /// <summary>Floats from one value to the next.</summary>
    public nint ValueStride { get; private set; }

    /// <summary>Floats of memory that a block needs.</summary>
    public static long Floats(int headDim) => MaxKeys * ((4L * headDim) + 3);

    /// <summary>The length of the blocks into which <paramref name="keys"/> keys are cut: nearly equal, whole tiles.</summary>
    public static int Length<TLanes>(int keys) where TLanes : unmanaged, ILanes<TLanes>
    {
        var blocks = Math.Max(1, (keys + MaxKeys - 1) / MaxKeys);
        var tileRows = Tile.Rows<TLanes>();
        return ((keys + blocks - 1) / blocks + tileRows - 1) / tileRows * tileRows;
    }

    /// <summary>Makes this the block of keys <paramref name="first"/> to first + count − 1 of the selection.</summary>
    public void Load<TLanes>(
        in KeySource keys, in KeySource values, in KeySelection selection, int batch, int head, int first, int count)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        (First, Count) = (first, count);
        Keys = keys.Floats<TLanes>(selection, batch, head, first, count, _headDim, _stagedKeys, out var keyStride);
        Values = values.Floats<TLanes>(selection, batch, head, first, count, _headDim, _stagedValues, out var valueStride);
        (KeyStride, ValueStride) = (keyStride, valueStride);
    }

    /// <summary>Packs what was loaded.</summary>
    public readonly void Pack<TLanes>() where TLanes : unmanaged, ILanes<TLanes>
    {
        LinePanels.Pack<TLanes>(Keys, KeyStride, Count, _headDim, PackedKeys);
        DimPanels.Pack<TLanes>(Values, ValueStride, Count, _headDim, Count, PackedValues);
    }
}
