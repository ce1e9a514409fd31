using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels;

/// <summary>The functions that element-wise operations apply, and those that their gradients need.</summary>
internal static class Operators
{
    /// <summary><c>a + b</c></summary>
    public readonly struct Add : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply<TLanes>(TLanes left, TLanes right) where TLanes : unmanaged, ILanes<TLanes> => left + right;
    }

    /// <summary><c>a − b</c></summary>
    public readonly struct Subtract : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply<TLanes>(TLanes left, TLanes right) where TLanes : unmanaged, ILanes<TLanes> => left - right;
    }

    /// <summary><c>a · b</c></summary>
    public readonly struct Multiply : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply<TLanes>(TLanes left, TLanes right) where TLanes : unmanaged, ILanes<TLanes> => left * right;
    }

    /// <summary><c>a / b</c></summary>
    public readonly struct Divide : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply<TLanes>(TLanes left, TLanes right) where TLanes : unmanaged, ILanes<TLanes> => left / right;
    }

    /// <summary><c>−a / b</c></summary>
    public readonly struct DivideNegated : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply<TLanes>(TLanes left, TLanes right) where TLanes : unmanaged, ILanes<TLanes> =>
            (TLanes.Zero - left) / right;
    }

    /// <summary>The larger; NaN where either is NaN.</summary>
    public readonly struct Maximum : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply<TLanes>(TLanes left, TLanes right) where TLanes : unmanaged, ILanes<TLanes> =>
            UnlessNaN(left, TLanes.Max(left, right));
    }

    /// <summary>The smaller; NaN where either is NaN.</summary>
    public readonly struct Minimum : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply<TLanes>(TLanes left, TLanes right) where TLanes : unmanaged, ILanes<TLanes> =>
            UnlessNaN(left, TLanes.Min(left, right));
    }

    /// <summary>The left operand: a copy.</summary>
    public readonly struct Left : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply<TLanes>(TLanes left, TLanes right) where TLanes : unmanaged, ILanes<TLanes> => left;
    }

    /// <summary>1 where neither operand is greater, else 0.</summary>
    public readonly struct IsEqual : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply<TLanes>(TLanes left, TLanes right) where TLanes : unmanaged, ILanes<TLanes>
        {
            var notLess = TLanes.SelectGreater(right, left, TLanes.Zero, TLanes.Broadcast(1));
            return TLanes.SelectGreater(left, right, TLanes.Zero, notLess);
        }
    }

    /// <summary>0 where neither operand is greater, else 1.</summary>
    public readonly struct IsUnequal : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply<TLanes>(TLanes left, TLanes right) where TLanes : unmanaged, ILanes<TLanes> =>
            TLanes.Broadcast(1) - IsEqual.Apply(left, right);
    }

    /// <summary>The left operand where the right one is above 0, else 0.</summary>
    public readonly struct Where : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply<TLanes>(TLanes left, TLanes right) where TLanes : unmanaged, ILanes<TLanes> =>
            TLanes.SelectGreater(right, TLanes.Zero, left, TLanes.Zero);
    }

    /// <summary>The square root; NaN below zero.</summary>
    public readonly struct Sqrt : IUnaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply<TLanes>(TLanes value) where TLanes : unmanaged, ILanes<TLanes> => TLanes.Sqrt(value);
    }

    /// <summary>Gradient of a square root y: <c>g / 2y</c></summary>
    public readonly struct SqrtGradient : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply<TLanes>(TLanes gradient, TLanes y) where TLanes : unmanaged, ILanes<TLanes> =>
            gradient / (y + y);
    }

    /// <summary><c>eˣ</c></summary>
    public readonly struct Exp : IUnaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply<TLanes>(TLanes value) where TLanes : unmanaged, ILanes<TLanes> => LaneMath.Exp(value);
    }

    /// <summary>The natural logarithm.</summary>
    public readonly struct Log : IUnaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply<TLanes>(TLanes value) where TLanes : unmanaged, ILanes<TLanes> => LaneMath.Log(value);
    }

    /// <summary>The absolute value.</summary>
    public readonly struct Abs : IUnaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply<TLanes>(TLanes value) where TLanes : unmanaged, ILanes<TLanes> => TLanes.Abs(value);
    }

    /// <summary>Gradient of an absolute value: <c>g · sign(x)</c>, 0 at 0.</summary>
    public readonly struct AbsGradient : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply<TLanes>(TLanes gradient, TLanes x) where TLanes : unmanaged, ILanes<TLanes>
        {
            var unlessPositive = TLanes.SelectGreater(TLanes.Zero, x, TLanes.Zero - gradient, TLanes.Zero);
            return TLanes.SelectGreater(x, TLanes.Zero, gradient, unlessPositive);
        }
    }

    // Lane maxima and minima already give NaN where the right operand is NaN. A magnitude is above −1 unless it is NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes UnlessNaN<TLanes>(TLanes left, TLanes chosen) where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.SelectGreater(TLanes.Abs(left), TLanes.Broadcast(-1), chosen, left);
}
