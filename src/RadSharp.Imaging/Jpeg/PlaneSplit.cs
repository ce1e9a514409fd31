namespace RadSharp.Imaging.Jpeg;

/// <summary>
/// Takes an image apart into components for writing: JFIF's equations, then averages over squares of two by two for the colour
/// differences where they are halved. Components are filled up to whole blocks with their last columns and rows.
/// </summary>
internal static class PlaneSplit
{
    private const int Half = 1 << 15;

    // JFIF's factors by 2^16.
    private const int LumaFromRed = 19595;
    private const int LumaFromGreen = 38470;
    private const int LumaFromBlue = 7471;
    private const int CbFromRed = -11059;
    private const int CbFromGreen = -21709;
    private const int CrFromGreen = -27439;
    private const int CrFromBlue = -5329;

    /// <summary>One component of a grey image, three of an RGB image.</summary>
    /// <param name="image">1 or 3 channels.</param>
    /// <param name="sampling">1, or 2 to halve the colour differences both ways.</param>
    public static Plane<byte>[] Of(Image<byte> image, int sampling)
    {
        var unit = 8 * sampling;
        var (width, height) = (RoundUp(image.Width, unit), RoundUp(image.Height, unit));
        var planes = new Plane<byte>[image.Channels];
        for (var index = 0; index < planes.Length; index++)
        {
            planes[index] = new Plane<byte>(width, height, width, GC.AllocateUninitializedArray<byte>(width * height));
        }

        for (var y = 0; y < height; y++)
        {
            var row = image.Row(Math.Min(y, image.Height - 1));
            for (var x = 0; x < width; x++)
            {
                var pixel = row.Slice(Math.Min(x, image.Width - 1) * image.Channels, image.Channels);
                var place = (y * width) + x;
                if (pixel.Length == 1)
                {
                    planes[0].Samples[place] = pixel[0];
                    continue;
                }

                var (red, green, blue) = (pixel[0], pixel[1], pixel[2]);
                const int Middle = (128 << 16) + Half - 1;
                planes[0].Samples[place] =
                    (byte)(((LumaFromRed * red) + (LumaFromGreen * green) + (LumaFromBlue * blue) + Half) >> 16);
                planes[1].Samples[place] = (byte)(((CbFromRed * red) + (CbFromGreen * green) + (Half * blue) + Middle) >> 16);
                planes[2].Samples[place] = (byte)(((Half * red) + (CrFromGreen * green) + (CrFromBlue * blue) + Middle) >> 16);
            }
        }

        return sampling == 1 ? planes : [planes[0], Halved(planes[1], image.Height), Halved(planes[2], image.Height)];
    }

    // Sums are rounded up and down in turn, so that no level is preferred.
    private static Plane<byte> Halved(Plane<byte> full, int imageHeight)
    {
        var (width, height) = (full.Width / 2, full.Height / 2);
        var half = new Plane<byte>(width, height, width, GC.AllocateUninitializedArray<byte>(width * height));
        for (var y = 0; y < height; y++)
        {
            var source = Math.Min(2 * y, (imageHeight - 1) & ~1);
            var upper = full.Row(source);
            var lower = full.Row(source + 1);
            var row = half.Row(y);
            for (var x = 0; x < width; x++)
            {
                row[x] = (byte)((upper[2 * x] + upper[(2 * x) + 1] + lower[2 * x] + lower[(2 * x) + 1] + 1 + (x & 1)) >> 2);
            }
        }

        return half;
    }

    private static int RoundUp(int value, int unit) => (value + unit - 1) / unit * unit;
}
