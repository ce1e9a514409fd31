using RadSharp.Imaging;
using RadSharp.Radiology.Findings;

namespace RadSharp.Assistant.Tests;

public class FindingAttentionTests
{
    [Fact]
    public void The_peak_is_the_middle_of_the_highest_place()
    {
        var map = new Image<float>(4, 2);
        map.Row(1)[3] = 2;
        Assert.Equal((0.875, 0.75), Of(map).Peak);
    }

    [Fact]
    public void Colors_reach_from_the_mean_to_the_highest_place()
    {
        var map = new Image<float>(2, 2, 1, [-4, -4, -4, 8]);
        var heat = Of(map).HeatMap();
        Assert.Equal([-1f / 3, -1f / 3, -1f / 3, 1], heat.Values.Samples);
        Assert.Equal((0f, 1f), (heat.Minimum, heat.Maximum));
    }

    [Fact]
    public void A_flat_map_is_not_stretched_to_look_like_something()
    {
        var heat = Of(new Image<float>(2, 1, 1, [1, 1.2f])).HeatMap();
        Assert.Equal(0.4f, heat.Values.Samples[1], 5);
    }

    [Fact]
    public void The_picture_shows_boxes_heat_and_says_what_the_heat_is()
    {
        using var film = Films.Read();
        var lungs = FilmOverlay.Draw(film.Film, FilmPlace.Find(film, "lungs"));
        var all = FilmOverlay.Draw(film.Film, FilmPlace.Overview(film));
        Assert.Equal((film.Film.Width, film.Film.Height, 3), (all.Width, all.Height, all.Channels));
        Assert.NotEqual(lungs.Samples, all.Samples);
        var attention = FilmPlace.Overview(film).Attention!;
        Assert.Contains("not an annotation", AssistantWords.Attention(attention), StringComparison.Ordinal);
        Assert.Equal(["Effusion, 80 %", "The classifier's attention, not an annotation"], AssistantWords.AttentionOnFilm(attention));
    }

    private static FindingAttention Of(Image<float> map) => new("Mass", 0.5, FindingState.Present, map);
}
