namespace RadSharp.Imaging.Geometry;

/// <summary>
/// Stretches grey levels to 8 bits as BioViL-T's preprocessing does: the smallest becomes 0, the largest 255, in double
/// precision, rounded down. An image of a single level becomes black.
/// </summary>
public static class Remapping
{
    /// <summary>Stretches 16-bit grey levels.</summary>
    /// <param name="image">At least one sample; it is not changed.</param>
    /// <param name="lowerPercentile">Levels below this percentile become 0; 0 to 100.</param>
    /// <param name="upperPercentile">Levels above this percentile become 255; from the lower one to 100.</param>
    public static Image<byte> ToBytes(Image<ushort> image, double lowerPercentile = 0, double upperPercentile = 100)
    {
        ArgumentNullException.ThrowIfNull(image);
        CheckOrder(lowerPercentile, upperPercentile);
        var histogram = Histogram.Of(image);
        var (lower, upper) = (histogram.Percentile(lowerPercentile), histogram.Percentile(upperPercentile));
        var table = new byte[histogram.Counts.Length];
        for (var level = (int)lower; level <= histogram.Maximum; level++)
        {
            table[level] = Stretch(level, lower, upper);
        }

        return LevelTable.Apply(image, table);
    }

    /// <summary>Stretches single-precision grey levels.</summary>
    /// <param name="image">At least one sample, all of them finite; it is not changed.</param>
    /// <param name="lowerPercentile">Levels below this percentile become 0; 0 to 100.</param>
    /// <param name="upperPercentile">Levels above this percentile become 255; from the lower one to 100.</param>
    /// <exception cref="ArgumentException">A sample is infinite or no number.</exception>
    public static Image<byte> ToBytes(Image<float> image, double lowerPercentile = 0, double upperPercentile = 100)
    {
        ArgumentNullException.ThrowIfNull(image);
        CheckOrder(lowerPercentile, upperPercentile);
        if (Array.FindIndex(image.Samples, sample => !float.IsFinite(sample)) is >= 0 and var place)
        {
            throw new ArgumentException($"Sample {place} is {image.Samples[place]}; only finite grey levels can be stretched.");
        }

        var levels = Histogram.Percentiles(image, lowerPercentile, upperPercentile);
        var (lower, upper) = (levels[0], levels[1]);
        return new Image<byte>(image.Width, image.Height, image.Channels, Array.ConvertAll(
            image.Samples, sample => Stretch(sample, lower, upper)));
    }

    // In this order of subtraction, division and multiplication, which decides about the last unit.
    private static byte Stretch(double level, double lower, double upper) =>
        upper > lower ? (byte)((Math.Clamp(level, lower, upper) - lower) / (upper - lower) * 255) : (byte)0;

    private static void CheckOrder(double lowerPercentile, double upperPercentile) =>
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lowerPercentile, upperPercentile);
}
