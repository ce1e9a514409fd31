using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Tensors.Tests.Operations;

public class FunctionsTests
{
    private static readonly float[] Special =
        [0, -0f, 1, -2, float.PositiveInfinity, float.NegativeInfinity, float.NaN, float.MaxValue, float.Epsilon, 0.3f, -0.3f];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(37)]
    [InlineData(20_011)]
    public void Values_are_those_of_a_scalar_loop(int count)
    {
        float[] values = [.. Samples.Values(count, scale: 3), .. Special];
        using var x = Tensor.From(values, [values.Length]);
        using var tape = Tape.ForInference();
        CheckValues(tape.Negate(x), value => -value);
        CheckValues(tape.Square(x), value => value * value);
        CheckValues(tape.Sqrt(x), MathF.Sqrt);
        CheckValues(tape.Abs(x), MathF.Abs);
        CheckValues(tape.Clamp(x, -1.5f, 0.5f), value => Math.Clamp(value, -1.5f, 0.5f));
        CheckValues(tape.Exp(x), MathF.Exp, 2e-7f);
        CheckValues(tape.Log(x), MathF.Log, 2e-7f);

        void CheckValues(Tensor found, Func<float, float> function, float tolerance = 0) =>
            Check.Close([.. values.Select(function)], found.Span, tolerance);
    }

    [Fact]
    public void Gradients_follow_the_slopes()
    {
        using var x = Tensor.From([-1.7f, -0.8f, 0.4f, 0.9f, 2.3f, -2.1f], [2, 3]);
        Check.Gradients((tape, inputs) => tape.Negate(inputs[0]), [x]);
        Check.Gradients((tape, inputs) => tape.Square(inputs[0]), [x]);
        Check.Gradients((tape, inputs) => tape.Abs(inputs[0]), [x]);
        Check.Gradients((tape, inputs) => tape.Clamp(inputs[0], -1, 1), [x]);
        using var positive = Tensor.From([0.4f, 0.9f, 2.3f], [3]);
        Check.Gradients((tape, inputs) => tape.Sqrt(inputs[0]), [positive]);
        Check.Gradients((tape, inputs) => tape.Log(inputs[0]), [positive]);
        Check.Gradients((tape, inputs) => tape.Exp(inputs[0]), [x]);
    }

    [Fact]
    public void A_second_use_adds_to_the_gradient_of_the_first()
    {
        using var x = Tensor.From([0.4f, 0.9f, 2.3f], [3]);
        Check.Gradients(
            (tape, inputs) => tape.Add(
                tape.Add(tape.Sqrt(inputs[0]), tape.Log(inputs[0])), tape.Multiply(tape.Clamp(inputs[0], 0, 1), inputs[0])),
            [x]);
    }

    [Fact]
    public void The_gradient_passes_a_clamp_on_its_bounds_and_stops_beyond()
    {
        using var x = Tensor.From([-2, -1, 0, 1, 2], [5]).RequireGradient();
        using var tape = Tape.ForTraining();
        tape.Backward(tape.Clamp(x, -1, 1), [1, 2, 3, 4, 5]);
        Assert.Equal([0, 2, 3, 4, 0], x.Gradient.Span);
    }

    [Fact]
    public void The_gradient_of_an_absolute_value_at_zero_is_zero()
    {
        using var x = Tensor.From([-2, 0, 3], [3]).RequireGradient();
        using var tape = Tape.ForTraining();
        tape.Backward(tape.Abs(x), [5, 6, 7]);
        Assert.Equal([-5, 0, 7], x.Gradient.Span);
    }

    [Fact]
    public void Reversed_bounds_and_other_storage_types_are_refused()
    {
        using var x = Samples.Random([3]);
        using var half = Tensor.Uninitialized([3], DType.BFloat16);
        using var tape = Tape.ForInference();
        Assert.Throws<ArgumentException>(() => tape.Clamp(x, 1, -1));
        Assert.Throws<ArgumentException>(() => tape.Clamp(x, float.NaN, 1));
        Assert.Throws<ArgumentException>(() => tape.Clamp(half, 0, 1));
        Assert.Throws<ArgumentException>(() => tape.Sqrt(half));
        Assert.Throws<ArgumentException>(() => tape.Exp(half));
        Assert.Throws<ArgumentException>(() => tape.Log(half));
        Assert.Throws<ArgumentException>(() => tape.Abs(half));
    }
}
