using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Kernels;
using RadSharp.Tensors.Kernels.Loops;

namespace RadSharp.Tensors.Operations;

/// <summary>Functions of one number, element by element.</summary>
public static class Functions
{
    /// <summary><c>−x</c></summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">Any shape.</param>
    /// <returns>The same shape.</returns>
    /// <exception cref="ArgumentException">The tensor is not Float32.</exception>
    public static Tensor Negate(this Tape tape, Tensor x) => tape.Multiply(x, -1);

    /// <summary><c>x²</c></summary>
    /// <inheritdoc cref="Negate"/>
    public static Tensor Square(this Tape tape, Tensor x) => tape.Multiply(x, x);

    /// <summary>The square root; NaN below 0.</summary>
    /// <inheritdoc cref="Negate"/>
    public static Tensor Sqrt(this Tape tape, Tensor x)
    {
        var y = Apply<Operators.Sqrt>(tape, "Sqrt", x);
        if (tape.Records(x))
        {
            tape.Record(y, new OutputBackward<Operators.SqrtGradient>(x));
        }

        return y;
    }

    /// <summary><c>eˣ</c>: infinite above 88.72, 0 below −87.34.</summary>
    /// <inheritdoc cref="Negate"/>
    public static Tensor Exp(this Tape tape, Tensor x)
    {
        var y = Apply<Operators.Exp>(tape, "Exp", x);
        if (tape.Records(x))
        {
            tape.Record(y, new OutputBackward<Operators.Multiply>(x));
        }

        return y;
    }

    /// <summary>The natural logarithm: −∞ of 0, NaN below it.</summary>
    /// <inheritdoc cref="Negate"/>
    public static Tensor Log(this Tape tape, Tensor x)
    {
        var y = Apply<Operators.Log>(tape, "Log", x);
        if (tape.Records(x))
        {
            tape.Record(y, new InputBackward<Operators.Divide>(x));
        }

        return y;
    }

    /// <summary>The absolute value. Its gradient at 0 is 0.</summary>
    /// <inheritdoc cref="Negate"/>
    public static Tensor Abs(this Tape tape, Tensor x)
    {
        var y = Apply<Operators.Abs>(tape, "Abs", x);
        if (tape.Records(x))
        {
            tape.Record(y, new InputBackward<Operators.AbsGradient>(x));
        }

        return y;
    }

    /// <summary>Values below <paramref name="low"/> become low, values above <paramref name="high"/> high; NaN stays.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="low">The smallest value of the result.</param>
    /// <param name="high">The largest value of the result, not below <paramref name="low"/>.</param>
    /// <returns>The same shape. The gradient passes where the value is within the bounds or on them.</returns>
    /// <exception cref="ArgumentException">The bounds are reversed, or the tensor is not Float32.</exception>
    public static Tensor Clamp(this Tape tape, Tensor x, float low, float high)
    {
        Expect.Float32("Clamp", x);
        Expect.That(low <= high, "Clamp", $"expected bounds in order, but found {low} and {high}");
        var y = tape.New(x.Shape);
        Broadcasting.Apply<Operators.Maximum>(x.Span, x.Shape, new(in low), [], y.Span, x.Shape);
        Broadcasting.Apply<Operators.Minimum>(y.Span, x.Shape, new(in high), [], y.Span, x.Shape);
        if (tape.Records(x))
        {
            tape.Record(y, new ClampBackward(x));
        }

        return y;
    }

    private static Tensor Apply<TOperator>(Tape tape, string operation, Tensor x) where TOperator : struct, IUnaryOperator
    {
        Expect.Float32(operation, x);
        var y = tape.New(x.Shape);
        Elementwise.Apply<TOperator>(x.Span, y.Span);
        return y;
    }

    // Adds op(output's gradient, other) to the input's; all of one shape.
    private static void AddGradient<TOperator>(Tape tape, Tensor x, Tensor output, Tensor other)
        where TOperator : struct, IBinaryOperator
    {
        var gradient = tape.GradientOf(x, out var accumulate);
        Broadcasting.Apply<TOperator>(
            output.Gradient.Span, x.Shape, other.Span, x.Shape, gradient.Span, x.Shape, accumulate);
    }

    // TOperator gives the gradient from the output's gradient and the input.
    private sealed class InputBackward<TOperator>(Tensor x) : IBackward where TOperator : struct, IBinaryOperator
    {
        public void Run(Tape tape, Tensor output) => AddGradient<TOperator>(tape, x, output, x);
    }

    // TOperator gives the gradient from the output's gradient and the output.
    private sealed class OutputBackward<TOperator>(Tensor x) : IBackward where TOperator : struct, IBinaryOperator
    {
        public void Run(Tape tape, Tensor output) => AddGradient<TOperator>(tape, x, output, output);
    }

    private sealed class ClampBackward(Tensor x) : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            using var isWithin = Tensor.Uninitialized(x.Shape);
            Broadcasting.Apply<Operators.IsEqual>(x.Span, x.Shape, output.Span, x.Shape, isWithin.Span, x.Shape);
            AddGradient<Operators.Where>(tape, x, output, isWithin);
        }
    }
}
