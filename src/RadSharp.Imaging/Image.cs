namespace RadSharp.Imaging;

/// <summary>
/// Samples in rows from the top, from the left within a row, the channels of a pixel side by side; no padding. What the
/// samples mean (a stored value, a grey level, red) is said by whoever hands the image on.
/// </summary>
public abstract class Image
{
    private protected Image(int width, int height, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(width);
        ArgumentOutOfRangeException.ThrowIfNegative(height);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        (Width, Height, Channels) = (width, height, channels);
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Samples in a pixel: 1 grey, 2 grey and alpha, 3 red, green and blue, 4 these and alpha.</summary>
    public int Channels { get; }

    /// <summary>Samples in a row.</summary>
    public int Stride => Width * Channels;
}

/// <summary>An image with samples of one type: <see cref="byte"/>, <see cref="ushort"/> or <see cref="float"/>.</summary>
/// <typeparam name="T">Type of a sample.</typeparam>
public sealed class Image<T> : Image where T : unmanaged
{
    /// <summary>Wraps samples without copying them.</summary>
    /// <param name="width">Pixels in a row, ≥ 0.</param>
    /// <param name="height">Rows, ≥ 0.</param>
    /// <param name="channels">Samples in a pixel, ≥ 1.</param>
    /// <param name="samples">Exactly <c>height × width × channels</c> samples.</param>
    /// <exception cref="ArgumentException">The number of samples is another one.</exception>
    public Image(int width, int height, int channels, T[] samples) : base(width, height, channels)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.LongLength != (long)height * width * channels)
        {
            throw new ArgumentException(
                $"An image of {width}×{height} pixels with {channels} channels has {(long)height * width * channels} samples, "
                + $"but {samples.LongLength} were given.", nameof(samples));
        }

        Samples = samples;
    }

    /// <summary>An image whose samples are all zero.</summary>
    /// <param name="width">Pixels in a row, ≥ 0.</param>
    /// <param name="height">Rows, ≥ 0.</param>
    /// <param name="channels">Samples in a pixel, ≥ 1.</param>
    public Image(int width, int height, int channels = 1)
        : this(width, height, channels, new T[checked(height * width * channels)])
    {
    }

    /// <summary>All samples. // [height, width, channels]</summary>
    public T[] Samples { get; }

    /// <summary>The samples of one row, <c>width × channels</c> of them.</summary>
    /// <param name="y">Row from the top, from 0.</param>
    public Span<T> Row(int y) => Samples.AsSpan(y * Stride, Stride);
}
