using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Tensors.Tests.Operations;

public class RearrangingTests
{
    [Theory]
    [InlineData(new[] { 3, 5 }, new[] { 1, 0 })]
    [InlineData(new[] { 2, 3, 4, 5 }, new[] { 0, 2, 1, 3 })]
    [InlineData(new[] { 2, 3, 4, 5 }, new[] { 0, -2, -1, 1 })]
    [InlineData(new[] { 2, 1, 2, 3, 1, 2 }, new[] { 5, 0, 4, 1, 3, 2 })]
    [InlineData(new[] { 2, 0, 3 }, new[] { 2, 1, 0 })]
    [InlineData(new int[0], new int[0])]
    public void Permute_reorders_axes_and_its_gradient_puts_them_back(int[] shape, int[] axes)
    {
        using var x = Samples.Random(Shape.Create(shape));
        using var tape = Tape.ForInference();
        var y = tape.Permute(x, axes);
        Assert.Equal(axes.Select(axis => x.Shape[axis]), y.Shape);
        Assert.Equal(
            Indices.Of(y.Shape).Select(index =>
            {
                var from = new int[index.Length];
                for (var axis = 0; axis < index.Length; axis++)
                {
                    from[axes[axis] < 0 ? axes[axis] + index.Length : axes[axis]] = index[axis];
                }

                return x.Span[Indices.ElementAt(x.Shape, from)];
            }),
            y.Span.ToArray());
        Check.Gradients((t, inputs) => t.Permute(inputs[0], axes), [x]);
        Check.Gradients((t, inputs) => t.Add(t.Permute(inputs[0], axes), t.Permute(t.Square(inputs[0]), axes)), [x]);
    }

