using System.Text.Json;
using RadSharp.Imaging;

namespace RadSharp.Cli.Tests.Commands;

public sealed class FilmCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("radsharp-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_film_is_described_without_saying_whose_it_is()
    {
        var (exitCode, output, _) = await Radsharp.Run("film", Radsharp.Film("lossless_sv1.dcm"));
        Assert.Equal(0, exitCode);
        Assert.Contains("24 × 32", output, StringComparison.Ordinal);
        Assert.Contains("Process 14, Selection Value 1", output, StringComparison.Ordinal);
        Assert.Matches("view +PA", output);
        Assert.Matches("patient +•••", output);
        Assert.DoesNotContain("Müller", output, StringComparison.Ordinal);
        Assert.DoesNotContain("NIH4387", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Identity_is_shown_when_asked_for()
    {
        var (_, output, _) = await Radsharp.Run("film", Radsharp.Film("explicit.dcm"), "--identity");
        Assert.Contains("Müller^Jörg", output, StringComparison.Ordinal);
        Assert.Contains("NIH4387", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_has_what_the_text_has()
    {
        var (exitCode, output, _) = await Radsharp.Run("film", Radsharp.Film("bigendian.dcm"), "--json");
        Assert.Equal(0, exitCode);
        var film = JsonDocument.Parse(output).RootElement;
        Assert.Equal("PA", film.GetProperty("view").GetString());
        Assert.Equal("•••", film.GetProperty("patient").GetString());
        Assert.StartsWith("centre 2048", film.GetProperty("windows")[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_film_is_written_as_a_reader_would_see_it(bool deep)
    {
        var png = Path.Combine(_folder, "film.png");
        var (exitCode, _, error) = await Radsharp.Run(["film", Radsharp.Film("rle.dcm"), "--png", png, .. deep ? ["--deep"] : Array.Empty<string>()]);
        Assert.True(exitCode == 0, error);
        var expected = FilmReader.Read(Radsharp.Film("rle.dcm"));
        var written = FilmReader.Read(png);
        Assert.Equal(deep ? 16 : 8, written.Grey.BitsStored);
        if (deep)
        {
            Assert.Equal(expected.RenderDeep().Samples, Assert.IsType<Image<ushort>>(written.Stored).Samples);
        }
        else
        {
            Assert.Equal(expected.Render().Samples, Assert.IsType<Image<byte>>(written.Stored).Samples);
        }

        Assert.Equal(["film.png"], Directory.EnumerateFiles(_folder).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("standard")]
    [InlineData("2000,1500")]
    public async Task A_window_is_chosen_by_number_name_or_values(string window)
    {
        var png = Path.Combine(_folder, "film.png");
        var (exitCode, _, error) = await Radsharp.Run("film", Radsharp.Film("explicit.dcm"), "--window", window, "--png", png);
        Assert.True(exitCode == 0, error);
        Assert.NotEqual(FilmReader.Read(Radsharp.Film("explicit.dcm")).Render().Samples, ((Image<byte>)FilmReader.Read(png).Stored).Samples);
    }

    [Fact]
    public async Task Boxes_are_drawn_in_color()
    {
        var png = Path.Combine(_folder, "film.png");
        var (exitCode, _, error) = await Radsharp.Run(
            "film", Radsharp.Film("explicit.dcm"), "--png", png, "--box", "0.1,0.1,0.6,0.7,Lung", "--box", "0.5,0.5,1,1");
        Assert.True(exitCode == 0, error);
        Assert.Contains(FilmReader.Read(png).Concerns, concern => concern.Doubt == FilmDoubt.Color);
    }

    [Fact]
    public async Task Tags_are_listed_with_identity_masked()
    {
        var (exitCode, output, _) = await Radsharp.Run("film", Radsharp.Film("implicit.dcm"), "--tags");
        Assert.Equal(0, exitCode);
        Assert.Matches(@"\(0028,0010\) US Rows +2 +32", output);
        Assert.Matches(@"\(0010,0010\) PN PatientName +14 +\(masked\)", output);
        Assert.Contains("TransferSyntaxUID", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Expected a DICOM, PNG or JPEG file", "film", "TEXT")]
    [InlineData("Could not find", "film", "nowhere.dcm")]
    [InlineData("Frame 3 was asked for", "film", "FILM", "--frame", "3")]
    [InlineData("Expected a preset of the film", "film", "FILM", "--window", "nonsense", "--png", "unused.png")]
    [InlineData("Expected a preset of the film", "film", "FILM", "--window", "10,0", "--png", "unused.png")]
    [InlineData("Expected a box", "film", "FILM", "--png", "unused.png", "--box", "0.5,0.1,0.4,0.9")]
    [InlineData("leave out --deep", "film", "FILM", "--png", "unused.png", "--deep", "--box", "0,0,1,1")]
    [InlineData("TEXT", "film", "TEXT", "--tags")]
    public async Task What_cannot_be_done_is_said_in_a_sentence(string sentence, params string[] arguments)
    {
        var text = Path.Combine(_folder, "text.dcm");
        await File.WriteAllTextAsync(text, "not a film", TestContext.Current.CancellationToken);
        var (exitCode, output, error) = await Radsharp.Run(
            [.. arguments.Select(argument => argument.Replace("TEXT", text).Replace("FILM", Radsharp.Film("explicit.dcm")))]);
        Assert.Equal(1, exitCode);
        Assert.Empty(output);
        Assert.StartsWith("radsharp film: ", error, StringComparison.Ordinal);
        Assert.Contains(sentence.Replace("TEXT", text), error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }
}
