using RadSharp.Models.Vision.Processing;
using RadSharp.Radiology.Boxes;
using RadSharp.Training.Classifier;

namespace RadSharp.Training.Tests.Classifier;

public sealed class FilmChangeTests
{
    private const int Side = 24;

    [Fact]
    public void No_change_gives_the_networks_numbers()
    {
        var film = Noise();
        var expected = new float[film.Length];
        ChestImage.Scale(film, expected);
        var found = Changed(film, FilmChange.None);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void The_mirror_image_exchanges_columns_and_boxes()
    {
        var film = Noise();
        var (straight, mirrored) = (Changed(film, FilmChange.None), Changed(film, FilmChange.Mirror));
        for (var place = 0; place < film.Length; place++)
        {
            Assert.Equal(straight[place], mirrored[place - (place % Side) + (Side - 1 - (place % Side))], 1e-5f);
        }

        var box = FilmChange.Mirror.Apply(new Box(0.1, 0.2, 0.4, 0.8));
        AssertNear(new(0.6, 0.2, 0.9, 0.8), box, 1e-12);
    }

    [Fact]
    public void A_box_goes_with_what_it_surrounds()
    {
        // A bright rectangle on black: where it is after the change must be where its box is.
        const int side = 96;
        var film = new byte[side * side];
        for (var y = 24; y < 60; y++)
        {
            film.AsSpan((y * side) + 36, 30).Fill(255);
        }

        var box = new Box(36.0 / side, 24.0 / side, 66.0 / side, 60.0 / side);
        var augmentation = new FilmAugmentation { Degrees = 0, Gamma = 0, Contrast = 0, Brightness = 0, Shift = 0.1 };
        for (var seed = 0; seed < 30; seed++)
        {
            var change = augmentation.Draw(new Random(seed));
            var pixels = new float[side * side];
            change.Write(film, side, side, pixels);
            var bright = Enumerable.Range(0, pixels.Length).Where(place => pixels[place] > 0).ToArray();
            var found = new Box(
                bright.Min(place => place % side) / (double)side, bright.Min(place => place / side) / (double)side,
                (bright.Max(place => place % side) + 1) / (double)side, (bright.Max(place => place / side) + 1) / (double)side);
            AssertNear(change.Apply(box), found, 1.01 / side);
        }
    }

    [Fact]
    public void What_lies_beyond_the_film_is_black_and_a_turn_keeps_the_middle()
    {
        var film = new byte[Side * Side];
        Array.Fill(film, (byte)200);
        var change = new FilmAugmentation { Degrees = 45, Scale = 0, Aspect = 0, Shift = 0, Mirror = 0, Gamma = 0, Contrast = 0, Brightness = 0 }
            .Draw(new Random(3));
        var pixels = Changed(film, change);
        var levels = new float[2];
        ChestImage.Scale([0, 200], levels);
        Assert.Equal(levels[0], pixels[0], 1e-4f);
        Assert.Equal(levels[1], pixels[(Side / 2 * Side) + (Side / 2)], 1e-4f);
    }

    [Fact]
    public void Greys_keep_their_order()
    {
        var ramp = Enumerable.Range(0, Side * Side).Select(place => (byte)(place % Side * 10)).ToArray();
        for (var seed = 0; seed < 20; seed++)
        {
            var change = new FilmAugmentation { Degrees = 0, Scale = 0, Aspect = 0, Shift = 0, Mirror = 0 }.Draw(new Random(seed));
            var row = Changed(ramp, change)[..Side];
            Assert.Equal(row.Order(), row);
            Assert.All(row, level => Assert.True(float.IsFinite(level)));
        }
    }

    private static float[] Changed(byte[] film, FilmChange change)
    {
        var pixels = new float[film.Length];
        change.Write(film, Side, Side, pixels);
        return pixels;
    }

    private static byte[] Noise()
    {
        var film = new byte[Side * Side];
        new Random(1).NextBytes(film);
        return film;
    }

    private static void AssertNear(Box expected, Box found, double tolerance)
    {
        Assert.Equal(expected.X1, found.X1, tolerance);
        Assert.Equal(expected.Y1, found.Y1, tolerance);
        Assert.Equal(expected.X2, found.X2, tolerance);
        Assert.Equal(expected.Y2, found.Y2, tolerance);
    }
}
