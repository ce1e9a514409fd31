using RadSharp.Imaging;

namespace RadSharp.Models.Vision.Processing;

/// <summary>From 8-bit samples to a network's numbers: <c>(sample · factor − mean) / deviation</c>, colour by colour.</summary>
internal sealed class PixelScaling
{
    /// <summary>Channels of a network's image.</summary>
    public const int Channels = 3;

    // A sample has 256 values only: [channel, sample]
    private readonly float[] _table = new float[Channels * 256];

    /// <summary>Computes the table, in single precision step by step as the originals do.</summary>
    public PixelScaling(double factor, IReadOnlyList<double> mean, IReadOnlyList<double> deviation)
    {
        for (var channel = 0; channel < Channels; channel++)
        {
            for (var sample = 0; sample < 256; sample++)
            {
                _table[(channel * 256) + sample] = ((float)(sample * factor) - (float)mean[channel]) / (float)deviation[channel];
            }
        }
    }

    /// <summary>Writes a rectangle of an image; grey is repeated, alpha is left out.</summary>
    /// <param name="image">1 to 4 channels.</param>
    /// <param name="left">Pixels to the left of the rectangle.</param>
    /// <param name="top">Rows above it.</param>
    /// <param name="width">Pixels in a row of it.</param>
    /// <param name="destination">[height, width, 3]</param>
    public void Write(Image<byte> image, int left, int top, int width, Span<float> destination)
    {
        var red = _table.AsSpan(0, 256);
        var green = _table.AsSpan(256, 256);
        var blue = _table.AsSpan(512, 256);
        var (second, third) = image.Channels >= Channels ? (1, 2) : (0, 0);
        for (var y = 0; destination.Length > 0; y++)
        {
            var row = image.Row(top + y).Slice(left * image.Channels, width * image.Channels);
            var target = destination[..(width * Channels)];
            destination = destination[target.Length..];
            for (var x = 0; x < width; x++)
            {
                var pixel = row[(x * image.Channels)..];
                target[x * Channels] = red[pixel[0]];
                target[(x * Channels) + 1] = green[pixel[second]];
                target[(x * Channels) + 2] = blue[pixel[third]];
            }
        }
    }
}
