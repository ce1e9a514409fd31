using System.Drawing;
using RadSharp.Imaging.Drawing;
using RadSharp.Imaging.Tests.Geometry;

namespace RadSharp.Imaging.Tests.Drawing;

public class OverlayTests
{
    [Fact]
    public void Without_findings_a_film_stays_as_it_is()
    {
        var film = Pictures.Golden("png/gray8.png");
        var zero = new HeatMap(new Image<float>(7, 7)) { HasLegend = false };
        var grey = film.Samples.SelectMany(level => Enumerable.Repeat(level, 3));
        Assert.Equal(grey, Overlay.Draw(film, [], zero).Samples);
    }

    [Theory]
    [InlineData(96, 96)]
    [InlineData(1024, 700)]
    [InlineData(1500, 2300)]
    public void A_box_changes_its_line_and_a_halo_around_it_only(int width, int height)
    {
        var film = Flat(width, height, 90);
        var colour = new Rgb(10, 250, 20);
        var drawn = Overlay.Draw(film, [new OverlayBox(0.25, 0.25, 0.75, 0.75, "", colour)]);
        var (left, top) = (width / 4, height / 4);
        Assert.Equal(colour, Pixel(drawn, left, height / 2));
        Assert.Equal(colour, Pixel(drawn, width / 2, top));
        Assert.Equal(colour, Pixel(drawn, width - left - 1, height / 2));
        var halo = Math.Max(6, width * height / 1024 / 100);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (acrossX, acrossY) = (Math.Min(Math.Abs(x - left), Math.Abs(x - width + left)),
                    Math.Min(Math.Abs(y - top), Math.Abs(y - height + top)));
                if (Math.Min(acrossX, acrossY) > halo && Pixel(drawn, x, y) != new Rgb(90, 90, 90))
                {
                    Assert.Fail($"Pixel ({x}, {y}) has changed.");
                }
            }
        }

        Assert.Contains(Enumerable.Range(left - 4, 4), x => Pixel(drawn, x, height / 2).Green < 90);
        Assert.Contains(Enumerable.Range(left + 1, 4), x => Pixel(drawn, x, height / 2).Green < 90);
    }

    [Fact]
    public void A_box_around_the_whole_film_is_seen()
    {
        var drawn = Overlay.Draw(Flat(200, 100, 90), [new OverlayBox(-1, 0, 2, 1, "", new Rgb(1, 2, 3))]);
        Assert.Equal(new Rgb(1, 2, 3), Pixel(drawn, 0, 50));
        Assert.Equal(new Rgb(1, 2, 3), Pixel(drawn, 199, 50));
        Assert.Equal(new Rgb(1, 2, 3), Pixel(drawn, 100, 99));
    }

    [Fact]
    public void Labels_stay_inside_the_image_and_off_each_other()
    {
        var random = new Random(3);
        for (var turn = 0; turn < 200; turn++)
        {
            RectangleF[] boxes = [.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => Box(random))];
            SizeF[] sizes = [.. boxes.Select(_ => new SizeF(random.Next(40, 220), 26))];
            var places = LabelPlacement.Place(boxes, sizes, [new RectangleF(900, 700, 100, 300)], new SizeF(1000, 1000), 5);
            var image = new RectangleF(0, 0, 1000, 1000);
            Assert.All(places, place => Assert.True(image.Contains(place)));
            for (var one = 0; one < places.Length; one++)
            {
                Assert.All(places[(one + 1)..], other => Assert.False(places[one].IntersectsWith(other)));
            }
        }
    }

    [Fact]
    public void A_label_is_written_in_a_chip_above_its_box()
    {
        var film = Flat(512, 512, 200);
        var drawn = Overlay.Draw(film, [new OverlayBox(0.3, 0.5, 0.9, 0.9, "Pleural effusion", new Rgb(255, 0, 0))]);
        var rows = Enumerable.Range(0, 512)
            .Where(y => Enumerable.Range(0, 512).Any(x => Pixel(drawn, x, y) is { Red: > 250, Green: 0 })).ToArray();
        Assert.InRange(rows[0], 256 - 22, 256 - 6);
        Assert.Contains(Enumerable.Range(160, 100), x => Pixel(drawn, x, 245).Green < 90);
    }

    [Fact]
    public void Heat_covers_where_it_is_high_within_its_region()
    {
        var film = Flat(100, 100, 128);
        var values = new Image<float>(2, 1, 1, [0, 5]);
        var map = new HeatMap(values, 0, 5) { HasLegend = false, Region = new RectangleF(0, 0, 1, 0.5f) };
        var drawn = Overlay.Draw(film, [], map);
        Assert.Equal(new Rgb(128, 128, 128), Pixel(drawn, 2, 20));
        Assert.Equal(new Rgb(128, 128, 128), Pixel(drawn, 95, 60));
        Assert.True(Pixel(drawn, 95, 20) is var hot && hot.Red > hot.Blue + 60);
        var hole = new HeatMap(new Image<float>(1, 1, 1, [float.NaN])) { HasLegend = false };
        Assert.Equal(new Rgb(128, 128, 128), Pixel(Overlay.Draw(film, [], hole), 50, 50));
        Assert.Throws<ArgumentException>(() => new HeatMap(values, 1, 1).Blend(Canvas.FromGrey(film)));
    }

    [Fact]
    public void Colours_of_the_ramp_grow_lighter_in_equal_steps()
    {
        var lightness = Enumerable.Range(0, 65).Select(step => Lightness(ColorRamp.At(step / 64f))).ToArray();
        var steps = lightness.Zip(lightness.Skip(1), (from, to) => to - from).ToArray();
        Assert.All(steps, step => Assert.InRange(step, 0.3 * steps.Average(), 2 * steps.Average()));
    }

    [Fact]
    public void Boxes_that_end_before_they_begin_are_refused()
    {
        var film = Flat(10, 10, 0);
        Assert.Throws<ArgumentException>(() => Overlay.Draw(film, [new OverlayBox(0.5, 0, 0.4, 1)]));
        Assert.Throws<ArgumentException>(() => Overlay.Draw(film, [new OverlayBox(double.NaN, 0, 0.4, 1)]));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 900)]
    [InlineData(40, 5)]
    public void Tiny_and_narrow_films_are_drawn_too(int width, int height) =>
        Assert.Equal(
            width * height * 3,
            Overlay.Draw(Flat(width, height, 9), [new(0, 0, 1, 1, "Edema")], new HeatMap(new Image<float>(2, 2))).Samples.Length);

    private static RectangleF Box(Random random) =>
        new(random.Next(0, 800), random.Next(0, 800), random.Next(20, 200), random.Next(20, 200));

    private static Image<byte> Flat(int width, int height, byte level)
    {
        var film = new Image<byte>(width, height);
        Array.Fill(film.Samples, level);
        return film;
    }

    private static Rgb Pixel(Image<byte> image, int x, int y) =>
        image.Row(y).Slice(3 * x, 3) is var pixel ? new Rgb(pixel[0], pixel[1], pixel[2]) : default;

    // CIE 1976 lightness of the relative luminance.
    private static double Lightness(Rgb colour) =>
        (116 * Math.Cbrt((0.2126 * Linear(colour.Red)) + (0.7152 * Linear(colour.Green)) + (0.0722 * Linear(colour.Blue)))) - 16;

    private static double Linear(byte level) =>
        level / 255.0 is var part && part <= 0.04045 ? part / 12.92 : Math.Pow(((level / 255.0) + 0.055) / 1.055, 2.4);
}
