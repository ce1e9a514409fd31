namespace RadSharp.Tensors.Kernels.Convolution;

/// <summary>How resized pixels are put together.</summary>
public enum ResizeFilter
{
    /// <summary>From the two nearest pixels along each axis.</summary>
    Bilinear,

    /// <summary>From the four nearest pixels along each axis, with Keys' cubic for a = −0.75.</summary>
    Bicubic,
}

/// <summary>One axis of resizing: which input pixels an output pixel is made of, and with which weights.</summary>
/// <param name="length">Pixels of the input, ≥ 1.</param>
/// <param name="positions">Pixels of the output.</param>
/// <param name="filter">The filter.</param>
/// <param name="alignCorners">Whether the centres of the outermost pixels coincide, rather than the images' edges.</param>
internal readonly unsafe struct ResizeAxis(int length, int positions, ResizeFilter filter, bool alignCorners)
{
    /// <summary>The largest number of taps.</summary>
    public const int MaxTaps = 4;

    // Keys' free parameter, as PyTorch and OpenCV have it.
    private const double A = -0.75;

    /// <summary>Pixels of the input.</summary>
    public int Length => length;

    /// <summary>Pixels of the output.</summary>
    public int Positions => positions;

    /// <summary>Input pixels per output pixel.</summary>
    public int Taps => filter == ResizeFilter.Bilinear ? 2 : MaxTaps;

    /// <summary>Writes <see cref="Taps"/> pixel indices and weights for one output pixel.</summary>
    public void Locate(int position, int* indices, float* weights)
    {
        var at = alignCorners
            ? positions > 1 ? position * ((length - 1.0) / (positions - 1)) : 0
            : ((position + 0.5) * length / positions) - 0.5;
        if (filter == ResizeFilter.Bilinear)
        {
            // Before the first centre the first pixel is repeated; beyond the last one the clamped index does the same.
            at = Math.Max(at, 0);
            var first = Math.Min((int)at, length - 1);
            var fraction = at - first;
            (indices[0], indices[1]) = (first, Math.Min(first + 1, length - 1));
            (weights[0], weights[1]) = ((float)(1 - fraction), (float)fraction);
            return;
        }

        var floor = (int)Math.Floor(at);
        for (var tap = 0; tap < MaxTaps; tap++)
        {
            var pixel = floor - 1 + tap;
            indices[tap] = Math.Clamp(pixel, 0, length - 1);
            weights[tap] = (float)Cubic(Math.Abs(at - pixel));
        }
    }

    // R. Keys, "Cubic Convolution Interpolation for Digital Image Processing".
    private static double Cubic(double distance) => distance <= 1
        ? ((((A + 2) * distance) - (A + 3)) * distance * distance) + 1
        : A * (((((distance - 5) * distance) + 8) * distance) - 4);
}
