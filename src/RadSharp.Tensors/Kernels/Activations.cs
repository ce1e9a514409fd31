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
        ActivationFunctions.Use(activation, new ForwardUse(x, y));
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
        ActivationFunctions.Use(activation, new BackwardUse(x, dy, dx, accumulate));
    }

    private readonly ref struct ForwardUse(ReadOnlySpan<float> x, Span<float> y) : IActivationUse
    {
        private readonly ReadOnlySpan<float> _x = x;
        private readonly Span<float> _y = y;

        public void Run<TActivation>() where TActivation : unmanaged, IActivation => Elementwise.Apply<TActivation>(_x, _y);
    }

    private readonly ref struct BackwardUse(ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dx, bool accumulate)
        : IActivationUse
    {
        private readonly ReadOnlySpan<float> _x = x;
        private readonly ReadOnlySpan<float> _dy = dy;
        private readonly Span<float> _dx = dx;

        public void Run<TActivation>() where TActivation : unmanaged, IActivation
        {
            Shape shape = [_x.Length];
            Broadcasting.Apply<ActivationFunctions.GradientOf<TActivation>>(_x, shape, _dy, shape, _dx, shape, accumulate);
        }
    }
}
