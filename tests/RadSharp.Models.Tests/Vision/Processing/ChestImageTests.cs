using RadSharp.Imaging;
using RadSharp.Models.Vision.Processing;
using RadSharp.Radiology.Boxes;

namespace RadSharp.Models.Tests.Vision.Processing;

public sealed class ChestImageTests
{
    [Theory]
    [InlineData(200, 100, 64, 32, 0, 16)]
    [InlineData(100, 200, 32, 64, 16, 0)]
    [InlineData(128, 128, 64, 64, 0, 0)]
    [InlineData(1, 300, 1, 64, 31, 0)]
    public void A_film_lies_in_the_middle_of_a_black_square(int width, int height, int shownWidth, int shownHeight, int left, int top)
    {
        var film = new Image<byte>(width, height);
        Array.Fill(film.Samples, (byte)200);
        var image = ChestImage.Of(film, 64);
        Assert.Equal((64, 64, 1), (image.Pixels.Width, image.Pixels.Height, image.Pixels.Channels));
        for (var y = 0; y < 64; y++)
        {
            for (var x = 0; x < 64; x++)
            {
                var isFilm = x >= left && x < left + shownWidth && y >= top && y < top + shownHeight;
                Assert.Equal(isFilm ? 200 : 0, image.Pixels.Row(y)[x]);
            }
        }
    }

    [Theory]
    [InlineData(200, 100)]
    [InlineData(100, 200)]
    [InlineData(333, 250)]
    [InlineData(64, 64)]
    public void A_box_goes_onto_the_square_and_back(int width, int height)
    {
        var image = new ChestImage(new Image<byte>(64, 64), width, height);
        var box = new Box(0.1, 0.25, 0.45, 0.9);
        var back = image.OnFilm(image.OnSquare(box));
        Assert.Equal(box.X1, back.X1, 1e-9);
        Assert.Equal(box.Y1, back.Y1, 1e-9);
        Assert.Equal(box.X2, back.X2, 1e-9);
        Assert.Equal(box.Y2, back.Y2, 1e-9);
    }

    [Fact]
    public void A_box_on_the_square_is_where_the_film_lies_on_it_and_what_is_beside_the_film_is_cut_off()
    {
        var wide = new ChestImage(new Image<byte>(64, 64), FilmWidth: 200, FilmHeight: 100);
        Assert.Equal(new Box(0, 0.25, 1, 0.75), wide.OnSquare(new Box(0, 0, 1, 1)));
        Assert.Equal(new Box(0.5, 0.25, 1, 0.5), wide.OnSquare(new Box(0.5, 0, 1, 0.5)));
        Assert.Equal(new Box(0.2, 0, 0.9, 1), wide.OnFilm(new Box(0.2, 0.1, 0.9, 0.8)));
    }

    [Fact]
    public void Greys_are_brought_near_a_mean_of_0_and_a_deviation_of_1()
    {
        var scaled = new float[3];
        ChestImage.Scale([0, 128, 255], scaled);
        Assert.Equal([-127.5f / 64, 0.5f / 64, 127.5f / 64], scaled);
    }
}
