using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Tensors.Tests.Operations;

public class ReducingTests
{
    public static TheoryData<int[], int[]> Cases => new()
    {
        { [5], [0] },
        { [3, 4], [1] },
        { [3, 4], [-2] },
        { [3, 4], [0, 1] },
        { [2, 3, 4], [0, 2] },
        { [2, 3, 1, 2], [1, -2] },
        { [2, 1, 2, 2, 1, 2], [0, 3, 5] },
        { [3, 0], [0] },
        { [], [] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_of_sums_means_and_extrema(int[] lengths, int[] axes)
    {
        using var x = Tensor.From(Samples.Distinct((int)Shape.Create(lengths).Count), Shape.Create(lengths));
        foreach (var keep in new[] { false, true })
        {
            Check.Gradients((tape, inputs) => tape.Sum(inputs[0], axes, keep), [x]);
            Check.Gradients((tape, inputs) => tape.Mean(inputs[0], axes, keep), [x]);
            Check.Gradients((tape, inputs) => tape.Max(inputs[0], axes, keep), [x]);
            Check.Gradients((tape, inputs) => tape.Min(inputs[0], axes, keep), [x]);
        }

        Check.Gradients(
            (tape, inputs) =>
                tape.Add(tape.Multiply(inputs[0], tape.Sum(inputs[0], axes, true)), tape.Max(inputs[0], axes, true)),
            [x]);
    }

    [Fact]
    public void Values_and_shapes()
    {
        using var x = Tensor.From([1, 2, 3, 4, 5, 9], [2, 3]);
        using var tape = Tape.ForInference();
        CheckTensor(tape.Sum(x), [], 24);
        CheckTensor(tape.Mean(x), [], 4);
        CheckTensor(tape.Sum(x, [0]), [3], 5, 7, 12);
        CheckTensor(tape.Sum(x, [-1], keepDimensions: true), [2, 1], 6, 18);
        CheckTensor(tape.Mean(x, [1]), [2], 2, 6);
        CheckTensor(tape.Mean(x, [0, 1], keepDimensions: true), [1, 1], 4);
        CheckTensor(tape.Max(x, [1]), [2], 3, 9);
        CheckTensor(tape.Min(x, [0], keepDimensions: true), [1, 3], 1, 2, 3);
        CheckTensor(tape.Sum(x, []), [2, 3], 1, 2, 3, 4, 5, 9);

        static void CheckTensor(Tensor found, int[] shape, params float[] values)
        {
            Assert.Equal(Shape.Create(shape), found.Shape);
            Assert.Equal(values, found.Span.ToArray());
        }
    }

    [Fact]
    public void Nothing_sums_to_zero_and_has_no_mean()
    {
        using var x = Tensor.Zeros([2, 0]);
        using var tape = Tape.ForInference();
        Assert.Equal(0, tape.Sum(x).Span[0]);
        Assert.Equal(float.NaN, tape.Mean(x).Span[0]);
        Assert.Equal([0, 0], tape.Sum(x, [1]).Span);
        Assert.Equal(0, tape.Sum(x, [0]).Count);
    }

    [Fact]
    public void Nothing_has_no_largest_element()
    {
        using var x = Tensor.Zeros([2, 0]);
        using var tape = Tape.ForInference();
        Check.Refused<ArgumentException>(() => tape.Max(x, [1]), "[2, 0]");
        Assert.Throws<ArgumentException>(() => tape.Min(x, [0, 1]));
        Assert.Equal(0, tape.Max(x, [0]).Count);
    }

    [Fact]
    public void ArgMax_gives_one_index_a_row()
    {
        using var x = Tensor.From([1, 7, 3, 8, 5, 8, 0, 0, 0, 2, 2, 2], [2, 2, 3]);
        var indices = new int[4];
        x.ArgMax(indices);
        Assert.Equal([1, 0, 0, 0], indices);
        Assert.Throws<ArgumentException>(() => x.ArgMax(new int[3]));
        using var empty = Tensor.Zeros([2, 0]);
        Assert.Throws<ArgumentException>(() => empty.ArgMax(new int[2]));
        using var scalar = Tensor.Zeros([]);
        Assert.Throws<ArgumentException>(() => scalar.ArgMax(new int[1]));
    }

    [Fact]
    public void Axes_that_the_tensor_has_not_are_refused()
    {
        using var x = Samples.Random([2, 3]);
        using var tape = Tape.ForInference();
        Check.Refused<ArgumentException>(() => tape.Sum(x, [2]), "[2, 3]");
        Assert.Throws<ArgumentException>(() => tape.Mean(x, [0, -2]));
        Assert.Throws<ArgumentException>(() => tape.Max(x, [-3]));
        using var half = Tensor.Uninitialized([3], DType.Float16);
        Assert.Throws<ArgumentException>(() => tape.Sum(half));
        Assert.Throws<ArgumentException>(() => tape.Max(half, [0]));
    }
}
