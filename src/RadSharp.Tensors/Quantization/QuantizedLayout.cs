namespace RadSharp.Tensors.Quantization;

/// <summary>Where the blocks of a quantised matrix lie in memory.</summary>
public static class QuantizedLayout
{
    /// <summary>Weights that share a scale, along the last axis.</summary>
    public const int BlockLength = 32;

    /// <summary>Rows that are interleaved, so that one instruction serves that many outputs.</summary>
    public const int TileRows = 16;

    /// <summary>Bytes of a matrix [rows, columns], rows rounded up to whole tiles.</summary>
    /// <exception cref="ArgumentException">Not a matrix, or the columns are not whole blocks.</exception>
    public static long ByteCount(DType dtype, Shape shape)
    {
        if (shape.Rank != 2 || shape[1] % BlockLength != 0)
        {
            throw new ArgumentException(
                $"A {dtype} tensor must be a matrix whose columns are a multiple of {BlockLength}, but the shape is {shape}. " +
                "Keep this tensor in bfloat16 or float32.");
        }

        var rows = (shape[0] + TileRows - 1L) / TileRows * TileRows;
        var blocks = rows * (shape[1] / BlockLength);
        return blocks * (sizeof(ushort) + (dtype == DType.Q8 ? BlockLength : BlockLength / 2));
    }
}
