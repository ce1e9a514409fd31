using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Tensors.Tests.Operations;

public class ArithmeticTests
{
    public static TheoryData<int[], int[]> Pairs => new()
    {
        { [], [] },
        { [0], [0] },
        { [0, 3], [3] },
        { [7], [7] },
        { [2, 3], [3] },
        { [3], [2, 3] },
        { [2, 3], [2, 1] },
        { [2, 1], [1, 3] },
        { [5], [] },
        { [1, 1], [1] },
        { [2, 1, 3, 1, 2], [3, 2, 1] },
        { [1, 2, 1, 2, 1, 2], [2, 1, 2, 1, 2, 1] },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Values_and_gradients_follow_the_definition(int[] left, int[] right)
    {
        var (first, second) = (Shape.Create(left), Shape.Create(right));
        using var a = Samples.Random(first, seed: 1);
        using var b = Tensor.From([.. Samples.Values((int)second.Count, seed: 2).Select(value => value + 2)], second);
        CheckOperation((tape, x, y) => tape.Add(x, y), (x, y) => x + y, a, b);
        CheckOperation((tape, x, y) => tape.Subtract(x, y), (x, y) => x - y, a, b);
        CheckOperation((tape, x, y) => tape.Multiply(x, y), (x, y) => x * y, a, b);
        CheckOperation((tape, x, y) => tape.Divide(x, y), (x, y) => x / y, a, b);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void The_larger_and_the_smaller_operand_get_the_gradient(int[] left, int[] right)
    {
        var (first, second) = (Shape.Create(left), Shape.Create(right));
        var values = Samples.Distinct((int)(first.Count + second.Count));
        using var a = Tensor.From(values.AsSpan(0, (int)first.Count), first);
        using var b = Tensor.From(values.AsSpan((int)first.Count), second);
        CheckOperation((tape, x, y) => tape.Maximum(x, y), MathF.Max, a, b);
        CheckOperation((tape, x, y) => tape.Minimum(x, y), MathF.Min, a, b);
    }

    [Fact]
    public void Equal_operands_give_the_gradient_to_the_first()
    {
        using var a = Tensor.From([1, 2, 3], [3]).RequireGradient();
        using var b = Tensor.From([1, 1, 4], [3]).RequireGradient();
        using var tape = Tape.ForTraining();
        tape.Backward(tape.Maximum(a, b), [5, 6, 7]);
        Assert.Equal([5, 6, 0], a.Gradient.Span);
        Assert.Equal([0, 0, 7], b.Gradient.Span);
    }

    [Fact]
    public void A_tensor_used_as_both_operands_gets_both_gradients()
    {
        using var x = Samples.Random([2, 3]);
        Check.Gradients((tape, inputs) => tape.Add(inputs[0], inputs[0]), [x]);
        Check.Gradients((tape, inputs) => tape.Subtract(inputs[0], inputs[0]), [x]);
        Check.Gradients((tape, inputs) => tape.Multiply(inputs[0], inputs[0]), [x]);
        using var y = Tensor.From([1.5f, 2, -3], [3]);
        Check.Gradients((tape, inputs) => tape.Divide(inputs[0], inputs[0]), [y]);
    }

    [Fact]
    public void Only_the_operand_that_needs_a_gradient_gets_one()
    {
        using var a = Samples.Random([2, 3]).RequireGradient();
        using var b = Samples.Random([3], seed: 2);
        using var tape = Tape.ForTraining();
        tape.Backward(tape.Sum(tape.Divide(tape.Multiply(tape.Subtract(tape.Add(a, b), b), b), b)));
        Check.Close([1, 1, 1, 1, 1, 1], a.Gradient.Span);
        Assert.False(b.HasGradient);
    }

    [Fact]
    public void Numbers_add_and_multiply()
    {
        using var x = Samples.Random([3, 7]);
        using var tape = Tape.ForInference();
        Check.Close([.. x.Span.ToArray().Select(value => value + 0.25f)], tape.Add(x, 0.25f).Span, 0);
        Check.Close([.. x.Span.ToArray().Select(value => value * -3)], tape.Multiply(x, -3).Span, 0);
        Check.Gradients((t, inputs) => t.Add(inputs[0], 0.25f), [x]);
        Check.Gradients((t, inputs) => t.Multiply(inputs[0], -3), [x]);
    }

    [Theory]
    [InlineData(new[] { 1, 3 }, new[] { 4, 3 })]
    [InlineData(new[] { 3 }, new[] { 2, 2, 3 })]
    [InlineData(new int[0], new[] { 5 })]
    [InlineData(new[] { 2, 1, 3, 1 }, new[] { 2, 4, 3, 2 })]
    [InlineData(new[] { 1, 3 }, new[] { 0, 3 })]
    public void BroadcastTo_repeats_and_sums_the_gradient(int[] from, int[] to)
    {
        using var x = Samples.Random(Shape.Create(from));
        using var tape = Tape.ForInference();
        var y = tape.BroadcastTo(x, to);
        Assert.Equal(Shape.Create(to), y.Shape);
        Assert.Equal(Indices.Of(y.Shape).Select(index => x.Span[Indices.ElementAt(x.Shape, index)]), y.Span.ToArray());
        Check.Gradients((t, inputs) => t.BroadcastTo(inputs[0], to), [x]);
    }

    [Fact]
    public void Infinities_and_NaN_are_those_of_a_scalar_loop()
    {
        float[] special =
            [0, -0f, 1, -2, float.PositiveInfinity, float.NegativeInfinity, float.NaN, float.MaxValue, float.Epsilon];
        using var a = Tensor.From(special, [9, 1]);
        using var b = Tensor.From(special, [9]);
        using var tape = Tape.ForInference();
        CheckAll(tape.Add(a, b), (x, y) => x + y);
        CheckAll(tape.Subtract(a, b), (x, y) => x - y);
        CheckAll(tape.Multiply(a, b), (x, y) => x * y);
        CheckAll(tape.Divide(a, b), (x, y) => x / y);
        CheckAll(tape.Maximum(a, b), MathF.Max);
        CheckAll(tape.Minimum(a, b), MathF.Min);

        void CheckAll(Tensor found, Func<float, float, float> function) =>
            Check.Close([.. special.SelectMany(x => special.Select(y => function(x, y)))], found.Span, 0);
    }

    [Fact]
    public void Shapes_that_do_not_go_together_are_named()
    {
        using var a = Samples.Random([2, 3]);
        using var b = Samples.Random([2]);
        using var tape = Tape.ForInference();
        Check.Refused<ArgumentException>(() => tape.Add(a, b), "Add", "[2, 3]", "[2]");
        Assert.Throws<ArgumentException>(() => tape.BroadcastTo(a, 3, 3));
        Assert.Throws<ArgumentException>(() => tape.BroadcastTo(a, 3));
    }

    [Fact]
    public void Other_storage_types_are_refused()
    {
        using var half = Tensor.Uninitialized([2, 3], DType.Float16);
        using var x = Samples.Random([2, 3]);
        using var tape = Tape.ForInference();
        Check.Refused<ArgumentException>(() => tape.Add(x, half), "Float16");
        Assert.Throws<ArgumentException>(() => tape.Multiply(half, x));
        Assert.Throws<ArgumentException>(() => tape.Multiply(half, 2));
        Assert.Throws<ArgumentException>(() => tape.Add(half, 2));
        Assert.Throws<ArgumentException>(() => tape.BroadcastTo(half, 2, 3));
    }

    private static void CheckOperation(
        Func<Tape, Tensor, Tensor, Tensor> operation, Func<float, float, float> function, Tensor a, Tensor b)
    {
        using (var tape = Tape.ForInference())
        {
            var y = operation(tape, a, b);
            var expected = Indices.Of(y.Shape).Select(
                index => function(a.Span[Indices.ElementAt(a.Shape, index)], b.Span[Indices.ElementAt(b.Shape, index)]));
            Check.Close([.. expected], y.Span, 0);
        }

        Check.Gradients((tape, inputs) => operation(tape, inputs[0], inputs[1]), [a, b]);
    }
}
