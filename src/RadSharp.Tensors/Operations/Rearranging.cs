using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Kernels;
using RadSharp.Tensors.Kernels.Loops;

namespace RadSharp.Tensors.Operations;

/// <summary>The same elements in another order or other company: permuted, sliced, concatenated.</summary>
public static class Rearranging
{
    /// <summary>Reorders the axes: axis i of the result is axis <c>axes[i]</c> of <paramref name="x"/>.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">Each axis once; negative ones count from the last (−1).</param>
    /// <returns>A copy.</returns>
    /// <exception cref="ArgumentException">The axes are not a permutation, or the tensor is not Float32.</exception>
    public static Tensor Permute(this Tape tape, Tensor x, params ReadOnlySpan<int> axes)
    {
        Expect.Float32("Permute", x);
        var shape = x.Shape;
        Expect.That(axes.Length == shape.Rank, "Permute", $"expected each axis of {shape} once, but found {axes.Length} axes");
        Span<int> order = stackalloc int[shape.Rank];
        Span<int> lengths = stackalloc int[shape.Rank];
        for (var axis = 0; axis < order.Length; axis++)
        {
            order[axis] = axes[axis] < 0 ? axes[axis] + shape.Rank : axes[axis];
            lengths[axis] = shape[axes[axis]];
        }

        var y = tape.New(Shape.Create(lengths));
        Permutation.Permute(x.Span, shape, order, y.Span);
        if (tape.Records(x))
        {
            tape.Record(y, new PermuteBackward(x, order.ToArray()));
        }

        return y;
    }

    /// <summary>The indices from <paramref name="start"/> on along one axis.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axis; negative ones count from the last (−1).</param>
    /// <param name="start">The first index, 0 ≤ start.</param>
    /// <param name="length">Number of indices, start + length at most the axis's length.</param>
    /// <returns>The shape of <paramref name="x"/> with that length. A view where the part is contiguous, else a copy.</returns>
    /// <exception cref="ArgumentException">Out of range, or the tensor is not Float32.</exception>
    public static Tensor Slice(this Tape tape, Tensor x, int axis, int start, int length)
    {
        Expect.Float32("Slice", x);
        var shape = x.Shape;
        axis = AxisOf("Slice", axis, shape);
        Slicing.ExpectPart(shape, axis, start, length);
        Tensor y;
        if (shape.CountOf(0, axis) == 1)
        {
            y = tape.ViewOf(x, shape.With(axis, length), sizeof(float) * start * shape.CountOf(axis + 1, shape.Rank));
        }
        else
        {
            y = tape.New(shape.With(axis, length));
            Slicing.Take(x.Span, shape, axis, start, length, y.Span);
        }

        if (tape.Records(x))
        {
            tape.Record(y, new SliceBackward(x, axis, start));
        }

        return y;
    }

    /// <summary>Puts tensors one after another along an axis.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="axis">The axis; negative ones count from the last (−1).</param>
    /// <param name="inputs">At least one; equal lengths along all other axes.</param>
    /// <returns>The inputs' shape with the sum of their lengths along the axis.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or a tensor is not Float32.</exception>
    public static Tensor Concatenate(this Tape tape, int axis, params ReadOnlySpan<Tensor> inputs)
    {
        Expect.That(inputs.Length > 0, "Concatenate", $"expected at least one tensor, but found {inputs.Length}");
        var shape = inputs[0].Shape;
        axis = AxisOf("Concatenate", axis, shape);
        var length = 0L;
        var isRecorded = false;
        foreach (var input in inputs)
        {
            Expect.Float32("Concatenate", input);
            Expect.That(
                input.Shape.Rank == shape.Rank && input.Shape.With(axis, 0) == shape.With(axis, 0),
                "Concatenate",
                $"expected {shape} but for axis {axis}, but found {input}");
            length += input.Shape[axis];
            isRecorded |= tape.Records(input);
        }

        var y = tape.New(shape.With(axis, checked((int)length)));
        var start = 0;
        foreach (var input in inputs)
        {
            Slicing.Put(input.Span, input.Shape[axis], y.Span, y.Shape, axis, start);
            start += input.Shape[axis];
        }

        if (isRecorded)
        {
            tape.Record(y, new ConcatenateBackward(axis, inputs.ToArray()));
        }

        return y;
    }

    private static int AxisOf(string operation, int axis, Shape shape)
    {
        var index = axis < 0 ? axis + shape.Rank : axis;
        Expect.That((uint)index < (uint)shape.Rank, operation, $"expected an axis of {shape}, but found {axis}");
        return index;
    }

    private sealed class PermuteBackward(Tensor x, int[] axes) : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            var inverse = new int[axes.Length];
            for (var axis = 0; axis < axes.Length; axis++)
            {
                inverse[axes[axis]] = axis;
            }

            var gradient = tape.GradientOf(x, out var accumulate);
            if (!accumulate)
            {
                Permutation.Permute(output.Gradient.Span, output.Shape, inverse, gradient.Span);
                return;
            }

            using var permuted = Tensor.Uninitialized(x.Shape);
            Permutation.Permute(output.Gradient.Span, output.Shape, inverse, permuted.Span);
            Elementwise.AddTo(permuted.Span, gradient.Span, accumulate);
        }
    }

    private sealed class SliceBackward(Tensor x, int axis, int start) : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            var gradient = tape.GradientOf(x, out var accumulate);
            if (!accumulate)
            {
                gradient.Span.Clear();
            }

            Slicing.Put(output.Gradient.Span, output.Shape[axis], gradient.Span, x.Shape, axis, start, accumulate);
        }
    }

    private sealed class ConcatenateBackward(int axis, Tensor[] inputs) : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            var start = 0;
            foreach (var input in inputs)
            {
                var length = input.Shape[axis];
                if (input.NeedsGradient)
                {
                    var gradient = tape.GradientOf(input, out var accumulate);
                    Slicing.Take(output.Gradient.Span, output.Shape, axis, start, length, gradient.Span, accumulate);
                }

                start += length;
            }
        }
    }
}
