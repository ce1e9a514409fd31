using RadSharp.Imaging.Drawing;

namespace RadSharp.Imaging.Tests.Drawing;

public class StrokeFontTests
{
    [Fact]
    public void Width_is_the_letters_the_space_between_them_and_a_line()
    {
        // H is 14 units wide, I none, 5.4 lie between them; a line has 2.7, a capital 20.
        Assert.Equal(14 + 5.4f + 2.7f, StrokeFont.Measure("HI", 20), 3);
        Assert.Equal(2 * StrokeFont.Measure("HI", 20), StrokeFont.Measure("HI", 40), 3);
        Assert.Equal(0, StrokeFont.Measure("", 20));
    }

    [Fact]
    public void A_capital_fills_its_height_from_the_baseline_up_and_its_width()
    {
        var (mask, left, top) = StrokeFont.Render("H", 10, 40, 20);
        Assert.Equal((10, 27), Extent(mask, left, 0));
        Assert.Equal((20, 40), Extent(mask, top, 1));
        var middle = mask.Row(25 - top);
        Assert.Equal(0, middle[18 - left]);
        Assert.Equal(1, middle[11 - left]);
    }

    [Fact]
    public void Every_letter_of_Latin_1_is_drawn_and_none_like_another()
    {
        var letters = Enumerable.Range(33, 94).Concat(Enumerable.Range(0xC0, 64)).Select(code => (char)code).ToArray();
        var missing = StrokeGlyphs.For('\u4e2d');
        Assert.All(letters, letter => Assert.NotSame(missing, StrokeGlyphs.For(letter)));
        Assert.Equal(
            letters.Length, letters.Select(letter => string.Join(' ', StrokeGlyphs.For(letter).Segments)).Distinct().Count());
        Assert.All("°×±²³µ·…≤≥–—’", letter => Assert.NotSame(missing, StrokeGlyphs.For(letter)));
        Assert.All(letters.Except("_jÇç|"), letter => Assert.All(
            StrokeGlyphs.For(letter).Segments, value => Assert.InRange(value, -6.01f, 27.5f)));
    }

    [Fact]
    public void A_long_text_is_shortened_to_what_fits()
    {
        var shortened = StrokeFont.Shorten("Enlarged cardiomediastinum", 10, 100);
        Assert.EndsWith("…", shortened, StringComparison.Ordinal);
        Assert.InRange(StrokeFont.Measure(shortened, 10), 80, 100);
        Assert.Equal("Edema", StrokeFont.Shorten("Edema", 10, 100));
    }

    // First and one past the last pixel column (axis 0) or row (axis 1) that is at least half covered.
    private static (int From, int To) Extent(Image<float> mask, int start, int axis)
    {
        var covered = Enumerable.Range(0, mask.Samples.Length).Where(index => mask.Samples[index] >= 0.5f)
            .Select(index => axis == 0 ? index % mask.Width : index / mask.Width).ToArray();
        return (start + covered.Min(), start + covered.Max() + 1);
    }
}
