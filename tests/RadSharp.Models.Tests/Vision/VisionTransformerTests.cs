using RadSharp.Models.Checkpoints;
using RadSharp.Models.Parameters;
using RadSharp.Models.Vision;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Tests.Vision;

public sealed class VisionTransformerTests : IDisposable
{
    private readonly ParameterSet _parameters = new();
    private readonly List<IDisposable> _owned = [];

    public static TheoryData<string> Families => ["siglip_vision", "clip_vision", "dinov2"];

    public void Dispose()
    {
        _parameters.Dispose();
        _owned.ForEach(owned => owned.Dispose());
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void All_hidden_states_and_the_pooled_output_agree(string name)
    {
        var (golden, network, pixels) = Open(name);
        using var tape = Tape.ForInference();
        var tolerance = golden.Json("golden.json").GetProperty("tolerance").GetProperty("activations").GetDouble();
        var states = new List<Tensor>();
        var last = network.LastHiddenState(tape, network.HiddenState(tape, pixels, hiddenStates: states));
        Assert.Equal(golden.Names("hidden_states.").Count(), states.Count);
        for (var index = 0; index < states.Count; index++)
        {
            golden.Check($"hidden_states.{index}", states[index], tolerance);
        }

        golden.Check("last_hidden_state", last, tolerance);
        golden.Check("pooler_output", network.Pool(tape, last), tolerance);
        golden.Check("hidden_states.1", network.HiddenState(tape, pixels, layer: -3), tolerance);
        golden.Check("last_hidden_state", network.Forward(tape, pixels), tolerance);
    }

    [Theory]
    [InlineData("siglip_vision", false)]
    [InlineData("clip_vision", false)]
    [InlineData("dinov2", false)]
    [InlineData("dinov2", true)]
    public void All_gradients_agree(string name, bool recomputesLayers)
    {
        var (golden, network, pixels) = Open(name);
        network.RecomputesLayers = recomputesLayers;
        var tolerance = golden.Json("golden.json").GetProperty("tolerance").GetProperty("gradients").GetDouble();
        foreach (var parameter in _parameters.Parameters)
        {
            parameter.IsTrainable = true;
        }

        pixels.RequireGradient();
        using var tape = Tape.ForTraining();
        using var cotangent = golden.Read("cotangent");
        tape.Backward(tape.Sum(tape.Multiply(network.Forward(tape, pixels), cotangent)));
        var names = golden.Names("grad.").ToArray();
        Assert.True(names.Length > 50, $"the golden has {names.Length} gradients");
        foreach (var gradient in names)
        {
            if (gradient == "grad.pixel_values")
            {
                using var inverse = Tape.ForInference();
                golden.Check(gradient, inverse.Permute(pixels.Gradient, 0, 3, 1, 2), tolerance);
            }
            else if (IsKeyBias(gradient))
            {
                // A key's bias adds the same to all scores of a query, so that its true gradient is zero: both are rounding.
                var query = Name(gradient).Replace("k_proj.bias", "q_proj.bias").Replace("key.bias", "query.bias");
                Assert.True(Largest(_parameters[Name(gradient)]) <= tolerance * Largest(_parameters[query]), gradient);
            }
            else
            {
                golden.Check(gradient, _parameters[Name(gradient)].Value.Gradient, tolerance);
            }
        }

        static string Name(string gradient) => gradient["grad.".Length..];
        static bool IsKeyBias(string name) =>
            name.EndsWith(".k_proj.bias", StringComparison.Ordinal) || name.EndsWith(".key.bias", StringComparison.Ordinal);
        static float Largest(Parameter parameter) => parameter.Value.Gradient.Span.ToArray().Max(MathF.Abs);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Every_tensor_of_the_checkpoint_is_taken(string name)
    {
        using var golden = new Golden(name);
        using var checkpoint = golden.Checkpoint();
        var source = new CheckpointParameters(checkpoint);
        _ = new VisionTransformer(
            new(source, _parameters), VisionTransformerConfig.Read(Path.Combine(golden.Folder, "config.json")));
        // The mask token stands for patches hidden in DINOv2's own training, which nothing here does.
        Assert.Equal(name == "dinov2" ? ["embeddings.mask_token"] : [], source.Left);
    }

    [Fact]
    public void Another_image_size_is_interpolated_by_DINOv2_and_refused_by_the_others()
    {
        var (_, dino, _) = Open("dinov2");
        using var tape = Tape.ForInference();
        Assert.Equal([1, 1 + (5 * 6), 32], dino.Forward(tape, tape.Zeros([1, 35, 42, 3])).Shape);
        var (_, clip, _) = Open("clip_vision");
        var error = Assert.Throws<ArgumentException>(() => clip.Forward(tape, tape.Zeros([1, 35, 42, 3])));
        Assert.Contains("28×28", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => clip.HiddenState(tape, tape.Zeros([1, 28, 28, 3]), layer: 4));
    }

    [Fact]
    public void Interpolated_positions_of_a_constant_are_that_constant()
    {
        var (_, dino, _) = Open("dinov2");
        var hidden = dino.Config.HiddenSize;
        _parameters["embeddings.position_embeddings"].Value.Span.Fill(3);
        using var tape = Tape.ForInference();
        using var black = Tensor.Zeros([1, 35, 42, 3]);
        var first = dino.HiddenState(tape, black, layer: 0).Span;
        var bias = _parameters["embeddings.patch_embeddings.projection.bias"].Value.Span;
        for (var index = hidden; index < first.Length; index++)
        {
            Assert.Equal(bias[index % hidden] + 3, first[index], 1e-5f);
        }
    }

    [Fact]
    public void Inference_holds_one_layer_and_not_all()
    {
        var (_, network, pixels) = Open("siglip_vision");
        using var tape = Tape.ForInference();
        _ = network.HiddenState(tape, pixels);
        Assert.Equal(2L * 16 * 48 * sizeof(float), tape.BytesOwned);
    }

    private (Golden Golden, VisionTransformer Network, Tensor Pixels) Open(string name)
    {
        var golden = new Golden(name);
        using var checkpoint = golden.Checkpoint();
        var network = new VisionTransformer(
            new(new CheckpointParameters(checkpoint), _parameters),
            VisionTransformerConfig.Read(Path.Combine(golden.Folder, "config.json")));
        using var tape = Tape.ForInference();
        using var pixels = golden.Read("pixel_values");
        var channelsLast = tape.Permute(pixels, 0, 2, 3, 1).Clone();
        _owned.AddRange([golden, channelsLast]);
        return (golden, network, channelsLast);
    }
}
