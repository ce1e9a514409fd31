using RadSharp.Models.Systems;
using RadSharp.Radiology.Boxes;
using RadSharp.Tensors;

namespace RadSharp.Assistant.Tests;

public sealed class FilmPlaceTests : IDisposable
{
    private readonly ShownFilm _film = Films.Read();

    public void Dispose() => _film.Dispose();

    [Theory]
    [InlineData("left lung", "left lung")]
    [InlineData("  Right   LUNG", "right lung")]
    [InlineData("lungs", "left lung", "right lung")]
    [InlineData("both lungs", "left lung", "right lung")]
    public void A_lung_has_a_box(string name, params string[] found)
    {
        var place = FilmPlace.Find(_film, name);
        Assert.Equal(found, place.Regions.Select(region => region.Name));
        Assert.Null(place.Attention);
        Assert.Contains(new Box(0.1, 0.1, 0.45, 0.8), FilmPlace.Find(_film, "right lung").Regions.Select(region => region.Box));
    }

    [Theory]
    [InlineData("Effusion", "Effusion", 0.8)]
    [InlineData("pleural effusion", "Effusion", 0.8)]
    [InlineData("pleural thickening", "Pleural_Thickening", 0.05)]
    [InlineData("lung lesion", "Mass", 0.3)]
    public void A_finding_has_the_classifiers_attention_and_no_box(string name, string finding, double probability)
    {
        var place = FilmPlace.Find(_film, name);
        Assert.Empty(place.Regions);
        Assert.Equal(finding, place.Attention!.Finding);
        Assert.Equal(probability, place.Attention.Probability, 6);
    }

    [Theory]
    [InlineData("spleen")]
    [InlineData("")]
    [InlineData("fracture")]
    public void What_there_is_not_gives_a_sentence_that_lists_what_there_is(string name)
    {
        var error = Assert.Throws<ArgumentException>(() => FilmPlace.Find(_film, name));
        Assert.Contains("left lung, right lung, lungs", error.Message, StringComparison.Ordinal);
        Assert.Contains("Pneumothorax", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_overview_shows_the_lungs_and_the_likeliest_finding_that_is_there()
    {
        var place = FilmPlace.Overview(_film);
        Assert.Equal(2, place.Regions.Count);
        Assert.Equal("Effusion", place.Attention!.Finding);
        using var normal = Films.Read(isNormal: true);
        Assert.Null(FilmPlace.Overview(normal).Attention);
    }

    [Fact]
    public void A_lung_that_the_model_does_not_see_is_told()
    {
        using var film = Films.Read(hasLungs: false);
        var error = Assert.Throws<ArgumentException>(() => FilmPlace.Find(film, "left lung"));
        Assert.Contains("sees none", error.Message, StringComparison.Ordinal);
        Assert.Empty(FilmPlace.Overview(film).Regions);
    }

    [Fact]
    public void A_model_without_detectors_is_told()
    {
        using var encoded = new EncodedFilm(Tensor.Zeros([1, 4]));
        var film = new ShownFilm(Films.Flat(), encoded);
        Assert.Throws<NotSupportedException>(() => FilmPlace.Find(film, "left lung"));
        Assert.Empty(FilmPlace.Overview(film).Regions);
        Assert.Empty(film.Probabilities);
    }
}
