using RadSharp.Imaging.Geometry;

namespace RadSharp.Imaging.Tests.Geometry;

public class ClaheTests
{
    [Theory]
    [InlineData(40, 32, 8, 8, 2.0)]
    [InlineData(37, 31, 8, 8, 4.0)]
    [InlineData(40, 31, 8, 8, 0.0)]
    [InlineData(5, 3, 2, 4, 40.0)]
    [InlineData(1, 9, 3, 3, 2.0)]
    public void Every_pixel_is_as_by_the_definition(int width, int height, int across, int down, double limit)
    {
        var image = Resampling.Resize(Pictures.Golden("png/gray8.png"), width, height, ResamplingFilter.Bilinear);
        var equalised = Clahe.Equalize(image, limit, across, down);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                Assert.Equal(Plain(image, x, y, across, down, limit), equalised.Row(y)[x]);
            }
        }
    }

    [Fact]
    public void Contrast_grows_in_16_bits_too()
    {
        var dull = new Image<ushort>(64, 64, 1, [.. Enumerable.Range(0, 4096).Select(place => (ushort)(30000 + (place % 64)))]);
        var equalised = Clahe.Equalize(dull, 0, 1, 2).Samples;
        Assert.True(equalised.Max() - equalised.Min() > 60000);
        Assert.All(Enumerable.Range(1, 63), x => Assert.True(equalised[x] >= equalised[x - 1]));
    }

    // One pixel by the definition: four maps, each made anew, weighted by the distance to the tiles' middles.
    private static byte Plain(Image<byte> image, int x, int y, int across, int down, double limit)
    {
        var even = image.Width % across == 0 && image.Height % down == 0;
        var tileWidth = (image.Width / across) + (even ? 0 : 1);
        var tileHeight = (image.Height / down) + (even ? 0 : 1);
        var (placeX, placeY) = ((x * (1f / tileWidth)) - 0.5f, (y * (1f / tileHeight)) - 0.5f);
        var (left, top) = ((int)MathF.Floor(placeX), (int)MathF.Floor(placeY));
        var (partX, partY) = (placeX - left, placeY - top);
        return (byte)Math.Clamp(MathF.Round((Row(top) * (1 - partY)) + (Row(top + 1) * partY)), 0, 255);

        float Row(int row) => (Map(left, row) * (1 - partX)) + (Map(left + 1, row) * partX);

        float Map(int tileX, int tileY)
        {
            (tileX, tileY) = (Math.Clamp(tileX, 0, across - 1), Math.Clamp(tileY, 0, down - 1));
            var counts = new int[256];
            for (var v = tileY * tileHeight; v < (tileY + 1) * tileHeight; v++)
            {
                for (var u = tileX * tileWidth; u < (tileX + 1) * tileWidth; u++)
                {
                    counts[image.Row(Mirror(v, image.Height))[Mirror(u, image.Width)]]++;
                }
            }

            if (limit > 0)
            {
                var most = Math.Max(1, (int)(limit * tileWidth * tileHeight / 256));
                var excess = counts.Sum(count => Math.Max(0, count - most));
                var rest = excess % 256;
                var step = rest == 0 ? 1 : Math.Max(256 / rest, 1);
                counts = [.. counts.Select((count, level) =>
                    Math.Min(count, most) + (excess / 256) + (level % step == 0 && level / step < rest ? 1 : 0))];
            }

            return Math.Clamp(
                MathF.Round(counts.Take(image.Row(y)[x] + 1).Sum() * (255f / (tileWidth * tileHeight))), 0, 255);
        }
    }

    private static int Mirror(int place, int length)
    {
        while (place >= length)
        {
            place = Math.Abs((2 * (length - 1)) - place);
        }

        return place;
    }
}
