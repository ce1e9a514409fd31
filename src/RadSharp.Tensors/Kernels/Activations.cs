using RadSharp.Tensors.Kernels.Loops;

namespace RadSharp.Tensors.Kernels;

/// <summary>Activations over whole spans. A destination may be the same span as a source, but not overlap it shifted.</summary>
public static class Activations
{
    /// <summary><c>y = f(x)</c>. Uses all threads of <see cref="Threading.Workers"/>.</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void Forward(Activation activation, ReadOnlySpan<float> x, Span<float> y)
    {
        Expect.SameLength("Activation", x.Length, y.Length);
        switch (activation)
        {
            case Activation.None:
                x.CopyTo(y);
                break;
            case Activation.Relu:
                Elementwise.Apply<ActivationFunctions.Relu>(x, y);
                break;
            case Activation.Gelu:
                Elementwise.Apply<ActivationFunctions.Gelu>(x, y);
                break;
            case Activation.GeluTanh:
                Elementwise.Apply<ActivationFunctions.GeluTanh>(x, y);
                break;
            case Activation.QuickGelu:
                Elementwise.Apply<ActivationFunctions.QuickGelu>(x, y);
                break;
            case Activation.Silu:
                Elementwise.Apply<ActivationFunctions.Silu>(x, y);
                break;
            case Activation.Sigmoid:
                Elementwise.Apply<ActivationFunctions.Sigmoid>(x, y);
                break;
            case Activation.Tanh:
                Elementwise.Apply<ActivationFunctions.Tanh>(x, y);
                break;
            default:
                throw Unknown(activation);
        }
    }

    /// <summary>
    /// <c>dx = f′(x) · dy</c>, or <c>dx += f′(x) · dy</c> when <paramref name="accumulate"/> is set. Uses all threads of
    /// <see cref="Threading.Workers"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void Backward(
        Activation activation, ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dx, bool accumulate)
    {
        Expect.SameLength("Activation", x.Length, dy.Length);
        Expect.SameLength("Activation", x.Length, dx.Length);
        switch (activation)
        {
            case Activation.None:
                Elementwise.AddTo(dy, dx, accumulate);
                break;
            case Activation.Relu:
                Backward<ActivationFunctions.Relu>(x, dy, dx, accumulate);
                break;
            case Activation.Gelu:
                Backward<ActivationFunctions.Gelu>(x, dy, dx, accumulate);
                break;
            case Activation.GeluTanh:
                Backward<ActivationFunctions.GeluTanh>(x, dy, dx, accumulate);
                break;
            case Activation.QuickGelu:
                Backward<ActivationFunctions.QuickGelu>(x, dy, dx, accumulate);
                break;
            case Activation.Silu:
                Backward<ActivationFunctions.Silu>(x, dy, dx, accumulate);
                break;
            case Activation.Sigmoid:
                Backward<ActivationFunctions.Sigmoid>(x, dy, dx, accumulate);
                break;
            case Activation.Tanh:
                Backward<ActivationFunctions.Tanh>(x, dy, dx, accumulate);
                break;
            default:
                throw Unknown(activation);
        }
    }

    private static void Backward<TActivation>(ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dx, bool accumulate)
        where TActivation : struct, IActivation
    {
        Shape shape = [x.Length];
        Broadcasting.Apply<ActivationFunctions.GradientOf<TActivation>>(x, shape, dy, shape, dx, shape, accumulate);
    }

    private static ArgumentOutOfRangeException Unknown(Activation activation) =>
        new(nameof(activation), activation, "Activation: expected one of the named activations.");
}
