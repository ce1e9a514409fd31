using System.Text.Json;

namespace RadSharp.Cli.Tests.Commands;

public sealed class VerifyCommandTests : IDisposable
{
    private static readonly string Bert = Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden", "bert");

    private readonly string _folder = Directory.CreateTempSubdirectory("radsharp-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_folder_that_agrees_is_listed_with_its_tolerances_and_ends_with_zero()
    {
        var (exitCode, output, error) = await Radsharp.Run("verify", Bert);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Matches(@"(?m)^  ok    last_hidden_state +\d\.\de-0\d ≤ 0\.0002$", output);
        Assert.Matches(@"(?m)^  ok    pooler_output +\d\.\de-0\d ≤ 0\.0002$", output);
        Assert.Matches(@"(?m)^ok +.*bert: encoder bert, 2 tensors agree, worst \w+ \d\.\de-0\d ≤ 0\.0002$", output);
        Assert.Equal(3, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task One_folder_that_does_not_agree_ends_with_one_and_the_others_are_still_done()
    {
        var damaged = Damaged();
        var (exitCode, output, _) = await Radsharp.Run("verify", Path.Combine(_folder, "nowhere"), damaged, Bert);
        Assert.Equal(1, exitCode);
        Assert.Matches(@"(?m)^FAILED  .*nowhere: expected a folder with golden\.json, found nothing\.$", output);
        Assert.Matches(@"(?m)^  FAIL  pooler_output +\d\.\de[+-]0\d > 0\.0002", output);
        Assert.Matches(@"(?m)^  FAIL  attentions +not recomputed  declared in golden\.json", output);
        Assert.Matches(
            @"(?m)^FAILED  .*: encoder bert, 2 of 3 tensors do not agree, 1 tensor agrees, worst pooler_output", output);
        Assert.Matches(@"(?m)^ok +.*bert: ", output);
        Assert.EndsWith("1 of 3 folders agree\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_an_object_a_line_with_every_tensor()
    {
        var (exitCode, output, _) = await Radsharp.Run("verify", "--json", Bert, Damaged(), _folder);
        Assert.Equal(1, exitCode);
        var reports = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal([true, false, false], reports.Select(report => report.GetProperty("passes").GetBoolean()));
        Assert.Equal(Bert, reports[0].GetProperty("folder").GetString());
        Assert.Equal("bert", reports[0].GetProperty("modelType").GetString());
        var tensor = reports[0].GetProperty("tensors").EnumerateArray().First(
            entry => entry.GetProperty("name").GetString() == "pooler_output");
        Assert.InRange(tensor.GetProperty("difference").GetDouble(), 0, 2e-4);
        Assert.Equal(2e-4, tensor.GetProperty("tolerance").GetDouble());
        Assert.Equal(
            ["agrees", "differs", "notRecomputed"],
            reports[1].GetProperty("tensors").EnumerateArray().Select(entry => entry.GetProperty("outcome").GetString()));
        Assert.Equal("pooler_output", reports[1].GetProperty("worst").GetString());
        Assert.Contains("expected a golden.json", reports[2].GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_folder_there_is_nothing_to_verify()
    {
        var (exitCode, _, error) = await Radsharp.Run("verify");
        Assert.Equal(1, exitCode);
        Assert.NotEmpty(error);
    }

    // The pooler's last bias is another, and an output is declared that no BERT here has.
    private string Damaged()
    {
        var copy = Directory.CreateDirectory(Path.Combine(_folder, "damaged")).FullName;
        foreach (var file in Directory.EnumerateFiles(Bert))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        var golden = Path.Combine(copy, "golden.json");
        File.WriteAllText(golden, File.ReadAllText(golden).Replace(
            "\"last_hidden_state\": \"\"", "\"last_hidden_state\": \"\", \"attentions\": \"\"", StringComparison.Ordinal));
        var weights = Path.Combine(copy, "model.safetensors");
        var bytes = File.ReadAllBytes(weights);
        BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - sizeof(float)), 2f);
        File.WriteAllBytes(weights, bytes);
        return copy;
    }
}
