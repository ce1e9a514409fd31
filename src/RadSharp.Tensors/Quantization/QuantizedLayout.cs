namespace RadSharp.Tensors.Quantization;

/// <summary>Where the blocks of a quantised matrix lie in memory, the same on every machine.</summary>
/// <remarks>
/// <para>A block is 32 weights of one row, side by side along the columns, and a half-precision scale. A weight is an
/// integer times the scale: −127 to 127 in <see cref="DType.Q8"/>, −8 to 7 in <see cref="DType.Q4"/>, where 4 bits hold
/// the integer plus 8.</para>
/// <para>Sixteen rows make a tile; rows are filled up with zeros to whole tiles. A tile is its blocks of columns in order,
/// and sixteen blocks, one of each row, lie together as sixteen scales and then <c>words[w][row]</c>: 32-bit words of which
/// a row has eight (Q8) or four (Q4) in a block. So one register holds the same columns of sixteen rows, and a product
/// needs no sum across lanes.</para>
/// <para>Word w of Q8 holds columns 4w to 4w + 3 as bytes, the first lowest. Byte b of word w of Q4 holds column 4w + b in
/// its low and column 16 + 4w + b in its high four bits. Within a row these are the bytes of the formats called Q8_0 and
/// Q4_0 elsewhere, so packing is a transposition of words and loses nothing.</para>
/// </remarks>
public static class QuantizedLayout
{
    /// <summary>Weights that share a scale, along the last axis.</summary>
    public const int BlockLength = 32;

    /// <summary>Rows that are interleaved, so that one instruction serves that many outputs.</summary>
    public const int TileRows = 16;

    /// <summary>Neighbouring blocks that a product takes at a time, which then stay in a first-level cache.</summary>
    internal const int BlocksPerTurn = 8;

    /// <summary>Bytes of a packed matrix [rows, columns], rows rounded up to whole tiles.</summary>
    /// <exception cref="ArgumentException">Not a matrix, or the columns are not whole blocks.</exception>
    public static long ByteCount(DType dtype, Shape shape)
    {
        if (shape.Rank != 2 || shape[1] % BlockLength != 0)
        {
            throw new ArgumentException(
                $"A {dtype} tensor must be a matrix whose columns are a multiple of {BlockLength}, but the shape is {shape}. " +
                "Keep this tensor in bfloat16 or float32.");
        }

        return (long)TileCount(shape[0]) * TileRows * (shape[1] / BlockLength) * BlockBytes(dtype);
    }

    /// <summary>Bytes of one block: its scale and its weights.</summary>
    public static int BlockBytes(DType dtype) => sizeof(ushort) + (dtype == DType.Q8 ? BlockLength : BlockLength / 2);

    /// <summary>Tiles that <paramref name="rows"/> rows take.</summary>
    internal static int TileCount(int rows) => (int)((rows + TileRows - 1L) / TileRows);
}