    [Fact]
    public void Permute_of_other_axes_is_refused()
    {
        using var x = Samples.Random([2, 3]);
        using var tape = Tape.ForInference();
        Assert.Throws<ArgumentException>(() => tape.Permute(x, 0));
        Assert.Throws<ArgumentException>(() => tape.Permute(x, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.Permute(x, 0, 2));
    }

    [Theory]
    [InlineData(new[] { 5 }, 0, 1, 3)]
    [InlineData(new[] { 5, 3 }, 0, 2, 2)]
    [InlineData(new[] { 5, 3 }, 1, 1, 2)]
    [InlineData(new[] { 5, 3 }, -1, 2, 1)]
    [InlineData(new[] { 5, 3 }, 1, 0, 3)]
    [InlineData(new[] { 5, 3 }, 1, 3, 0)]
    [InlineData(new[] { 2, 3, 4, 5 }, 2, 1, 2)]
    [InlineData(new[] { 1, 1, 4, 5 }, 2, 1, 2)]
    [InlineData(new[] { 0, 4 }, 1, 1, 2)]
    public void Slice_takes_a_part_of_an_axis(int[] lengths, int axis, int start, int length)
    {
        using var x = Samples.Random(Shape.Create(lengths));
        using var tape = Tape.ForInference();
        var y = tape.Slice(x, axis, start, length);
        var place = axis < 0 ? axis + lengths.Length : axis;
        Assert.Equal(Shape.Create(lengths).With(axis, length), y.Shape);
        Assert.Equal(
            Indices.Of(y.Shape).Select(index =>
            {
                index[place] += start;
                return x.Span[Indices.ElementAt(x.Shape, index)];
            }),
            y.Span.ToArray());
        Check.Gradients((t, inputs) => t.Slice(inputs[0], axis, start, length), [x]);
    }

    [Fact]
    public void Slices_of_one_tensor_add_their_gradients()
    {
        using var x = Samples.Random([3, 6]);
        Check.Gradients(
            (tape, inputs) => tape.Multiply(tape.Slice(inputs[0], 1, 0, 4), tape.Slice(inputs[0], 1, 2, 4)), [x]);
        Check.Gradients(
            (tape, inputs) => tape.Multiply(tape.Slice(inputs[0], 0, 0, 2), tape.Slice(inputs[0], 0, 1, 2)), [x]);
    }

    [Fact]
    public void A_contiguous_slice_is_a_view()
    {
        using var x = Samples.Random([4, 3]);
        using var tape = Tape.ForInference();
        var y = tape.Slice(x, 0, 1, 2);
        x.Span[3] = 42;
        Assert.Equal(42, y.Span[0]);
    }

    [Fact]
    public void A_slice_beyond_the_axis_is_refused()
    {
        using var x = Samples.Random([4, 3]);
        using var tape = Tape.ForInference();
        Check.Refused<ArgumentException>(() => tape.Slice(x, 1, 2, 2), "[4, 3]");
        Assert.Throws<ArgumentException>(() => tape.Slice(x, 1, -1, 2));
        Assert.Throws<ArgumentException>(() => tape.Slice(x, 1, 1, -1));
        Assert.Throws<ArgumentException>(() => tape.Slice(x, 1, 1, int.MaxValue));
        Assert.Throws<ArgumentException>(() => tape.Slice(x, 2, 0, 1));
    }

    [Theory]
    [InlineData(0, new[] { 2, 3 }, new[] { 1, 3 }, new[] { 3, 3 })]
    [InlineData(1, new[] { 2, 3 }, new[] { 2, 1 }, new[] { 2, 5 })]
    [InlineData(-1, new[] { 2, 1, 1 }, new[] { 2, 1, 1 }, new[] { 2, 1, 1 })]
    [InlineData(1, new[] { 2, 3, 2, 2 }, new[] { 2, 0, 2, 2 }, new[] { 2, 1, 2, 2 })]
    [InlineData(2, new[] { 2, 0, 2 }, new[] { 2, 0, 1 }, new[] { 2, 0, 3 })]
    public void Concatenate_puts_tensors_one_after_another(int axis, int[] first, int[] second, int[] third)
    {
        using var a = Samples.Random(Shape.Create(first), seed: 1);
        using var b = Samples.Random(Shape.Create(second), seed: 2);
        using var c = Samples.Random(Shape.Create(third), seed: 3);
        using var tape = Tape.ForInference();
        var y = tape.Concatenate(axis, a, b, c);
        Assert.Equal(a.Shape.With(axis, a.Shape[axis] + b.Shape[axis] + c.Shape[axis]), y.Shape);
        var start = 0;
        foreach (var input in new[] { a, b, c })
        {
            Check.Close(input.Span, tape.Slice(y, axis, start, input.Shape[axis]).Span, 0);
            start += input.Shape[axis];
        }

        Check.Gradients((t, inputs) => t.Concatenate(axis, inputs), [a, b, c]);
    }

    [Fact]
    public void Concatenate_of_one_tensor_with_itself_adds_both_gradients()
    {
        using var x = Samples.Random([2, 3]);
        Check.Gradients((tape, inputs) => tape.Concatenate(1, inputs[0], inputs[0], inputs[0]), [x]);
    }

    [Fact]
    public void Concatenate_gives_a_gradient_only_where_one_is_needed()
    {
        using var a = Samples.Random([2]);
        using var b = Samples.Random([3]).RequireGradient();
        using var tape = Tape.ForTraining();
        tape.Backward(tape.Concatenate(0, a, b), [1, 2, 3, 4, 5]);
        Assert.False(a.HasGradient);
        Assert.Equal([3, 4, 5], b.Gradient.Span);
    }

    [Fact]
    public void Concatenate_of_tensors_that_do_not_fit_is_refused()
    {
        using var a = Samples.Random([2, 3]);
        using var b = Samples.Random([2, 4]);
        using var c = Samples.Random([6]);
        using var tape = Tape.ForInference();
        Check.Refused<ArgumentException>(() => tape.Concatenate(0, a, b), "[2, 3]", "[2, 4]");
        Assert.Throws<ArgumentException>(() => tape.Concatenate(0, a, c));
        Assert.Throws<ArgumentException>(() => tape.Concatenate(2, a, a));
        Assert.Throws<ArgumentException>(() => tape.Concatenate(0));
    }
}
