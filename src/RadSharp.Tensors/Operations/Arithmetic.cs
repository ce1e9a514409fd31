using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Kernels;
using RadSharp.Tensors.Kernels.Loops;

namespace RadSharp.Tensors.Operations;

/// <summary>
/// Element-wise arithmetic. Two operands are repeated as in NumPy: along axes of length 1, and along leading axes that
/// one of them lacks.
/// </summary>
public static class Arithmetic
{
    /// <summary><c>a + b</c></summary>
    /// <param name="tape">The tape.</param>
    /// <param name="a">Any shape.</param>
    /// <param name="b">A shape that goes together with <paramref name="a"/>'s.</param>
    /// <returns>The shape that both have together.</returns>
    /// <exception cref="ArgumentException">The shapes do not go together, or a tensor is not Float32.</exception>
    public static Tensor Add(this Tape tape, Tensor a, Tensor b)
    {
        var y = Apply<Operators.Add>(tape, "Add", a, b);
        if (tape.Records(a, b))
        {
            tape.Record(y, new AddBackward(a, b, signOfB: 1));
        }

        return y;
    }

    /// <summary><c>a − b</c></summary>
    /// <inheritdoc cref="Add(Tape, Tensor, Tensor)"/>
    public static Tensor Subtract(this Tape tape, Tensor a, Tensor b)
    {
        var y = Apply<Operators.Subtract>(tape, "Subtract", a, b);
        if (tape.Records(a, b))
        {
            tape.Record(y, new AddBackward(a, b, signOfB: -1));
        }

        return y;
    }

    /// <summary><c>a · b</c></summary>
    /// <inheritdoc cref="Add(Tape, Tensor, Tensor)"/>
    public static Tensor Multiply(this Tape tape, Tensor a, Tensor b)
    {
        var y = Apply<Operators.Multiply>(tape, "Multiply", a, b);
        if (tape.Records(a, b))
        {
            tape.Record(y, new MultiplyBackward(a, b));
        }

        return y;
    }

    /// <summary><c>a / b</c></summary>
    /// <inheritdoc cref="Add(Tape, Tensor, Tensor)"/>
    public static Tensor Divide(this Tape tape, Tensor a, Tensor b)
    {
        var y = Apply<Operators.Divide>(tape, "Divide", a, b);
        if (tape.Records(a, b))
        {
            tape.Record(y, new DivideBackward(a, b));
        }

        return y;
    }

    /// <summary>
    /// The larger of both; NaN where either is NaN. The gradient goes to <paramref name="a"/> where both are equal.
    /// </summary>
    /// <inheritdoc cref="Add(Tape, Tensor, Tensor)"/>
    public static Tensor Maximum(this Tape tape, Tensor a, Tensor b)
    {
        var y = Apply<Operators.Maximum>(tape, "Maximum", a, b);
        if (tape.Records(a, b))
        {
            tape.Record(y, new ChoiceBackward(a, b));
        }

        return y;
    }

    /// <summary>
    /// The smaller of both; NaN where either is NaN. The gradient goes to <paramref name="a"/> where both are equal.
    /// </summary>
    /// <inheritdoc cref="Add(Tape, Tensor, Tensor)"/>
    public static Tensor Minimum(this Tape tape, Tensor a, Tensor b)
    {
        var y = Apply<Operators.Minimum>(tape, "Minimum", a, b);
        if (tape.Records(a, b))
        {
            tape.Record(y, new ChoiceBackward(a, b));
        }

        return y;
    }

    /// <summary><c>x + value</c></summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="value">A number.</param>
    /// <returns>The shape of <paramref name="x"/>.</returns>
    /// <exception cref="ArgumentException">The tensor is not Float32.</exception>
    public static Tensor Add(this Tape tape, Tensor x, float value)
    {
        Expect.Float32("Add", x);
        var y = tape.New(x.Shape);
        Broadcasting.Apply<Operators.Add>(x.Span, x.Shape, new(in value), [], y.Span, x.Shape);
        if (tape.Records(x))
        {
            tape.Record(y, new AddValueBackward(x));
        }

        return y;
    }

    /// <summary><c>x · factor</c></summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="factor">A number.</param>
    /// <returns>The shape of <paramref name="x"/>.</returns>
    /// <exception cref="ArgumentException">The tensor is not Float32.</exception>
    public static Tensor Multiply(this Tape tape, Tensor x, float factor)
    {
        Expect.Float32("Multiply", x);
        var y = tape.New(x.Shape);
        Broadcasting.Scale(x.Span, x.Shape, factor, y.Span, x.Shape);
        if (tape.Records(x))
        {
            tape.Record(y, new MultiplyValueBackward(x, factor));
        }

        return y;
    }

