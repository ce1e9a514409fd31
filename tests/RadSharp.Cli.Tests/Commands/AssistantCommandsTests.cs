using System.Text.Json;
using RadSharp.Imaging;
using RadSharp.Models.Tests.Checkpoints;
using RadSharp.Radiology.Findings;

namespace RadSharp.Cli.Tests.Commands;

/// <summary>The commands that read films with radsharp-mini, on one with random parameters.</summary>
public sealed class AssistantCommandsTests : IDisposable
{
    private const string Notice = "Not a medical device";

    private readonly TemporaryFolder _folder = new();
    private readonly string _model;
    private readonly string _film;
    private readonly string _blank;

    public AssistantCommandsTests()
    {
        _model = Directory.CreateDirectory(_folder["model"]).FullName;
        TestModel.Write(_model);
        _film = TestFilm.WriteChest(_folder["film.png"]);
        _blank = TestFilm.WriteBlank(_folder["blank.png"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Classify_prints_an_object_a_line_with_every_finding_and_goes_on_after_bad_films()
    {
        var text = _folder.Write("text.png", "not a film"u8);
        var empty = _folder.Write("empty.dcm", []);
        var (exitCode, output, error) = await Radsharp.Run(
            "classify", _film, text, _blank, empty, _folder["missing.png"], _film, "--json", "--model", _model);
        Assert.Equal(1, exitCode);
        Assert.Equal("", error);
        var films = output.Trim().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(
            [_film, text, _blank, empty, _folder["missing.png"], _film],
            films.Select(film => film.GetProperty("image").GetString()));
        foreach (var bad in films[1..5])
        {
            Assert.True(bad.GetProperty("error").GetString()!.Length > 20, bad.ToString());
            Assert.False(bad.TryGetProperty("findings", out _));
        }

        var findings = films[0].GetProperty("findings").EnumerateObject()
            .ToDictionary(entry => entry.Name, entry => entry.Value.GetDouble());
        Assert.Equal(
            [.. NihLabels.All, "Lung Opacity", "Lung Lesion", "Pleural Effusion", "Pleural Other", "No Finding"], findings.Keys);
        Assert.All(findings.Values, probability => Assert.InRange(probability, 0, 1));
        Assert.Equal(findings["Effusion"], findings["Pleural Effusion"]);
        Assert.Contains(films[0].GetProperty("view").GetString(), new[] { "PA", "AP" });
        Assert.Equal(films[0].ToString(), films[5].ToString());
    }

    [Fact]
    public async Task Classify_prints_a_table_for_people()
    {
        var (exitCode, output, error) = await Radsharp.Run("classify", _film, "--model", _model);
        Assert.True(exitCode == 0, error);
        Assert.Matches(@"film\.png, (PA|AP) view", output);
        Assert.Matches(@"Pleural Thickening +[<>]?\d+ %  (present|possible|absent)", output);
        Assert.Matches(@"No Finding +<?\d+ %", output);
    }

    [Fact]
    public async Task Report_has_sections_findings_boxes_and_says_what_it_is_not()
    {
        var png = _folder["overlay.png"];
        var (exitCode, output, error) = await Radsharp.Run(
            "report", _film, "--indication", "Cough.", "--png", png, "--model", _model);
        Assert.True(exitCode == 0, error);
        Assert.Contains("INDICATION: Cough.", output, StringComparison.Ordinal);
        Assert.Matches("TECHNIQUE: (PA|AP) view of the chest.", output);
        Assert.Contains("left lung", output, StringComparison.Ordinal);
        Assert.Contains($"radsharp-mini. {Notice}", output, StringComparison.Ordinal);
        Assert.Equal(FilmReader.Read(_film).Width, FilmReader.Read(png).Width);
    }

    [Fact]
    public async Task Report_prints_an_object_for_each_film()
    {
        var (exitCode, output, error) = await Radsharp.Run("report", _film, _blank, _film, "--json", "--model", _model);
        Assert.Equal(1, exitCode);
        var films = output.Trim().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.True(films.Count == 3, error);
        var report = films[0];
        Assert.Equal("radsharp-mini", report.GetProperty("model").GetString());
        Assert.Equal(19, report.GetProperty("findings").EnumerateObject().Count());
        Assert.Contains("TECHNIQUE:", report.GetProperty("report").GetString(), StringComparison.Ordinal);
        var boxes = report.GetProperty("boxes").EnumerateArray().ToList();
        Assert.Equal(["left lung", "right lung"], boxes.Select(box => box.GetProperty("label").GetString()).Order());
        Assert.All(boxes, box => Assert.Equal(4, box.GetProperty("box").GetArrayLength()));
        Assert.Contains(Notice, report.GetProperty("notice").GetString(), StringComparison.Ordinal);
        Assert.False(films[1].TryGetProperty("report", out _));
        Assert.NotEqual("", films[1].GetProperty("error").GetString());
        Assert.Equal(films[0].ToString(), films[2].ToString());
    }

    [Fact]
    public async Task A_film_that_is_refused_gets_its_sentence_and_no_report()
    {
        var (exitCode, output, error) = await Radsharp.Run("report", _blank, "--model", _model);
        Assert.Equal(1, exitCode);
        Assert.Equal("", output);
        Assert.StartsWith($"radsharp report: {_blank}: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_answers_with_text_and_as_an_object()
    {
        var (exitCode, output, error) = await Radsharp.Run("ask", _film, "Is there an effusion?", "--model", _model);
        Assert.True(exitCode == 0, error);
        Assert.Contains(Notice, error, StringComparison.Ordinal);
        (_, var json, _) = await Radsharp.Run("ask", _film, "Is there an effusion?", "--json", "--model", _model);
        using var answer = JsonDocument.Parse(json);
        Assert.Equal(output.Trim(), answer.RootElement.GetProperty("answer").GetString());
        Assert.Equal("Is there an effusion?", answer.RootElement.GetProperty("question").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("LONG")]
    public async Task Questions_that_are_none_give_a_sentence(string question)
    {
        var (exitCode, output, error) = await Radsharp.Run(
            "ask", _film, question == "LONG" ? string.Concat(Enumerable.Repeat("Is it? ", 1500)) : question, "--model", _model);
        Assert.Equal(1, exitCode);
        Assert.Equal("", output);
        Assert.StartsWith("radsharp ask: The question ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Locate_draws_the_box_of_a_lung_and_the_attention_to_a_finding()
    {
        var png = _folder["lung.png"];
        string[] more = ["--png", png, "--json", "--model", _model];
        var (exitCode, output, error) = await Radsharp.Run(["locate", _film, "left lung", .. more]);
        Assert.True(exitCode == 0, error);
        using var lung = JsonDocument.Parse(output);
        Assert.Equal("left lung", lung.RootElement.GetProperty("boxes")[0].GetProperty("label").GetString());
        Assert.False(lung.RootElement.TryGetProperty("attention", out _));
        Assert.Contains(FilmReader.Read(png).Concerns, concern => concern.Doubt == FilmDoubt.Color);

        (exitCode, output, error) = await Radsharp.Run(["locate", _film, "pleural effusion", .. more]);
        Assert.True(exitCode == 0, error);
        using var effusion = JsonDocument.Parse(output);
        Assert.Equal(0, effusion.RootElement.GetProperty("boxes").GetArrayLength());
        var attention = effusion.RootElement.GetProperty("attention");
        Assert.Equal("Effusion", attention.GetProperty("finding").GetString());
        Assert.Contains("not an annotation", attention.GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Locating_what_there_is_not_lists_what_there_is()
    {
        var (exitCode, output, error) = await Radsharp.Run("locate", _film, "spleen", "--model", _model);
        Assert.Equal(1, exitCode);
        Assert.Equal("", output);
        Assert.Contains("left lung, right lung, lungs", error, StringComparison.Ordinal);
        Assert.Contains("Cardiomegaly", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("classify")]
    [InlineData("report")]
    [InlineData("chat")]
    public async Task A_model_that_is_not_there_gives_a_sentence(string command)
    {
        var (exitCode, output, error) = await Radsharp.Run(command, _film, "--model", _folder["nowhere"]);
        Assert.Equal(1, exitCode);
        Assert.Equal("", output);
        Assert.StartsWith($"radsharp {command}: {_folder["nowhere"]}", error, StringComparison.Ordinal);
    }
}
