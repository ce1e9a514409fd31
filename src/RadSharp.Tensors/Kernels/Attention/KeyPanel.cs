using System.Runtime.CompilerServices;
using RadSharp.Tensors.Kernels.MatrixProduct;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.Attention;

/// <summary>As many keys and values of one head as a tile has columns, packed for the products of the backward pass.</summary>
/// <param name="headDim">Length of one key or value.</param>
/// <param name="columns">Columns of a tile.</param>
/// <param name="memory"><see cref="Floats"/> floats, 64-byte aligned.</param>
internal readonly unsafe struct KeyPanel(int headDim, int columns, float* memory)
{
    /// <summary>[headDim][columns]; lanes without a key hold zeros.</summary>
    public float* KeysTransposed => memory;

    /// <summary>[headDim][columns]; lanes without a value hold zeros.</summary>
    public float* ValuesTransposed => memory + (headDim * columns);

    /// <summary>Panel after panel of [columns][dimensions of a tile].</summary>
    public float* Keys => memory + (2 * headDim * columns);

    /// <summary>Floats of memory for panels of all together <paramref name="keys"/> keys.</summary>
    public static long Floats(int headDim, int keys) => ((3L * headDim) + 3) * keys;

    /// <summary>Packs <paramref name="count"/> keys and values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Pack<TLanes>(float* keys, nint keyStride, float* values, nint valueStride, int count)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        new DepthContiguous(keys, keyStride).Pack<TLanes>(0, count, 0, headDim, columns, KeysTransposed);
        new DepthContiguous(values, valueStride).Pack<TLanes>(0, count, 0, headDim, columns, ValuesTransposed);
        DimPanels.Pack<TLanes>(keys, keyStride, count, headDim, columns, Keys);
    }
}
