using RadSharp.Imaging.Jpeg;

namespace RadSharp.Imaging.Tests.Jpeg;

public class ColorConversionTests
{
    [Fact]
    public void All_colours_are_those_of_the_equations()
    {
        var all = Enumerable.Range(0, 256).Select(level => (byte)level).ToArray();
        var (blue, rgb) = (new byte[256], new byte[3 * 256]);
        for (var luma = 0; luma < 256; luma += 15)
        {
            for (var difference = 0; difference < 256; difference++)
            {
                blue.AsSpan().Fill((byte)difference);
                ColorConversion.YCbCrToRgb<byte>([.. Enumerable.Repeat((byte)luma, 256)], blue, all, rgb, 8);
                for (var x = 0; x < 256; x++)
                {
                    var (cb, cr) = (difference - 128, x - 128);
                    AssertNear(luma + (1.402 * cr), rgb[3 * x]);
                    AssertNear(luma - (0.344136 * cb) - (0.714136 * cr), rgb[(3 * x) + 1]);
                    AssertNear(luma + (1.772 * cb), rgb[(3 * x) + 2]);
                }
            }
        }
    }

    [Fact]
    public void Rows_of_every_width_agree_with_single_pixels()
    {
        var random = new Random(3);
        for (var width = 1; width < 70; width++)
        {
            var (y, cb, cr) = (new byte[width], new byte[width], new byte[width]);
            random.NextBytes(y);
            random.NextBytes(cb);
            random.NextBytes(cr);
            var (row, pixel) = (new byte[3 * width], new byte[3]);
            ColorConversion.YCbCrToRgb<byte>(y, cb, cr, row, 8);
            for (var x = 0; x < width; x++)
            {
                ColorConversion.YCbCrToRgb<byte>(y.AsSpan(x, 1), cb.AsSpan(x, 1), cr.AsSpan(x, 1), pixel, 8);
                Assert.Equal(pixel, row[(3 * x)..(3 * (x + 1))]);
            }
        }
    }

    [Fact]
    public void Sixteen_bit_colours_do_not_overflow()
    {
        var rgb = new ushort[3];
        ColorConversion.YCbCrToRgb<ushort>([65535], [65535], [65535], rgb, 16);
        Assert.Equal([65535, 30858, 65535], Array.ConvertAll(rgb, sample => (int)sample));
    }

    private static void AssertNear(double expected, byte found) =>
        Assert.InRange(found, Math.Clamp(expected, 0, 255) - 0.51, Math.Clamp(expected, 0, 255) + 0.51);
}
