using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.Reductions;

/// <summary>
/// A sum that keeps what rounding takes from each addition and adds it at the end (Knuth's two-sum): as accurate as
/// summing in double, in float32 registers.
/// </summary>
internal readonly struct SumReduction : IReduction
{
    public static float Start => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Take<TLanes>(ref TLanes total, ref TLanes error, TLanes value) where TLanes : unmanaged, ILanes<TLanes>
    {
        var sum = total + value;
        var added = sum - total;
        error += (total - (sum - added)) + (value - added);
        total = sum;
    }

    public static double Combine(double left, double right) => left + right;
}

/// <summary>The largest value; NaN where there is one.</summary>
internal readonly struct MaximumReduction : IReduction
{
    public static float Start => float.NegativeInfinity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Take<TLanes>(ref TLanes total, ref TLanes error, TLanes value) where TLanes : unmanaged, ILanes<TLanes> =>
        total = Operators.Maximum.Apply(total, value);

    public static double Combine(double left, double right) => Math.Max(left, right);
}

/// <summary>The smallest value; NaN where there is one.</summary>
internal readonly struct MinimumReduction : IReduction
{
    public static float Start => float.PositiveInfinity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Take<TLanes>(ref TLanes total, ref TLanes error, TLanes value) where TLanes : unmanaged, ILanes<TLanes> =>
        total = Operators.Minimum.Apply(total, value);

    public static double Combine(double left, double right) => Math.Min(left, right);
}
