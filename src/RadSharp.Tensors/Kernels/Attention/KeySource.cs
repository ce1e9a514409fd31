using System.Runtime.Intrinsics.X86;

namespace RadSharp.Tensors.Kernels.Attention;

/// <summary>Where the keys, or the values, of each sequence and head lie, and how they are stored.</summary>
/// <param name="data">The first element.</param>
/// <param name="dtype">Float32; or BFloat16 or Float16, with a head's tokens side by side and none masked.</param>
/// <param name="batchStride">Elements from one sequence to the next.</param>
/// <param name="headStride">Elements from one head to the next.</param>
/// <param name="tokenStride">Elements from one token to the next.</param>
internal readonly unsafe struct KeySource(byte* data, DType dtype, nint batchStride, nint headStride, nint tokenStride)
{
    private const int CacheLine = 64;

    private bool IsFloat32 => dtype == DType.Float32;

    /// <summary>How elements are stored.</summary>
    public DType DType => dtype;

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
    public float* Floats(
        in KeySelection selection, int batch, int head, int first, int count, int headDim, float* stage, out nint stride)
    {
        if (IsFloat32 && selection.IsAll)
        {
            stride = tokenStride;
            return (float*)Row(batch, head, first);
        }

        stride = headDim;
        switch (dtype)
        {
            case DType.BFloat16:
                Conversion.BFloat16ToFloat32(
                    new ReadOnlySpan<ushort>(Row(batch, head, first), count * headDim), new Span<float>(stage, count * headDim));
                break;
            case DType.Float16:
                Conversion.HalfToFloat32(
                    new ReadOnlySpan<Half>(Row(batch, head, first), count * headDim), new Span<float>(stage, count * headDim));
                break;
            default:
                for (var index = 0; index < count; index++)
                {
                    var row = new ReadOnlySpan<float>(Row(batch, head, selection.Token(batch, first + index)), headDim);
                    row.CopyTo(new Span<float>(stage + ((nint)index * headDim), headDim));
                }

                break;
        }

        return stage;
    }

    /// <summary>
    /// Asks for one part of <paramref name="parts"/> of what <see cref="Floats"/> with the same arguments would read, so
    /// that it arrives while other keys are worked on. A hint only.
    /// </summary>
    public void Prefetch(in KeySelection selection, int batch, int head, int first, int count, int headDim, int part, int parts)
    {
        if (!Sse.IsSupported || !IsFloat32)
        {
            return;
        }

        var end = (int)((long)count * (part + 1) / parts);
        for (var index = (int)((long)count * part / parts); index < end; index++)
        {
            var row = Row(batch, head, selection.Token(batch, first + index));
            for (var offset = 0; offset < headDim * sizeof(float); offset += CacheLine)
            {
                Sse.Prefetch1(row + offset);
            }
        }
    }
}
