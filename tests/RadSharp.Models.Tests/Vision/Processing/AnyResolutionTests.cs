using RadSharp.Imaging;
using RadSharp.Imaging.Png;
using RadSharp.Models.Vision;
using RadSharp.Models.Vision.Processing;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Tests.Vision.Processing;

public class AnyResolutionTests
{
    // LLaVA-OneVision-7B: tiles of 384 pixels and 27 patches, all grids of up to 6×6 tiles.
    private static readonly AnyResolution Published = new(
        [.. from rows in Enumerable.Range(1, 6) from columns in Enumerable.Range(1, 6) select (rows * 384, columns * 384)],
        tileSize: 384, patchesPerSide: 27);

    [Fact]
    public void Tiles_and_token_counts_agree_with_the_original()
    {
        var config = ImageProcessorConfig.Read(Golden.PathOf("llava_onevision/preprocessor_config.json"));
        var rule = new AnyResolution(config.GridPinpoints, tileSize: 28, patchesPerSide: 4);
        var processor = new AnyResolutionProcessor(config, rule);
        using var cases = new Golden("llava_onevision", "expected_0_full.safetensors");
        var tolerance = cases.Json("golden.json").GetProperty("tolerance").GetProperty("pixel_values").GetDouble();
        Assert.Equal(5, cases.Json("cases.json").GetArrayLength());
        foreach (var entry in cases.Json("cases.json").EnumerateArray())
        {
            using var golden = new Golden("llava_onevision", entry.GetProperty("expected").GetString()!);
            var image = (Image<byte>)PngReader.Read(
                File.ReadAllBytes(Path.Combine(golden.Folder, entry.GetProperty("image").GetString()!)));
            var (tiles, layout) = processor.Process(image);
            using (tiles)
            {
                var best = entry.GetProperty("best_resolution_hw");
                Assert.Equal((best[0].GetInt32(), best[1].GetInt32()), layout.Resolution);
                Assert.Equal(entry.GetProperty("tiles").GetInt32(), layout.Tiles);
                Assert.Equal(entry.GetProperty("image_tokens").GetInt32(), layout.ImageTokens);
                Assert.Equal(layout, rule.LayoutOf(image.Height, image.Width));
                using var tape = Tape.ForInference();
                var channelsFirst = tape.Permute(tiles, 0, 3, 1, 2);
                golden.Check("pixel_values", tape.Reshape(channelsFirst, 1, layout.Tiles, 3, 28, 28), tolerance);
            }
        }
    }

    // By the rule's formulas, on paper: base 27² tokens, then rows · (columns + 1).
    [Theory]
    [InlineData(384, 384, 384, 384, 27, 27)]
    [InlineData(768, 768, 768, 768, 54, 54)]
    [InlineData(3056, 2544, 2304, 1920, 88, 73)]
    [InlineData(2304, 2304, 2304, 2304, 81, 81)]
    [InlineData(100, 1000, 384, 1152, 9, 81)]
    public void Large_grids_are_shrunk_and_padding_is_taken_away(
        int height, int width, int gridHeight, int gridWidth, int rows, int columns)
    {
        var layout = Published.LayoutOf(height, width);
        Assert.Equal((gridHeight, gridWidth), layout.Resolution);
        Assert.Equal((rows, columns), (layout.Rows, layout.Columns));
        Assert.Equal((27 * 27) + (rows * (columns + 1)), layout.ImageTokens);
    }

    [Fact]
    public void Every_size_keeps_within_its_grid()
    {
        var random = new Random(3);
        for (var trial = 0; trial < 2000; trial++)
        {
            var (height, width) = (random.Next(1, 4000), random.Next(1, 4000));
            var layout = Published.LayoutOf(height, width);
            Assert.InRange(layout.Resized.Height, 1, layout.Resolution.Height);
            Assert.InRange(layout.Resized.Width, 1, layout.Resolution.Width);
            Assert.True(layout.Resized.Height == layout.Resolution.Height || layout.Resized.Width == layout.Resolution.Width);
            Assert.Equal(layout.TileRows * 27, layout.UnpaddedRows + (2 * layout.FirstRow));
            Assert.Equal(layout.TileColumns * 27, layout.UnpaddedColumns + (2 * layout.FirstColumn));
            Assert.InRange(layout.Rows, 1, layout.UnpaddedRows);
            Assert.InRange(layout.Columns, 1, layout.UnpaddedColumns);
            Assert.InRange((double)layout.Rows * layout.Columns, 1, 1.21 * 9 * 27 * 27);
        }
    }

    [Fact]
    public void Grids_that_are_no_whole_tiles_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new AnyResolution([], 28, 4));
        var error = Assert.Throws<ArgumentException>(() => new AnyResolution([(28, 30)], 28, 4));
        Assert.Contains("28×30", error.Message, StringComparison.Ordinal);
        var config = ImageProcessorConfig.Read(Golden.PathOf("llava_onevision/preprocessor_config.json"));
        Assert.Throws<ArgumentException>(() => new AnyResolutionProcessor(config, Published));
        var vision = VisionTransformerConfig.Read(Golden.PathOf("llava_onevision/config.json"));
        Assert.Equal(28, AnyResolution.Of(config, vision, "anyres_max_9").TileSize);
        Assert.Throws<ArgumentException>(() => AnyResolution.Of(config, vision, "pad"));
        Assert.Throws<ArgumentException>(() => AnyResolution.Of(config, vision, "anyres_max_"));
        Assert.Throws<ArgumentOutOfRangeException>(() => AnyResolution.Of(config, vision, "anyres_max_0"));
    }
}
