using RadSharp.Models.Checkpoints;
using RadSharp.Models.Connectors;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Tests.Connectors;

public class ProjectorTests
{
    [Theory]
    [InlineData("multi_modal_projector", "linear_1", "linear_2")]
    [InlineData("mm_projector", "0", "2")]
    public void An_MLP_is_found_under_its_new_and_its_old_names(string place, string first, string second)
    {
        using var set = new ParameterSet();
        var source = new Named(new()
        {
            [$"{place}.{first}.weight"] = [1, 0, 0, 1, 1, 1],
            [$"{place}.{first}.bias"] = [0, 0, -1],
            [$"{place}.{second}.weight"] = [1, 2, 0, 0, 0, 1, 0, 0, 0],
            [$"{place}.{second}.bias"] = [0, 0, 5],
        });
        var projector = new MlpProjector(new ParameterScope(source, set)[place], width: 2, hiddenSize: 3);
        using var tape = Tape.ForInference();
        using var patches = Tensor.From([1, -2], [1, 1, 2]);
        var tokens = projector.Forward(tape, patches);

        // GELU by the error function: 1 · Φ(1), −2 · Φ(−2), −2 · Φ(−2).
        const float one = 0.8413447f, minusTwo = -0.0455003f;
        Assert.Equal([1, 1, 3], tokens.Shape);
        Assert.Equal(one + (2 * minusTwo), tokens.Span[0], 1e-6f);
        Assert.Equal(minusTwo, tokens.Span[1], 1e-6f);
        Assert.Equal(5, tokens.Span[2]);
    }

    [Fact]
    public void The_MLP_of_a_LLaVA_OneVision_checkpoint_is_found()
    {
        using var checkpoint = SafetensorsCheckpoint.Open(Golden.PathOf("llava_onevision"));
        using var set = new ParameterSet();
        var scope = new ParameterScope(new CheckpointParameters(checkpoint), set)["multi_modal_projector"];
        _ = new MlpProjector(scope, width: 32, hiddenSize: 48);
        Assert.Equal(
            checkpoint.Names.Where(name => name.Contains("projector", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            set.Parameters.Select(parameter => parameter.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_MLP_that_is_not_there_is_asked_for_by_its_new_name()
    {
        using var set = new ParameterSet();
        var scope = new ParameterScope(new Named([]), set)["multi_modal_projector"];
        Assert.Equal(
            "multi_modal_projector.linear_1.weight",
            Assert.Throws<KeyNotFoundException>(() => new MlpProjector(scope, 2, 3)).Message);
    }

    [Fact]
    public void A_linear_projector_maps_queries_one_by_one()
    {
        using var set = new ParameterSet();
        var source = new Named(new() { ["img_proj_layer.weight"] = [1, 2, 3, 4, 5, 6], ["img_proj_layer.bias"] = [0, 0, 1] });
        var projector = new LinearProjector(new ParameterScope(source, set)["img_proj_layer"], width: 2, hiddenSize: 3);
        using var tape = Tape.ForInference();
        using var queries = Tensor.From([1, 0, 0, 1], [1, 2, 2]);
        Assert.Equal([1, 3, 6, 2, 4, 7], projector.Forward(tape, queries).Span.ToArray());
    }

    private sealed class Named(Dictionary<string, float[]> values) : IParameterSource
    {
        public bool Contains(string name) => values.ContainsKey(name);

        public Tensor Take(string name, Shape shape, ParameterKind kind) =>
            values.TryGetValue(name, out var found) ? Tensor.From(found, shape) : throw new KeyNotFoundException(name);
    }
}
