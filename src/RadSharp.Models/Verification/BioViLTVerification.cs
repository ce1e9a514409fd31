using System.Text.Json;
using RadSharp.Models.Checkpoints;
using RadSharp.Models.Parameters;
using RadSharp.Models.Vision;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Verification;

/// <summary>
/// BioViL-T's image model with filled parameters (<c>kind: biovil_t</c>): patches, image embedding and their projections, without
/// and with a previous image. The network's sizes are those of the declared parameters.
/// </summary>
internal static class BioViLTVerification
{
    // Far beyond any film that the network was made for; what it computes takes some twenty times as much memory.
    private const int MostNumbers = 1 << 24;

    /// <summary>Recomputes the folder's outputs.</summary>
    public static void Run(GoldenFolder golden, CheckList checks)
    {
        using var expected = new ExpectedTensors(golden.FileOf("expected", ExpectedTensors.FileName), checks);
        var declared = new DeclaredParameters(golden.FileOf("parameters"));
        var inputs = ConfigFields.Read(golden.FileOf("inputs"));
        using var image = ImageOf(inputs, "image");
        using var parameters = new ParameterSet();
        using var network = new BioViLT(new ParameterScope(declared, parameters), ConfigOf(declared, image.Shape[1]));
        var tolerance = golden.Tolerance("activations");
        CheckOutputs(expected, network, image, null, "", tolerance);
        if (inputs.Has("previous"))
        {
            using var previous = ImageOf(inputs, "previous");
            CheckOutputs(expected, network, image, previous, "with_previous.", tolerance);
        }

        expected.CheckRest(golden.Inputs);
    }

    private static void CheckOutputs(
        ExpectedTensors expected, BioViLT network, Tensor image, Tensor? previous, string prefix, double tolerance)
    {
        using var tape = Tape.ForInference();
        var output = network.Forward(tape, image, previous);
        expected.Check($"{prefix}patch_embeddings", tape.Permute(output.PatchEmbeddings, 0, 3, 1, 2), tolerance);
        expected.Check($"{prefix}img_embedding", output.ImageEmbedding, tolerance);
        if (output is { ProjectedPatchEmbeddings: { } patches, ProjectedGlobalEmbedding: { } embedding })
        {
            expected.Check($"{prefix}projected_patch_embeddings", tape.Permute(patches, 0, 3, 1, 2), tolerance);
            expected.Check($"{prefix}projected_global_embedding", embedding, tolerance);
        }
    }

    // The heads of the temporal pooler are in no shape: they are the published model's.
    private static BioViLTConfig ConfigOf(DeclaredParameters declared, int pixels)
    {
        const string Backbone = "encoder.encoder", Projection = "projector.model.3.weight";
        var backbone = new ResNetConfig
        {
            Width = declared.ShapeOf($"{Backbone}.conv1.weight")[0],
            Channels = declared.ShapeOf($"{Backbone}.conv1.weight")[1],
            Blocks = [.. CountWhile(stage => declared.Contains($"{Backbone}.layer{stage + 1}.0.conv1.weight")).Select(
                stage => CountWhile(block => declared.Contains($"{Backbone}.layer{stage + 1}.{block}.conv1.weight")).Count())],
        };
        return new()
        {
            Backbone = backbone,
            PatchChannels = declared.ShapeOf("encoder.backbone_to_vit.weight")[0],
            JointFeatureSize = declared.Contains(Projection) ? declared.ShapeOf(Projection)[0] : null,
            PoolerGrid = backbone.OutputSize(pixels),
            PoolerBlocks = CountWhile(block => declared.Contains($"encoder.vit_pooler.blocks.{block}.norm1.weight")).Count(),
        };
    }

    private static IEnumerable<int> CountWhile(Func<int, bool> isThere) => Enumerable.Range(0, 1000).TakeWhile(isThere);

    // The rule counts an image's elements channels first; networks here take channels last.
    private static Tensor ImageOf(ConfigFields inputs, string name)
    {
        var rule = inputs.Has(name)
            ? new ConfigFields(inputs.Json.GetProperty(name), $"{inputs.File}: {name}")
            : throw inputs.Wrong(name, "the rule of an image", "no such field");
        var shape = DeclaredParameters.ShapeIn(rule);
        if (shape.Rank != 4 || shape.Count is < 1 or > MostNumbers)
        {
            throw rule.Wrong("shape", $"[batch, channels, height, width], at most {MostNumbers} numbers", $"{shape}");
        }

        using var channelsFirst = Tensor.Uninitialized(shape);
        var (scale, shift) = DeclaredParameters.ScaleAndShiftIn(rule);
        FilledParameters.Fill(rule.Text("fill_name"), scale, shift, channelsFirst.Span);
        using var tape = Tape.ForInference();
        return tape.Permute(channelsFirst, 0, 2, 3, 1).Clone();
    }
}