    /// <summary>Repeats <paramref name="x"/> along axes of length 1, and along leading axes that it lacks.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">A shape that can be repeated to <paramref name="shape"/>.</param>
    /// <param name="shape">The lengths of the result.</param>
    /// <returns>A copy of that shape.</returns>
    /// <remarks>To repeat an axis of another length as a whole, put an axis of length 1 before it with Reshape.</remarks>
    /// <exception cref="ArgumentException">The shapes do not go together, or the tensor is not Float32.</exception>
    public static Tensor BroadcastTo(this Tape tape, Tensor x, params ReadOnlySpan<int> shape)
    {
        Expect.Float32("BroadcastTo", x);
        var target = Shape.Create(shape);
        Expect.That(
            Broadcasting.Together(x.Shape, target) == target,
            "BroadcastTo",
            $"expected a tensor that can be repeated to {target}, but found {x}");
        var y = tape.New(target);
        Broadcasting.Scale(x.Span, x.Shape, 1, y.Span, target);
        if (tape.Records(x))
        {
            tape.Record(y, new BroadcastBackward(x));
        }

        return y;
    }

    private static Tensor Apply<TOperator>(Tape tape, string operation, Tensor a, Tensor b)
        where TOperator : struct, IBinaryOperator
    {
        Expect.Float32(operation, a);
        Expect.Float32(operation, b);
        var shape = Broadcasting.Together(a.Shape, b.Shape);
        Expect.That(
            shape is not null, operation, $"expected shapes of which each axis is equal or 1, but found {a.Shape} and {b.Shape}");
        var y = tape.New(shape.Value);
        Broadcasting.Apply<TOperator>(a.Span, a.Shape, b.Span, b.Shape, y.Span, shape.Value);
        return y;
    }

    // Adds the gradient `values`, of the output's shape, to an input that was repeated to it.
    private static void AddSum(Tape tape, Tensor input, Tensor values, float scale = 1)
    {
        var gradient = tape.GradientOf(input, out var accumulate);
        Broadcasting.SumTo(values.Span, values.Shape, gradient.Span, input.Shape, scale, accumulate);
    }

    // Adds op(output's gradient, other) to the gradient of an input that was repeated to the output's shape.
    private static void AddSum<TOperator>(Tape tape, Tensor input, Tensor output, Tensor other)
        where TOperator : struct, IBinaryOperator
    {
        if (!input.NeedsGradient)
        {
            return;
        }

        var shape = output.Shape;
        var outer = output.Gradient.Span;
        if (input.Count == output.Count)
        {
            var gradient = tape.GradientOf(input, out var accumulate);
            Broadcasting.Apply<TOperator>(outer, shape, other.Span, other.Shape, gradient.Span, shape, accumulate);
            return;
        }

        using var values = Tensor.Uninitialized(shape);
        Broadcasting.Apply<TOperator>(outer, shape, other.Span, other.Shape, values.Span, shape);
        AddSum(tape, input, values);
    }

    private sealed class AddBackward(Tensor a, Tensor b, float signOfB) : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            if (b.NeedsGradient)
            {
                AddSum(tape, b, output.Gradient, signOfB);
            }

            if (a.Shape == output.Shape)
            {
                tape.PassGradient(output, a);
            }
            else if (a.NeedsGradient)
            {
                AddSum(tape, a, output.Gradient);
            }
        }
    }

    private sealed class MultiplyBackward(Tensor a, Tensor b) : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            AddSum<Operators.Multiply>(tape, a, output, b);
            AddSum<Operators.Multiply>(tape, b, output, a);
        }
    }

    private sealed class DivideBackward(Tensor a, Tensor b) : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            AddSum<Operators.Divide>(tape, a, output, b);

            // ∂(a/b)/∂b = −(a/b)/b
            var gradient = output.Gradient;
            Broadcasting.Apply<Operators.Multiply>(
                gradient.Span, output.Shape, output.Span, output.Shape, gradient.Span, output.Shape);
            AddSum<Operators.DivideNegated>(tape, b, output, b);
        }
    }

    private sealed class ChoiceBackward(Tensor a, Tensor b) : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            PassWhere<Operators.IsEqual>(tape, a, output);
            PassWhere<Operators.IsUnequal>(tape, b, output);
        }

        // Both masks compare the first operand with what was chosen.
        private void PassWhere<TMask>(Tape tape, Tensor input, Tensor output) where TMask : struct, IBinaryOperator
        {
            if (!input.NeedsGradient)
            {
                return;
            }

            using var values = Tensor.Uninitialized(output.Shape);
            Broadcasting.Apply<TMask>(a.Span, a.Shape, output.Span, output.Shape, values.Span, output.Shape);
            AddSum<Operators.Where>(tape, input, output, values);
        }
    }

    private sealed class AddValueBackward(Tensor x) : IBackward
    {
        public void Run(Tape tape, Tensor output) => tape.PassGradient(output, x);
    }

    private sealed class MultiplyValueBackward(Tensor x, float factor) : IBackward
    {
        public void Run(Tape tape, Tensor output) => AddSum(tape, x, output.Gradient, factor);
    }

    private sealed class BroadcastBackward(Tensor x) : IBackward
    {
        public void Run(Tape tape, Tensor output) => AddSum(tape, x, output.Gradient);
    }
}
