using System.Runtime.CompilerServices;
using RadSharp.Tensors.Kernels.MatrixProduct;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.Attention;

/// <summary>Where the keys, or the values, of each sequence and head lie, and how they are stored.</summary>
/// <param name="data">The first element.</param>
/// <param name="dtype">Float32, BFloat16 or Float16.</param>
/// <param name="batchStride">Elements from one sequence to the next.</param>
/// <param name="headStride">Elements from one head to the next.</param>
/// <param name="tokenStride">Elements from one token to the next.</param>
internal readonly unsafe struct KeySource(byte* data, DType dtype, nint batchStride, nint headStride, nint tokenStride)
{
    /// <summary>Whether rows are floats and can be read where they are.</summary>
    public bool IsFloat32 => dtype == DType.Float32;

    /// <summary>A tensor [batch, tokens, heads, headDim] of floats.</summary>
    public static KeySource OfTensor(float* data, int tokens, int heads, int headDim) =>
        new((byte*)data, DType.Float32, (nint)tokens * heads * headDim, headDim, (nint)heads * headDim);

    /// <summary>Elements from one token to the next.</summary>
    public nint TokenStride => tokenStride;

    /// <summary>The first byte of one key or value.</summary>
    public byte* Row(int batch, int head, int token) =>
        data + (((batch * batchStride) + (head * headStride) + (token * tokenStride)) * (IsFloat32 ? sizeof(float) : sizeof(ushort)));

    /// <summary>
    /// <paramref name="count"/> selected keys from number <paramref name="first"/> on as float rows: where they lie if
    /// that is possible, else copied to <paramref name="stage"/>.
    /// </summary>
    /// <param name="selection">The keys that take part.</param>
    /// <param name="batch">The sequence.</param>
    /// <param name="head">The head.</param>
    /// <param name="first">Number of the first key, within the selection.</param>
    /// <param name="count">Number of keys; first + count is within the selection.</param>
    /// <param name="headDim">Length of a row.</param>
    /// <param name="stage">count · headDim floats.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    public float* Floats<TLanes>(
        in KeySelection selection, int batch, int head, int first, int count, int headDim, float* stage, out nint stride)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        if (IsFloat32 && selection.IsAll)
        {
            stride = tokenStride;
            return (float*)Row(batch, head, first);
        }

        for (var index = 0; index < count; index++)
        {
            Widen<TLanes>(Row(batch, head, selection.Token(batch, first + index)), headDim, stage + ((nint)index * headDim));
        }

        stride = headDim;
        return stage;
    }

    /// <summary>Asks for a part of what <see cref="Floats"/> with the same arguments would read.</summary>
    public void Prefetch(in KeySelection selection, int batch, int head, int first, int count, int headDim, int part, int parts)
    {
        if (IsFloat32 && selection.IsAll)
        {
            PanelPrefetch.Rows((float*)Row(batch, head, first), tokenStride, count, headDim, part, parts);
        }
    }

    // Whole registers while they fit, then single elements: no read or write beyond the row.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Widen<TLanes>(byte* row, int count, float* destination) where TLanes : unmanaged, ILanes<TLanes>
    {
        var index = 0;
        switch (dtype)
        {
            case DType.BFloat16:
                for (; index + TLanes.Count <= count; index += TLanes.Count)
                {
                    TLanes.Store(TLanes.LoadBFloat16((ushort*)row + index), destination + index);
                }

                for (; index < count; index++)
                {
                    destination[index] = BitConverter.UInt32BitsToSingle((uint)((ushort*)row)[index] << 16);
                }

                break;
            case DType.Float16:
                for (; index + TLanes.Count <= count; index += TLanes.Count)
                {
                    TLanes.Store(TLanes.LoadHalf((Half*)row + index), destination + index);
                }

                for (; index < count; index++)
                {
                    destination[index] = (float)((Half*)row)[index];
                }

                break;
            default:
                Unsafe.CopyBlock(destination, row, (uint)(count * sizeof(float)));
                break;
        }
    }
}
