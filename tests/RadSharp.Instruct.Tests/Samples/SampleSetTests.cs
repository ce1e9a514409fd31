using System.Text.Json;
using RadSharp.Imaging;
using RadSharp.Instruct.Reports;
using RadSharp.Instruct.Samples;

namespace RadSharp.Instruct.Tests.Samples;

public class SampleSetTests
{
    [Fact]
    public void Every_sample_of_every_film_is_a_line()
    {
        LabeledFilm[] films = [.. Enumerable.Range(0, 3).Select(number =>
            new LabeledFilm($"{number}", $"{number}.png", View.PA, FilmFindings.OfNih(["Mass"])))];
        using var text = new StringWriter();
        var count = SampleSet.Write(films, SampleShape.RadSharpMini, 1, text);
        var lines = text.ToString().Split('\n');
        Assert.Equal("", lines[^1]);
        Assert.Equal(count, lines.Length - 1);
        Assert.Equal(
            films.SelectMany(film => SampleBuilder.Build(film, SampleShape.RadSharpMini, 1)).Select(sample => sample.Id),
            lines.SkipLast(1).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetString()));
    }
}
