using RadSharp.Models.Parameters;
using RadSharp.Models.Vision;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Tests.Vision;

public sealed class BioViLTTests : IDisposable
{
    private readonly ParameterSet _parameters = new();
    private readonly Golden _golden = new("biovil_t");

    public void Dispose()
    {
        _parameters.Dispose();
        _golden.Dispose();
    }

    [Fact]
    public void All_outputs_agree_with_and_without_a_previous_image_plain_and_prepared_for_inference()
    {
        var rules = _golden.Json("parameters.json").EnumerateArray().ToDictionary(
            entry => entry.GetProperty("name").GetString()!,
            entry => (entry.GetProperty("scale").GetDouble(), entry.GetProperty("shift").GetDouble()));
        using var network = new BioViLT(new(new FilledParameters((name, _) => rules[name]), _parameters), new());
        CheckOutputs(network);
        network.PrepareForInference();
        CheckOutputs(network);
    }

    [Fact]
    public void Names_and_shapes_are_those_of_the_checkpoint()
    {
        using var network = new BioViLT(new(new ZeroParameters(), _parameters), new());
        var published = _golden.Json("parameters.json").EnumerateArray().Select(entry =>
            entry.GetProperty("name").GetString()
            + Shape.Create([.. entry.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32())]));
        // The backbone's own classifier is in the file, but nothing uses it.
        Assert.Equal(
            published.Where(name => !name.StartsWith("encoder.encoder.fc.", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
            _parameters.Parameters.Select(parameter => parameter.Name + parameter.Shape).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Without_a_projector_there_are_patches_only_and_a_comparison_needs_its_grid()
    {
        using var network = new BioViLT(new(new FreshParameters(1), _parameters), Small(joint: null));
        Assert.DoesNotContain(
            _parameters.Parameters, parameter => parameter.Name.StartsWith("projector", StringComparison.Ordinal));
        using var tape = Tape.ForInference();
        using var image = Tensor.Full([2, 64, 64, 3], 0.5f);
        var output = network.Forward(tape, image);
        Assert.Equal([2, 2, 2, 16], output.PatchEmbeddings.Shape);
        Assert.Null(output.ProjectedPatchEmbeddings);
        var grid = Assert.Throws<ArgumentException>(() => network.Forward(tape, image, image));
        Assert.Contains("3×3", grid.Message, StringComparison.Ordinal);
        using var other = Tensor.Zeros([2, 96, 96, 3]);
        var shape = Assert.Throws<ArgumentException>(() => network.Forward(tape, image, other));
        Assert.Contains("[2, 64, 64, 3]", shape.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_of_a_batch_do_not_meet_and_a_previous_image_changes_the_difference_only()
    {
        var source = new FilledParameters((_, kind) => kind == ParameterKind.Scale ? (0.3, 1) : (0.3, 0));
        using var network = new BioViLT(new(source, _parameters), Small(joint: 5));
        using var images = Tensor.Uninitialized([2, 96, 96, 3]);
        using var previous = Tensor.Uninitialized(images.Shape);
        FilledParameters.Fill("images", 0.5, 0.5, images.Span);
        FilledParameters.Fill("previous", 0.5, 0.5, previous.Span);
        using var tape = Tape.ForInference();
        var both = network.Forward(tape, images, previous);
        var alone = network.Forward(tape, images.Rows(1, 1), previous.Rows(1, 1));
        Near(alone.PatchEmbeddings, tape.Slice(both.PatchEmbeddings, 0, 1, 1));
        Near(alone.ProjectedGlobalEmbedding!.Value, tape.Slice(both.ProjectedGlobalEmbedding!.Value, 0, 1, 1));

        var without = network.Forward(tape, images);
        Near(tape.Slice(without.PatchEmbeddings, -1, 0, 8), tape.Slice(both.PatchEmbeddings, -1, 0, 8));
        var (with, missing) = (tape.Slice(both.PatchEmbeddings, -1, 8, 8), tape.Slice(without.PatchEmbeddings, -1, 8, 8));
        Assert.NotEqual(with.Span.ToArray(), missing.Span.ToArray());
        var token = _parameters["encoder.missing_previous_emb"].Value.Span.ToArray();
        Assert.All(missing.Span.ToArray().Chunk(8), patch => Assert.Equal(token, patch));

        static void Near(Tensor expected, Tensor found) => Assert.All(
            expected.Span.ToArray().Zip(found.Span.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    internal static BioViLTConfig Small(int? joint) => new()
    {
        Backbone = new() { Blocks = [1, 1, 1, 1], Width = 4 },
        PatchChannels = 8,
        PoolerGrid = 3,
        PoolerHeads = 2,
        JointFeatureSize = joint,
    };

    private void CheckOutputs(BioViLT network)
    {
        var tolerance = _golden.Json("golden.json").GetProperty("tolerance").GetProperty("activations").GetDouble();
        using var tape = Tape.ForInference();
        using var image = Input("image");
        var output = network.Forward(tape, image);
        _golden.Check("patch_embeddings", ChannelsFirst(tape, output.PatchEmbeddings), tolerance);
        _golden.Check("img_embedding", output.ImageEmbedding, tolerance);
        _golden.Check("projected_patch_embeddings", ChannelsFirst(tape, output.ProjectedPatchEmbeddings!.Value), tolerance);
        _golden.Check("projected_global_embedding", output.ProjectedGlobalEmbedding!.Value, tolerance);

        using var previous = Input("previous");
        output = network.Forward(tape, image, previous);
        _golden.Check("with_previous.patch_embeddings", ChannelsFirst(tape, output.PatchEmbeddings), tolerance);
        _golden.Check("with_previous.img_embedding", output.ImageEmbedding, tolerance);
    }

    private static Tensor ChannelsFirst(Tape tape, Tensor x) => tape.Permute(x, 0, 3, 1, 2);

    // An image by the rule of golden/README.md, which counts its elements channels first.
    private Tensor Input(string name)
    {
        var rule = _golden.Json("inputs.json").GetProperty(name);
        using var channelsFirst = Tensor.Uninitialized(
            Shape.Create([.. rule.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32())]));
        FilledParameters.Fill(
            rule.GetProperty("fill_name").GetString()!, rule.GetProperty("scale").GetDouble(),
            rule.GetProperty("shift").GetDouble(), channelsFirst.Span);
        using var tape = Tape.ForInference();
        return tape.Permute(channelsFirst, 0, 2, 3, 1).Clone();
    }
}
