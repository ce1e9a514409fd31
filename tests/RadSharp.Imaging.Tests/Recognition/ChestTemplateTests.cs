using RadSharp.Imaging.Geometry;
using RadSharp.Imaging.Png;
using RadSharp.Imaging.Recognition;

namespace RadSharp.Imaging.Tests.Recognition;

public class ChestTemplateTests
{
    private static readonly Image<byte> Film = FilmReader.Read(Fixture.PathOf("dicom/mono2_12bit_explicit_src.dcm")).Render();

    [Fact]
    public void An_upright_film_a_negative_and_turned_ones_are_told_apart()
    {
        Assert.Equal(ChestLook.Upright, ChestTemplate.Judge(Film));
        Assert.Equal(ChestLook.Inverted, ChestTemplate.Judge(Negative(Film)));
        Assert.Equal(ChestLook.UpsideDown, ChestTemplate.Judge(Orienting.Rotate180(Film)));
        Assert.Equal(ChestLook.OnItsSide, ChestTemplate.Judge(Orienting.RotateClockwise(Film)));
        Assert.Equal(ChestLook.OnItsSide, ChestTemplate.Judge(Orienting.RotateCounterClockwise(Film)));
    }

    [Fact]
    public void What_is_no_chest_is_not_judged()
    {
        Assert.Equal(ChestLook.Unsure, ChestTemplate.Judge(new Image<byte>(30, 20)));
        Assert.Equal(ChestLook.Unsure, ChestTemplate.Judge(new Image<byte>(1, 1, 1, [7])));
        var stripes = new Image<byte>(64, 64, 1, [.. Enumerable.Range(0, 64 * 64).Select(index => (byte)(index % 2 * 255))]);
        Assert.Equal(ChestLook.Unsure, ChestTemplate.Judge(stripes));
    }

    [Fact]
    public void A_negative_is_reported_when_the_film_is_read_until_the_caller_knows_better()
    {
        var path = "dicom/mono2_12bit_explicit_src.dcm";
        var wrong = FilmReader.Read(Fixture.PathOf("dicom/mono2_8bit_explicit.dcm"));
        Assert.Empty(wrong.Concerns);
        using var stream = new MemoryStream();
        PngWriter.Write(stream, Negative(Film));
        var film = FilmReader.Read(stream.ToArray());
        Assert.Equal(FilmDoubt.Polarity, Assert.Single(film.Concerns).Doubt);
        var known = FilmReader.Read(stream.ToArray(), new FilmOptions { IsInverted = true });
        Assert.Empty(known.Concerns);
        Assert.Equal(FilmReader.Read(Fixture.PathOf(path)).Render().Samples, known.Render().Samples);
    }

    private static Image<byte> Negative(Image<byte> film) =>
        new(film.Width, film.Height, 1, Array.ConvertAll(film.Samples, grey => (byte)(255 - grey)));
}
