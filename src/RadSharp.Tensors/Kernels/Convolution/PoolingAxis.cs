namespace RadSharp.Tensors.Kernels.Convolution;

/// <summary>One axis of pooling: which pixels each output pixel is made of.</summary>
internal readonly record struct PoolingAxis
{
    // The kernel of a sliding window; zero for an adaptive one.
    private readonly int _kernel, _stride, _padding;
    private readonly bool _countsPadding;

    private PoolingAxis(int length, int positions, int kernel, int stride, int padding, bool countsPadding)
    {
        (Length, Positions) = (length, positions);
        (_kernel, _stride, _padding, _countsPadding) = (kernel, stride, padding, countsPadding);
    }

    /// <summary>Pixels of the input.</summary>
    public int Length { get; }

    /// <summary>Pixels of the output.</summary>
    public int Positions { get; }

    /// <summary>A window of <paramref name="kernel"/> pixels that slides by <paramref name="stride"/>.</summary>
    public static PoolingAxis Sliding(int length, int kernel, int stride, int padding, bool countsPadding) =>
        new(length, WindowAxis.PositionsOver(length, kernel, stride, padding, 1), kernel, stride, padding, countsPadding);

    /// <summary>Windows that divide the input as evenly as whole pixels allow; neighbours may share a pixel.</summary>
    public static PoolingAxis Adaptive(int length, int positions) => new(length, positions, 0, 0, 0, false);

    /// <summary>First pixel of the window at <paramref name="position"/>.</summary>
    public int Start(int position) => _kernel == 0
        ? (int)((long)position * Length / Positions)
        : Math.Max(0, (position * _stride) - _padding);

    /// <summary>The pixel after its last one.</summary>
    public int End(int position) => _kernel == 0
        ? (int)((((position + 1L) * Length) + Positions - 1) / Positions)
        : Math.Min(Length, (position * _stride) - _padding + _kernel);

    /// <summary>What its average is divided by along this axis.</summary>
    public int Divisor(int position) => _countsPadding ? _kernel : End(position) - Start(position);
}
