using System.Text.Json;
using RadSharp.Models.Tests.Checkpoints;
using RadSharp.Models.Tests.Systems;

namespace RadSharp.Cli.Tests.Commands;

/// <summary>The commands about a model's folder, on a small one.</summary>
public sealed class ModelCommandsTests : IDisposable
{
    private static readonly string GoldenFolder = Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden", "llava_onevision");
    private static readonly string Film = Path.Combine(GoldenFolder, "film_170x150.png");

    private readonly TemporaryFolder _folder = new();

    public ModelCommandsTests() => SmallRadVlm.Write(_folder.Path, GoldenFolder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Inspect_counts_and_fails_where_something_is_missing()
    {
        var (exitCode, output, _) = await Radsharp.Run("inspect", _folder.Path, "--json");
        Assert.Equal(0, exitCode);
        using var json = JsonDocument.Parse(output);
        Assert.Equal("RadVLM", json.RootElement.GetProperty("system").GetString());
        Assert.True(json.RootElement.GetProperty("parameters").GetInt64() > 10_000);
        Assert.Equal(0, json.RootElement.GetProperty("missing").GetArrayLength());

        SmallRadVlm.Write(_folder.Path, GoldenFolder, name => name == "image_newline" ? null : name);
        (exitCode, output, _) = await Radsharp.Run("inspect", _folder.Path);
        Assert.Equal(1, exitCode);
        Assert.Contains("image_newline [48]", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_answers_the_same_from_a_folder_and_from_its_packed_form()
    {
        string[] question = ["--image", Film, "--prompt", "is it clear?", "--max-tokens", "8", "--json"];
        var (exitCode, output, error) = await Radsharp.Run(["generate", _folder.Path, "--type", "q8", .. question]);
        Assert.True(exitCode == 0, error);
        using var answer = JsonDocument.Parse(output);
        Assert.Equal(8, answer.RootElement.GetProperty("tokens").GetInt32());
        Assert.Equal("length", answer.RootElement.GetProperty("finish").GetString());

        using var packed = new TemporaryFolder();
        (exitCode, output, error) = await Radsharp.Run("quantize", _folder.Path, packed.Path, "--type", "q8", "--json");
        Assert.True(exitCode == 0, error);
        Assert.True(JsonDocument.Parse(output).RootElement.GetProperty("bytes").GetInt64() > 0);
        (_, output, _) = await Radsharp.Run(["generate", packed.Path, .. question]);
        using var again = JsonDocument.Parse(output);
        Assert.Equal(answer.RootElement.GetProperty("answer").GetString(), again.RootElement.GetProperty("answer").GetString());
    }

    [Fact]
    public async Task Generate_streams_text_and_says_on_standard_error_how_long_it_took()
    {
        var (exitCode, output, error) = await Radsharp.Run("generate", _folder.Path, "--prompt", "ab", "--max-tokens", "5");
        Assert.Equal(0, exitCode);
        Assert.NotEqual("", output.Trim());
        Assert.Contains("tokens/s", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Selftest_tells_a_model_that_sees()
    {
        var (_, output, error) = await Radsharp.Run("selftest", _folder.Path, "--image", Film, "--max-tokens", "3", "--json");
        Assert.True(output.Length > 0, error);
        using var json = JsonDocument.Parse(output);
        Assert.True(json.RootElement.GetProperty("depends_on_film").GetBoolean());
        Assert.Equal(3, json.RootElement.GetProperty("answers").GetArrayLength());
    }

    [Fact]
    public async Task Perplexity_prints_a_line_for_each_type()
    {
        var (exitCode, output, error) = await Radsharp.Run(
            "perplexity", _folder.Path, "--text", _folder.Write("reports.txt", "the lungs are clear. no effusion."u8), "--json");
        Assert.True(exitCode == 0, error);
        var lines = output.Trim().Split('\n');
        Assert.Equal(["Float32", "Q8", "Q4"], lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("type").GetString()));
    }

    [Theory]
    [InlineData("generate")]
    [InlineData("inspect")]
    [InlineData("quantize", "OUT")]
    [InlineData("selftest", "--image", "FILM")]
    public async Task A_folder_of_nothing_gives_a_sentence_and_exit_code_1(string command, params string[] more)
    {
        using var empty = new TemporaryFolder();
        var arguments = more.Select(argument => argument switch { "OUT" => empty["out"], "FILM" => Film, _ => argument });
        var (exitCode, output, error) = await Radsharp.Run([command, empty.Path, .. arguments]);
        Assert.Equal(1, exitCode);
        Assert.Equal("", output);
        Assert.StartsWith($"radsharp {command}: ", error, StringComparison.Ordinal);
        Assert.Contains("config.json", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }
}
