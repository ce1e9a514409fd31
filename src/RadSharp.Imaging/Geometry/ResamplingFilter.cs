namespace RadSharp.Imaging.Geometry;

/// <summary>How samples around a place are weighted. When an image shrinks, the filter widens by the same factor.</summary>
public enum ResamplingFilter
{
    /// <summary>Equal weight within half a pixel.</summary>
    Box,

    /// <summary>Falls linearly to zero at one pixel, a triangle.</summary>
    Bilinear,

    /// <summary>A sinc under a Hamming window, one pixel wide to each side; sharper than <see cref="Bilinear"/>.</summary>
    Hamming,

    /// <summary>The cubic convolution filter with a = −0.5, two pixels wide to each side.</summary>
    Bicubic,

    /// <summary>A sinc under the middle lobe of another, three pixels wide to each side.</summary>
    Lanczos,
}

/// <summary>The filters as functions of the distance in pixels.</summary>
internal static class ResamplingFilterExtensions
{
    /// <summary>Distance from which on the weight is zero, in pixels.</summary>
    public static double Support(this ResamplingFilter filter) => filter switch
    {
        ResamplingFilter.Box => 0.5,
        ResamplingFilter.Bilinear or ResamplingFilter.Hamming => 1,
        ResamplingFilter.Bicubic => 2,
        ResamplingFilter.Lanczos => 3,
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "No such resampling filter."),
    };

    /// <summary>Weight of a sample, not normalised.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="distance">Pixels from the middle, signed.</param>
    public static double Weight(this ResamplingFilter filter, double distance)
    {
        var x = Math.Abs(distance);
        return filter switch
        {
            // Open on one side only, so that a sample between two pixels counts once.
            ResamplingFilter.Box => distance is > -0.5 and <= 0.5 ? 1 : 0,
            ResamplingFilter.Bilinear => x < 1 ? 1 - x : 0,
            // The window has its constants in single precision, as in Pillow.
            ResamplingFilter.Hamming => x < 1 ? Sinc(x) * (0.54f + (0.46f * Math.Cos(x * Math.PI))) : 0,
            ResamplingFilter.Bicubic => Cubic(x),
            ResamplingFilter.Lanczos => x < 3 ? Sinc(distance) * Sinc(distance / 3) : 0,
            _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "No such resampling filter."),
        };
    }

    private static double Cubic(double x)
    {
        const double A = -0.5;
        return x switch
        {
            < 1 => ((((A + 2) * x) - (A + 3)) * x * x) + 1,
            < 2 => ((((x - 5) * x) + 8) * x - 4) * A,
            _ => 0,
        };
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(x * Math.PI) / (x * Math.PI);
}
