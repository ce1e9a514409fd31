using System.Runtime.Intrinsics.X86;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.Attention;

/// <summary>Where the keys, or the values, of each sequence and head lie, and how they are stored.</summary>
/// <param name="data">The first element.</param>
/// <param name="dtype">
/// Float32; or BFloat16, Float16 or Q8 (<see cref="ByteRows"/>), with a head's tokens side by side and none masked.
/// </param>
/// <param name="batchStride">Elements from one sequence to the next.</param>
/// <param name="headStride">Elements from one head to the next.</param>
/// <param name="tokenStride">Elements from one token to the next.</param>
/// <param name="scales">Of Q8, for one sequence: [heads, blocks, <paramref name="scaleStride"/>] in bfloat16.</param>
/// <param name="scaleStride">Scales from one block of a row to the next.</param>
internal readonly unsafe struct KeySource(
    byte* data, DType dtype, nint batchStride, nint headStride, nint tokenStride, ushort* scales = null, nint scaleStride = 0)
{
    private const int CacheLine = 64;

    private bool IsFloat32 => dtype == DType.Float32;

    /// <summary>How elements are stored.</summary>
    public DType DType => dtype;

    /// <summary>Bytes of one number, scales aside.</summary>
    public static int ElementBytes(DType dtype) => dtype switch
    {
        DType.Float32 => sizeof(float),
        DType.Q8 => sizeof(sbyte),
        _ => sizeof(ushort),
    };

    /// <summary>A tensor [batch, tokens, heads, headDim] of floats.</summary>
    public static KeySource OfTensor(float* data, int tokens, int heads, int headDim) =>
        new((byte*)data, DType.Float32, (nint)tokens * heads * headDim, headDim, (nint)heads * headDim);

    /// <summary>Elements from one token to the next.</summary>
    public nint TokenStride => tokenStride;

    /// <summary>Scales from one block of a row to the next.</summary>
    public nint ScaleStride => scaleStride;


    /// <summary>The first byte of one key or value.</summary>
    public byte* Row(int batch, int head, int token) =>
        data + (((batch * batchStride) + (head * headStride) + (token * tokenStride)) * ElementBytes(dtype));

    /// <summary>The first scale of one key or value in Q8.</summary>
    public ushort* Scales(int head, int token) => scales + (head * ByteRows.Blocks((int)tokenStride) * scaleStride) + token;

    /// <summary>Stores one key or value of a cache, rounded to nearest even.</summary>
    /// <param name="head">The head.</param>
    /// <param name="token">The token.</param>
    /// <param name="row">[headDim].</param>
    public void Store(int head, int token, ReadOnlySpan<float> row)
    {
        var target = Row(0, head, token);
        switch (dtype)
        {
            case DType.BFloat16:
                Conversion.Float32ToBFloat16(row, new Span<ushort>(target, row.Length));
                break;
            case DType.Float16:
                Conversion.Float32ToHalf(row, new Span<Half>(target, row.Length));
                break;
            case DType.Q8:
                ByteRows.Quantize(row, (sbyte*)target, Scales(head, token), scaleStride);
                break;
            default:
                row.CopyTo(new Span<float>(target, row.Length));
                break;
        }
    }

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
            case DType.Q8:
                ByteRows.Widen<TLanes>((sbyte*)Row(batch, head, first), Scales(head, first), scaleStride, count, headDim, stage);
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
    /// Asks for one part of <paramref name="parts"/> of what <see cref="Floats{TLanes}"/> with the same arguments would read, so
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
