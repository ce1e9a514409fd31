using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels;

/// <summary>An activation: the function itself and its gradient.</summary>
internal interface IActivation : IUnaryOperator
{
    /// <summary>f′(x) · dy.</summary>
    static abstract TLanes Gradient<TLanes>(TLanes x, TLanes dy) where TLanes : unmanaged, ILanes<TLanes>;
}

/// <summary>Something to be done with the operator behind an <see cref="Activation"/>, once it is known which.</summary>
internal interface IActivationUse
{
    /// <summary>Does it.</summary>
    void Run<TActivation>() where TActivation : unmanaged, IActivation;
}

/// <summary>The operators behind <see cref="Activation"/>. Each is what its formula gives in float32, at infinities too.</summary>
internal static class ActivationFunctions
{
    /// <summary>Hands the operator of an activation to who uses it: the one place where the two are matched.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No named activation.</exception>
    public static void Use<TUse>(Activation activation, TUse use) where TUse : struct, IActivationUse, allows ref struct
    {
        switch (activation)
        {
            case Activation.None:
                use.Run<None>();
                break;
            case Activation.Relu:
                use.Run<Relu>();
                break;
            case Activation.Gelu:
                use.Run<Gelu>();
                break;
            case Activation.GeluTanh:
                use.Run<GeluTanh>();
                break;
            case Activation.QuickGelu:
                use.Run<QuickGelu>();
                break;
            case Activation.Silu:
                use.Run<Silu>();
                break;
            case Activation.Sigmoid:
                use.Run<Sigmoid>();
                break;
            case Activation.Tanh:
                use.Run<Tanh>();
                break;
            default:
                throw new ArgumentOutOfRangeException(
                    nameof(activation), activation, "Activation: expected one of the named activations.");
        }
    }

    public readonly struct None : IActivation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes> => x;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Gradient<TLanes>(TLanes x, TLanes dy) where TLanes : unmanaged, ILanes<TLanes> => dy;
    }

    public readonly struct Relu : IActivation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes> => TLanes.Max(TLanes.Zero, x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Gradient<TLanes>(TLanes x, TLanes dy) where TLanes : unmanaged, ILanes<TLanes> =>
            TLanes.SelectGreater(x, TLanes.Zero, dy, TLanes.Zero);
    }

    public readonly struct Gelu : IActivation
    {
        private const float InverseSqrt2 = 0.70710678f;
        private const float InverseSqrt2Pi = 0.39894228f;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes>
        {
            var half = x * TLanes.Broadcast(0.5f);
            return TLanes.MulAdd(half, LaneMath.Erf(x * TLanes.Broadcast(InverseSqrt2)), half);
        }

        // Φ(x) + x · φ(x) with the normal density φ.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Gradient<TLanes>(TLanes x, TLanes dy) where TLanes : unmanaged, ILanes<TLanes>
        {
            var half = TLanes.Broadcast(0.5f);
            var distribution = TLanes.MulAdd(half, LaneMath.Erf(x * TLanes.Broadcast(InverseSqrt2)), half);
            var density = TLanes.Broadcast(InverseSqrt2Pi) * LaneMath.Exp(x * x * TLanes.Broadcast(-0.5f));
            return dy * TLanes.MulAdd(x, density, distribution);
        }
    }

    // As σ(z) = (1 + tanh(z/2))/2, the tanh form of GELU is x · σ(2 √(2/π) · (x + 0.044715 x³)).
    public readonly struct GeluTanh : IActivation
    {
        private const float Linear = 1.59576912f;
        private const float Cubic = 0.0713548163f;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes> => Gated(x, Inner(x, x * x));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Gradient<TLanes>(TLanes x, TLanes dy) where TLanes : unmanaged, ILanes<TLanes>
        {
            var square = x * x;
            var slope = TLanes.MulAdd(TLanes.Broadcast(3 * Cubic), square, TLanes.Broadcast(Linear));
            return dy * GatedSlope(x * slope, Inner(x, square));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TLanes Inner<TLanes>(TLanes x, TLanes square) where TLanes : unmanaged, ILanes<TLanes> =>
            x * TLanes.MulAdd(TLanes.Broadcast(Cubic), square, TLanes.Broadcast(Linear));
    }

    public readonly struct QuickGelu : IActivation
    {
        private const float Sharpness = 1.702f;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes> =>
            Gated(x, x * TLanes.Broadcast(Sharpness));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Gradient<TLanes>(TLanes x, TLanes dy) where TLanes : unmanaged, ILanes<TLanes>
        {
            var z = x * TLanes.Broadcast(Sharpness);
            return dy * GatedSlope(z, z);
        }
    }

    public readonly struct Silu : IActivation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes> => Gated(x, x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Gradient<TLanes>(TLanes x, TLanes dy) where TLanes : unmanaged, ILanes<TLanes> =>
            dy * GatedSlope(x, x);
    }

    public readonly struct Sigmoid : IActivation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes> => LaneMath.Sigmoid(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Gradient<TLanes>(TLanes x, TLanes dy) where TLanes : unmanaged, ILanes<TLanes>
        {
            var y = LaneMath.Sigmoid(x);
            return dy * (y * (TLanes.Broadcast(1) - y));
        }
    }

    public readonly struct Tanh : IActivation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes> => LaneMath.Tanh(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Gradient<TLanes>(TLanes x, TLanes dy) where TLanes : unmanaged, ILanes<TLanes>
        {
            var y = LaneMath.Tanh(x);
            return dy * (TLanes.Broadcast(1) - (y * y));
        }
    }

    /// <summary>f′(x) · dy as an operator of x and dy.</summary>
    public readonly struct GradientOf<TActivation> : IBinaryOperator where TActivation : struct, IActivation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply<TLanes>(TLanes x, TLanes dy) where TLanes : unmanaged, ILanes<TLanes> =>
            TActivation.Gradient(x, dy);
    }

    /// <summary>f(gate) · up.</summary>
    public readonly struct GateOf<TActivation> : IBinaryOperator where TActivation : struct, IActivation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply<TLanes>(TLanes gate, TLanes up) where TLanes : unmanaged, ILanes<TLanes> =>
            TActivation.Apply(gate) * up;
    }

    // x · σ(z)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Gated<TLanes>(TLanes x, TLanes z) where TLanes : unmanaged, ILanes<TLanes> =>
        x / (TLanes.Broadcast(1) + LaneMath.Exp(TLanes.Zero - z));

    // The derivative of x · σ(z(x)), where xSlope = x · z′(x): σ + x z′ σ (1 − σ).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes GatedSlope<TLanes>(TLanes xSlope, TLanes z) where TLanes : unmanaged, ILanes<TLanes>
    {
        var gate = LaneMath.Sigmoid(z);
        return TLanes.MulAdd(gate * (TLanes.Broadcast(1) - gate), xSlope, gate);
    }
}
