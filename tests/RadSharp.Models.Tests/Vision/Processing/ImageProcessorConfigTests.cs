using RadSharp.Imaging.Geometry;
using RadSharp.Models.Vision.Processing;

namespace RadSharp.Models.Tests.Vision.Processing;

public sealed class ImageProcessorConfigTests : IDisposable
{
    private const string Normal = "\"image_mean\": [0.5, 0.5, 0.5], \"image_std\": [0.2, 0.2, 0.2]";

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void LLaVA_OneVision_files_are_read()
    {
        var config = ImageProcessorConfig.Read(Golden.PathOf("llava_onevision/preprocessor_config.json"));
        Assert.Equal((28, 28), config.Size);
        Assert.Equal((28, 28), config.OutputSize);
        Assert.Equal((null, null, ResamplingFilter.Bicubic), (config.ShorterSide, config.Crop, config.Filter));
        Assert.Equal([0.5, 0.5, 0.5], config.Mean);
        Assert.Equal(9, config.GridPinpoints.Count);
        Assert.Equal((28, 84), config.GridPinpoints[2]);
    }

    [Theory]
    [InlineData("""{ "shortest_edge": 336 }""", "224")]
    [InlineData("336", """{ "height": 224, "width": 224 }""")]
    public void A_shorter_side_with_a_crop_is_read_in_both_spellings_of_a_size(string size, string crop)
    {
        File.WriteAllText(
            _path, $$"""{ "size": {{size}}, "do_center_crop": true, "crop_size": {{crop}}, "resample": 2, {{Normal}} }""");
        var config = ImageProcessorConfig.Read(_path);
        Assert.Equal((336, (224, 224), ResamplingFilter.Bilinear), (config.ShorterSide, config.Crop!.Value, config.Filter));
        Assert.Equal((224, 224), config.OutputSize);
        Assert.Null(config.Size);
    }

    [Theory]
    [InlineData("""{ }""", "'size'")]
    [InlineData("""{ "size": { "height": 8 } }""", "'size'")]
    [InlineData("""{ "size": { "shortest_edge": 0 } }""", "'size'")]
    [InlineData("""{ "size": 8 }""", "'image_mean'")]
    [InlineData("""{ "size": 8, "image_mean": [1, 1] }""", "'image_mean'")]
    [InlineData("""{ "size": 8, "image_mean": [1, 1, 1], "image_std": [1, 1, 0] }""", "'image_std'")]
    [InlineData("""{ "size": 8, "resample": 0 }""", "'resample'")]
    [InlineData("""{ "size": 8, "do_resize": false }""", "'do_resize'")]
    [InlineData("""{ "size": 8, "do_center_crop": true }""", "'crop_size'")]
    [InlineData("""{ "size": { "shortest_edge": 8 }, "do_normalize": false }""", "'crop_size'")]
    [InlineData("""{ "size": { "shortest_edge": 8 }, "do_center_crop": true, "crop_size": 9, "do_normalize": false }""",
        "'crop_size'")]
    [InlineData("""{ "size": 8, "do_normalize": false, "image_grid_pinpoints": [[8]] }""", "'image_grid_pinpoints'")]
    public void What_is_missing_or_wrong_is_named_with_its_file(string json, string named)
    {
        File.WriteAllText(_path, json);
        var error = Assert.Throws<InvalidDataException>(() => ImageProcessorConfig.Read(_path));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.StartsWith(_path, error.Message, StringComparison.Ordinal);
    }
}
