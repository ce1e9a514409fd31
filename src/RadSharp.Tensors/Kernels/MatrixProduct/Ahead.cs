namespace RadSharp.Tensors.Kernels.MatrixProduct;

/// <summary>
/// Cache lines that will be needed next: while a tile computes, it asks for one of them every few steps, so that
/// they arrive one by one between the multiplications instead of in a burst that would hold them up. A hint only; the
/// addresses are never read.
/// </summary>
/// <param name="first">Address of the first line, or null.</param>
/// <param name="step">Floats from one line to the next.</param>
internal readonly unsafe struct Ahead(float* first, nint step)
{
    /// <summary>Steps of a tile's depth for each line that it asks for.</summary>
    public const int StepsPerLine = 4;

    /// <summary>Lines that one tile asks for: those of a whole block of the depth.</summary>
    public const int Lines = GemmDriver.DepthBlock / StepsPerLine;

    /// <summary>Floats in a cache line.</summary>
    public const int FloatsPerLine = 16;

    /// <summary>
    /// Part <paramref name="part"/> of a rectangle of memory: <see cref="Lines"/> rows, one cache line wide. The parts run
    /// down the rows first; there is nothing after the last.
    /// </summary>
    /// <param name="rectangle">Its first float.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="length">Floats of a row.</param>
    /// <param name="part">Which part, counted from 0.</param>
    public static Ahead Part(float* rectangle, nint stride, int rows, int length, int part)
    {
        var (column, row) = Math.DivRem(part, (rows + Lines - 1) / Lines);
        return column * FloatsPerLine < length
            ? new Ahead(rectangle + (row * Lines * stride) + (column * FloatsPerLine), stride)
            : default;
    }

    /// <summary>Address of the first line, or null.</summary>
    public float* First => first;

    /// <summary>Floats from one line to the next.</summary>
    public nint Step => step;
}
