namespace RadSharp.Tensors.Kernels.Convolution;

/// <summary>
/// Lines of a left operand as they lie in memory: at equal distances, each of them runs of neighbouring floats, also at
/// equal distances (the rows of pixels that a window sees).
/// </summary>
/// <param name="first">The first run of the first line.</param>
/// <param name="stride">Floats from one line to the next.</param>
/// <param name="runs">Runs of a line.</param>
/// <param name="runLength">Floats of a run.</param>
/// <param name="runStride">Floats from one run to the next.</param>
internal readonly unsafe struct TileLines(float* first, nint stride, int runs, int runLength, nint runStride)
{
    public float* First => first;

    public nint Stride => stride;

    public int Runs => runs;

    public int RunLength => runLength;

    public nint RunStride => runStride;

    /// <summary>Where <paramref name="count"/> lines end.</summary>
    public float* End(int count) => first + ((count - 1) * stride) + ((runs - 1) * runStride) + runLength;
}
