namespace RadSharp.Imaging.Geometry;

/// <summary>Brightness and contrast of 8-bit images; agrees with Pillow's <c>ImageEnhance</c>.</summary>
public static class Enhancing
{
    /// <summary>Multiplies all samples.</summary>
    /// <param name="image">The image; it is not changed.</param>
    /// <param name="factor">0 gives black, 1 the image itself, more makes it brighter.</param>
    public static Image<byte> ChangeBrightness(Image<byte> image, float factor) => Blend(image, 0, factor);

    /// <summary>Stretches the samples about their mean, rounded to a grey level.</summary>
    /// <param name="image">At least one pixel, one channel; it is not changed.</param>
    /// <param name="factor">0 gives the mean grey, 1 the image itself, more raises the contrast.</param>
    public static Image<byte> ChangeContrast(Image<byte> image, float factor)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNotEqual(image.Channels, 1, nameof(image));
        var sum = 0L;
        var counts = Histogram.Of(image).Counts;
        for (var level = 0; level < counts.Length; level++)
        {
            sum += (long)level * counts[level];
        }

        return Blend(image, (int)(((double)sum / image.Samples.Length) + 0.5), factor);
    }

    private static Image<byte> Blend(Image<byte> image, int from, float factor)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNegative(factor);
        var table = new byte[256];
        for (var level = 0; level < table.Length; level++)
        {
            table[level] = (byte)Math.Clamp(from + (factor * (level - from)), 0, 255);
        }

        return LevelTable.Apply(image, table);
    }
}
