using RadSharp.Imaging.Grey;

namespace RadSharp.Imaging.Tests.Grey;

public class FilmWindowsTests
{
    private static readonly GreyScale TenBits = new() { BitsStored = 10, Presets = [] };

    [Fact]
    public void Outliers_do_not_take_the_greys()
    {
        var counts = new int[1024];
        Array.Fill(counts, 100, 200, 401);
        (counts[0], counts[1023]) = (60, 60);
        var standard = FilmWindows.Of(counts, TenBits)[0];
        Assert.Equal(FilmWindows.Standard, standard.Explanation);
        Assert.InRange(standard.Center - (standard.Width / 2), 200, 203);
        Assert.InRange(standard.Center + (standard.Width / 2), 597, 600);
    }

    [Fact]
    public void The_whole_range_is_that_of_the_values_without_padding()
    {
        var counts = new int[1024];
        (counts[17], counts[400], counts[1023]) = (1, 5, 1000);
        var whole = FilmWindows.Of(counts, TenBits with { Padding = (1023, 1023) }).Single(window => window.Explanation == FilmWindows.WholeRange);
        Assert.Equal((17, 400), (whole.Center - (whole.Width / 2), whole.Center + (whole.Width / 2)));
    }

    [Fact]
    public void Lungs_are_the_dark_part_of_the_film_as_it_is_shown()
    {
        var counts = new int[1024];
        Array.Fill(counts, 10);
        var lungs = FilmWindows.Of(counts, TenBits)[1];
        var inverted = FilmWindows.Of(counts, TenBits with { IsInverted = true })[1];
        Assert.InRange(lungs.Center, 300, 400);
        Assert.InRange(inverted.Center, 624, 724);
    }

    [Fact]
    public void A_film_of_one_value_still_has_windows() =>
        Assert.All(FilmWindows.Of([.. new int[1023], 7], TenBits), window => Assert.True(window.IsValid));

    [Fact]
    public void Values_are_the_modalitys()
    {
        var counts = new int[1024];
        (counts[100], counts[200]) = (1, 1);
        var windows = FilmWindows.Of(counts, TenBits with { Modality = new Rescale(-2, 50) });
        Assert.Equal((-350, -150), (windows[^1].Center - (windows[^1].Width / 2), windows[^1].Center + (windows[^1].Width / 2)));
    }
}
