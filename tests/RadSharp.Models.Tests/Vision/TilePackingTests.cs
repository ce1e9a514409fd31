using RadSharp.Imaging;
using RadSharp.Imaging.Png;
using RadSharp.Models.Checkpoints;
using RadSharp.Models.Layers;
using RadSharp.Models.Parameters;
using RadSharp.Models.Vision;
using RadSharp.Models.Vision.Processing;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Tests.Vision;

public class TilePackingTests
{
    [Fact]
    public void From_the_image_file_to_the_image_features_all_agrees_with_the_original()
    {
        var folder = Golden.PathOf("llava_onevision");
        using var checkpoint = SafetensorsCheckpoint.Open(folder);
        using var parameters = new ParameterSet();
        var root = new ParameterScope(new CheckpointParameters(checkpoint), parameters);
        var vision = VisionTransformerConfig.Read(Path.Combine(folder, "config.json"));
        var tower = new VisionTransformer(root["vision_tower"], vision);
        var first = new Linear(root["multi_modal_projector"]["linear_1"], 32, 48);
        var second = new Linear(root["multi_modal_projector"]["linear_2"], 48, 48);
        var newline = root.Take("image_newline", [48], ParameterKind.Tokens);
        var config = ImageProcessorConfig.Read(Path.Combine(folder, "preprocessor_config.json"));
        var processor = new AnyResolutionProcessor(config, AnyResolution.Of(config, vision, "anyres_max_9"));
        foreach (var name in new[] { "square", "tall", "tiny", "wide", "full" })
        {
            using var golden = new Golden("llava_onevision", $"expected_0_{name}.safetensors");
            var file = name == "full" ? "film_170x150.png" : $"0_{name}.png";
            var (tiles, layout) = processor.Process((Image<byte>)PngReader.Read(File.ReadAllBytes(Path.Combine(folder, file))));
            using var tape = Tape.ForInference();
            using (tiles)
            {
                // hidden_states[-1], before the last norm
                var features = second.Forward(tape, first.Forward(tape, tower.HiddenState(tape, tiles), Activation.Gelu));
                golden.Check("image_features", TilePacking.Pack(tape, features, layout, newline), 5e-4);
            }
        }
    }

    // A column of patches that holds its row's number, so that rows are read off the tokens.
    [Fact]
    public void A_large_grid_is_shrunk_and_its_padding_left_out()
    {
        var rule = new AnyResolution([(8, 8)], tileSize: 2, patchesPerSide: 2, maxTiles: 4); // 4×4 tiles of 2×2 patches
        var layout = rule.LayoutOf(height: 8, width: 6);
        Assert.Equal((8, 6, 1), (layout.UnpaddedRows, layout.UnpaddedColumns, layout.FirstColumn));
        Assert.Equal((4, 3, true), (layout.Rows, layout.Columns, layout.IsShrunk));
        using var features = Tensor.Uninitialized([layout.Tiles, 4, 1]);
        for (var index = 0; index < features.Count; index++)
        {
            var (tile, patch) = ((index / 4) - 1, index % 4);
            features.Span[index] = tile < 0 ? -1 : (10 * ((tile / 4 * 2) + (patch / 2))) + (tile % 4 * 2) + (patch % 2);
        }

        using var newline = Tensor.Full([1], 99);
        using var tape = Tape.ForInference();
        // Each token is the mean of 2×2 patches: of rows 0 and 1, columns 1 and 2, and so on.
        Assert.Equal(
            [-1, -1, -1, -1, 6.5f, 8.5f, 10.5f, 99, 26.5f, 28.5f, 30.5f, 99, 46.5f, 48.5f, 50.5f, 99, 66.5f, 68.5f, 70.5f, 99],
            TilePacking.Pack(tape, features, layout, newline).Span.ToArray());
        using var other = Tensor.Zeros([3, 4, 1]);
        Assert.Throws<ArgumentException>(() => TilePacking.Pack(tape, other, layout, newline));
    }
}
