using RadSharp.Models.Tests.Checkpoints;

namespace RadSharp.Assistant.Tests;

public sealed class DefaultModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_nearest_model_above_the_program_is_taken()
    {
        var model = Directory.CreateDirectory(Path.Combine(_folder.Path, "models", "radsharp-mini")).FullName;
        File.WriteAllText(Path.Combine(model, "config.json"), "{}");
        var program = Directory.CreateDirectory(Path.Combine(_folder.Path, "src", "bin")).FullName;
        Assert.Equal(model, DefaultModel.FindAbove(program));
        Assert.Equal(model, DefaultModel.FindAbove(_folder.Path));
    }

    [Fact]
    public void Without_one_a_sentence_says_how_to_name_one()
    {
        var error = Assert.Throws<DirectoryNotFoundException>(() => DefaultModel.FindAbove(_folder.Path));
        Assert.Contains("--model", error.Message, StringComparison.Ordinal);
        Assert.Contains(DefaultModel.Variable, error.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.Path, error.Message, StringComparison.Ordinal);
    }
}
