using System.Text.Json;

namespace RadSharp.Cli.Tests.Commands;

public class InstructCommandTests
{
    [Fact]
    public async Task Labels_become_samples_without_any_data_set()
    {
        var (exitCode, output, error) = await Radsharp.Run(
            "instruct", "show", "--labels", "Cardiomegaly, possible Effusion", "--json", "--seed", "3");
        Assert.True(exitCode == 0, error);
        var tasks = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetString()).ToArray();
        Assert.Contains("shown-Report", tasks);
        Assert.Contains("shown-Correction", tasks);
        Assert.Contains("shown-Conversation", tasks);
    }

    [Fact]
    public async Task One_task_can_be_read()
    {
        var (exitCode, output, error) = await Radsharp.Run(
            "instruct", "show", "--labels", "no Pneumothorax", "--only", "--task", "impression");
        Assert.True(exitCode == 0, error);
        Assert.Contains("pneumothorax", output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("effusion", output, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("Broken heart", "Report", "Broken heart")]
    [InlineData("Cardiomegaly", "Poem", "Poem")]
    [InlineData("Cardiomegaly", "1", "Expected one of")]
    [InlineData("No Finding", "Explanation", "no sample")]
    public async Task What_cannot_be_made_is_told(string labels, string task, string named)
    {
        var (exitCode, _, error) = await Radsharp.Run("instruct", "show", "--labels", labels, "--task", task);
        Assert.Equal(1, exitCode);
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }
}
