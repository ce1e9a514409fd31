using RadSharp.Models.Checkpoints;
using RadSharp.Models.Layers;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Tests.Parameters;

public class ParameterScopeTests
{
    [Fact]
    public void Names_are_those_of_the_checkpoint()
    {
        using var set = new ParameterSet();
        var scope = new ParameterScope(new FreshParameters(1), set)["encoder"]["layers"][3];
        _ = new Linear(scope["fc1"], 4, 8);
        _ = new LayerNorm(scope["norm"], 8, 1e-5f);
        Assert.Equal(
            ["encoder.layers.3.fc1.weight", "encoder.layers.3.fc1.bias", "encoder.layers.3.norm.weight", "encoder.layers.3.norm.bias"],
            set.Parameters.Select(parameter => parameter.Name));
        Assert.Equal("encoder.layers.3.fc1", Assert.Single(set.Linears).Key);
        Assert.Equal(4L * ((4 * 8) + (3 * 8)), set.ByteCount);
    }

    [Fact]
    public void A_missing_tensor_and_one_of_another_shape_are_named()
    {
        using var golden = new Golden("bert");
        using var checkpoint = golden.Checkpoint();
        using var set = new ParameterSet();
        var scope = new ParameterScope(new CheckpointParameters(checkpoint), set);
        var missing = Assert.Throws<InvalidDataException>(() => new Linear(scope["nowhere"], 4, 8));
        Assert.Contains("'nowhere.weight'", missing.Message, StringComparison.Ordinal);
        var name = checkpoint.Names.First(name => name.EndsWith("attention.self.query.weight", StringComparison.Ordinal));
        var wrong = Assert.Throws<InvalidDataException>(
            () => scope.Take(name, [3, 5], ParameterKind.Matrix));
        Assert.Contains("[3, 5]", wrong.Message, StringComparison.Ordinal);
        Assert.Contains(checkpoint.Location, wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DType.Q8)]
    [InlineData(DType.BFloat16)]
    public void Matrices_are_kept_in_the_type_that_is_asked_for_and_nothing_else_is(DType dtype)
    {
        using var set = new ParameterSet();
        var source = new FilledParameters((_, _) => (0.1, 0), dtype);
        var linear = new Linear(new ParameterScope(source, set)["fc"], 64, 16);
        Assert.Equal((dtype, DType.Float32), (linear.Weight.Value.DType, linear.Bias!.Value.DType));
    }

    [Fact]
    public void An_adapter_adds_its_product_and_a_fresh_one_nothing()
    {
        using var set = new ParameterSet();
        var scope = new ParameterScope(new FreshParameters(2, 0.5f), set);
        var linear = new Linear(scope["fc"], 6, 5);
        using var tape = Tape.ForInference();
        using var x = Tensor.Full([2, 6], 1);
        var plain = linear.Forward(tape, x).Span.ToArray();
        linear.Adapter = new LoraAdapter(
            scope.Take("a", [2, 6], ParameterKind.Matrix), scope.Take("b", [5, 2], ParameterKind.Shift), 2);
        Assert.Equal(plain, linear.Forward(tape, x).Span.ToArray());
        linear.Adapter.B.Value.Span.Fill(1);
        var sum = linear.Adapter.A.Value.Span.ToArray().Sum();
        Assert.All(plain.Zip(linear.Forward(tape, x).Span.ToArray()), pair => Assert.Equal(pair.First + (2 * sum), pair.Second, 4));
    }
}
