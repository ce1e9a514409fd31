using RadSharp.Models.Systems;
using RadSharp.Models.Tests.Checkpoints;
using RadSharp.Models.Vision;

namespace RadSharp.Models.Tests.Systems;

public sealed class MiniConfigTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_written_is_read_again(bool isWhole)
    {
        var config = SmallMini.Config with
        {
            Members = 3,
            Grid = 5,
            Findings = [.. CalibratedFinding.Uncalibrated.Select((finding, index) => finding with
            {
                Scale = 0.7f,
                Shift = -0.1f * index,
                UncertainFrom = 0.12f,
                PresentFrom = 0.31f,
            })],
            Suitability = new() { ShorterSide = 80, GreyDeviation = 9.5f, Likeness = 0.25f, Distance = isWhole ? 31.25f : null },
            Text = isWhole ? SmallMini.Config.Text! with { RotaryTheta = 5e5, EndTokens = [258, 256] } : null,
        };
        config.Write(_folder["config.json"]);
        var read = MiniConfig.Read(_folder["config.json"]);
        Assert.Equal(config.Findings, read.Findings);
        Assert.Equal(config.Suitability, read.Suitability);
        Assert.Equal((3, 5, 25), (read.Members, read.Grid, read.ImageTokens));
        Assert.Equal(config.Vision.Backbone.Blocks, read.Vision.Backbone.Blocks);
        Assert.Equal(config.Vision with { Backbone = read.Vision.Backbone }, read.Vision);
        Assert.Equal(
            config.Vision.Backbone with { Blocks = read.Vision.Backbone.Blocks }, read.Vision.Backbone);
        Assert.Equal(config.Text?.EndTokens, read.Text?.EndTokens);
        Assert.Equal(config.Text is null ? null : config.Text with { EndTokens = read.Text!.EndTokens }, read.Text);
        Assert.Equal(["config.json"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Blocks_of_both_kinds_are_read()
    {
        var bottleneck = SmallMini.Config with
        {
            Vision = new() { Backbone = new() { BlockKind = ResNetBlockKind.Bottleneck, Channels = 1 } },
        };
        bottleneck.Write(_folder["config.json"]);
        Assert.Equal(ResNetBlockKind.Bottleneck, MiniConfig.Read(_folder["config.json"]).Vision.Backbone.BlockKind);
    }

    [Theory]
    [InlineData("\"radsharp_mini\"", "\"radsharp_maxi\"", "'model_type' to be radsharp_mini; found 'radsharp_maxi'")]
    [InlineData("\"members\": 2", "\"members\": 99", "'members' to be at most 16")]
    [InlineData("\"image_size\": 64", "\"image_size\": -1", "'image_size' to be a positive whole number")]
    [InlineData("\"block\": \"basic\"", "\"block\": \"wide\"", "'block' to be basic or bottleneck; found 'wide'")]
    [InlineData("\"blocks\":", "\"stages\":", "'blocks' to be a list of 1 to 6 whole numbers from 1 to 64; found no such field")]
    [InlineData("\"grid\": 4", "\"grid\": 9", "'grid' to be at most 8")]
    [InlineData("\"Atelectasis\"", "\"Atelectase\"", "'findings' to be those of NIH ChestX-ray14 in their order")]
    [InlineData("\"present_from\": 0.5", "\"present_from\": 0.1", "findings[0]: expected 'uncertain_from' to be a number from 0 to present_from")]
    [InlineData("\"scale\": 1,", "", "findings[0]: expected 'scale' to be a positive number; found no such field")]
    [InlineData("\"likeness\": -1", "\"likeness\": -2", "'likeness' to be a number from -1 to 1")]
    [InlineData("\"hidden_size\": 32,", "", "text_config: expected 'hidden_size'")]
    [InlineData("\"suitability\": {", "\"suitable\": {", "'suitability' to be an object; found no such field")]
    public void What_is_wrong_is_named_with_its_file_and_field(string old, string @new, string message)
    {
        var file = _folder["config.json"];
        SmallMini.Config.Write(file);
        var text = File.ReadAllText(file);
        Assert.Contains(old, text, StringComparison.Ordinal);
        var at = text.IndexOf(old, StringComparison.Ordinal);
        File.WriteAllText(file, text[..at] + @new + text[(at + old.Length)..]);
        var error = Assert.Throws<InvalidDataException>(() => MiniConfig.Read(file));
        Assert.StartsWith(file, error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named() => Assert.Contains(
        "config.json", Assert.Throws<FileNotFoundException>(() => MiniConfig.Read(_folder["config.json"])).Message,
        StringComparison.Ordinal);
}
