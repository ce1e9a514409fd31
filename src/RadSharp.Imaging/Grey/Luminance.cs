namespace RadSharp.Imaging.Grey;

/// <summary>Color to grey: the luma of ITU-R BT.601 in Pillow's 16-bit fixed-point form.</summary>
internal static class Luminance
{
    private const int Red = 19595;
    private const int Green = 38470;
    private const int Blue = 7471;
    private const int Half = 1 << 15;

    // Differences between the channels up to this are lossy compression's, not colours.
    private const double GreyEnough = 2.0 / 255;

    /// <summary>One channel of an image of one to four: alpha is left out, colours become luma.</summary>
    /// <param name="image">Grey; grey and alpha; red, green, blue; or these and alpha.</param>
    /// <param name="isColored">Whether any pixel had a colour.</param>
    public static Image Of(Image image, out bool isColored) => image switch
    {
        Image<byte> bytes => Of(bytes, out isColored),
        Image<ushort> words => Of(words, out isColored),
        _ => throw new ArgumentException($"Expected samples of 8 or 16 bits, found {image.GetType().Name}.", nameof(image)),
    };

    private static Image<byte> Of(Image<byte> image, out bool isColored)
    {
        isColored = false;
        if (image.Channels == 1)
        {
            return image;
        }

        var greys = GC.AllocateUninitializedArray<byte>(image.Width * image.Height);
        var (samples, channels, most) = (image.Samples, image.Channels, 0);
        for (int pixel = 0, at = 0; pixel < greys.Length; pixel++, at += channels)
        {
            greys[pixel] = channels == 2
                ? samples[at]
                : (byte)Mix(samples[at], samples[at + 1], samples[at + 2], ref most);
        }

        isColored = most > GreyEnough * byte.MaxValue;
        return new(image.Width, image.Height, 1, greys);
    }

    private static Image<ushort> Of(Image<ushort> image, out bool isColored)
    {
        isColored = false;
        if (image.Channels == 1)
        {
            return image;
        }

        var greys = GC.AllocateUninitializedArray<ushort>(image.Width * image.Height);
        var (samples, channels, most) = (image.Samples, image.Channels, 0);
        for (int pixel = 0, at = 0; pixel < greys.Length; pixel++, at += channels)
        {
            greys[pixel] = channels == 2
                ? samples[at]
                : (ushort)Mix(samples[at], samples[at + 1], samples[at + 2], ref most);
        }

        isColored = most > GreyEnough * ushort.MaxValue;
        return new(image.Width, image.Height, 1, greys);
    }

    // The weights add up to 65,536, so the sum of 16-bit samples fits 32 bits without a sign.
    private static uint Mix(int red, int green, int blue, ref int most)
    {
        most = Math.Max(most, Math.Max(red, Math.Max(green, blue)) - Math.Min(red, Math.Min(green, blue)));
        return (((uint)red * Red) + ((uint)green * Green) + ((uint)blue * Blue) + Half) >> 16;
    }
}
