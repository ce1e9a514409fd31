using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Tensors.Tests.Operations;

public class ActivatingTests
{
    public static TheoryData<Activation> All => [.. Enum.GetValues<Activation>().Where(activation => activation != Activation.None)];

    [Theory]
    [MemberData(nameof(All))]
    public void Activate_passes_gradients(Activation activation)
    {
        // No value near 0, where ReLU has a corner.
        using var x = Tensor.From([-3.1f, -1.4f, -0.3f, 0.2f, 0.9f, 2.7f], [2, 3]);
        Check.Gradients((tape, inputs) => tape.Activate(inputs[0], activation), [x]);
        Check.Gradients((tape, inputs) => tape.Activate(tape.Activate(inputs[0], activation), activation), [x]);
    }

    [Fact]
    public void Activate_adds_to_a_gradient_that_is_there()
    {
        using var x = Samples.Random([7], scale: 3);
        Check.Gradients(
            (tape, inputs) => tape.SwiGlu(tape.Activate(inputs[0], Activation.Gelu), tape.Activate(inputs[0], Activation.Tanh)), [x]);
    }

    [Fact]
    public void No_activation_is_the_tensor_itself()
    {
        using var x = Samples.Random([2, 3]);
        using var tape = Tape.ForInference();
        Assert.Equal(x, tape.Activate(x, Activation.None));
    }

    [Fact]
    public void SwiGlu_is_silu_of_the_gate_times_the_other()
    {
        using var gate = Samples.Random([3, 33], 1, 4);
        using var up = Samples.Random([3, 33], 2, 4);
        using var tape = Tape.ForInference();
        float[] expected = [.. gate.Span.ToArray().Zip(up.Span.ToArray(), (a, b) => (float)(a * ScalarMath.Sigmoid(a) * b))];
        Check.Close(expected, tape.SwiGlu(gate, up).Span, 1e-6f);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void SwiGlu_passes_gradients_to_whichever_input_wants_them(bool toGate, bool toUp)
    {
        using var gate = Samples.Random([3, 5], 1, 3);
        using var up = Samples.Random([3, 5], 2);
        Tensor[] wanted = [.. toGate ? [gate] : Array.Empty<Tensor>(), .. toUp ? [up] : Array.Empty<Tensor>()];
        Check.Gradients((tape, _) => tape.SwiGlu(gate, up), wanted);
    }

    [Fact]
    public void SwiGlu_of_one_tensor_adds_both_gradients()
    {
        using var x = Samples.Random([5], 1, 2);
        Check.Gradients((tape, inputs) => tape.SwiGlu(inputs[0], inputs[0]), [x]);
    }

    [Fact]
    public void SwiGlu_of_different_shapes_names_both()
    {
        using var gate = Samples.Random([3, 5]);
        using var up = Samples.Random([5, 3]);
        using var tape = Tape.ForInference();
        Check.Refused<ArgumentException>(() => tape.SwiGlu(gate, up), "SwiGlu", "[3, 5]", "[5, 3]");
    }
}
