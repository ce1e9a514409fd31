using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels;

/// <summary>What turns a row into its normalised form: <c>x̂ = ((x − Center) − Remainder) · InverseDeviation</c>.</summary>
/// <param name="Center">A value near the mean; 0 for RMS norm.</param>
/// <param name="Remainder">The mean less <paramref name="Center"/>; 0 for RMS norm.</param>
/// <param name="InverseDeviation">1/√(variance + ε); for RMS norm 1/√(mean square + ε).</param>
internal readonly record struct RowStatistics(float Center, float Remainder, float InverseDeviation)
{
    /// <summary>Reads through a row of <paramref name="length"/> ≥ 1 elements, not beyond it.</summary>
    /// <remarks>
    /// Sums are taken of the differences to a centre, the mean of the row's first register, so that an offset common to
    /// all elements costs no digits. Where an outlier among these put the centre more than a deviation away from the mean,
    /// the row is read again with a better one.
    /// </remarks>
    public static unsafe RowStatistics OfLayerNorm<TLanes>(float* row, int length, float epsilon)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var head = Math.Min(length, TLanes.Count);
        var center = TLanes.Sum(Lanes.Load<TLanes>(row, head)) / head;
        var (remainder, variance) = Moments<TLanes>(row, length, center);
        if (remainder * remainder > variance)
        {
            center += remainder;
            (remainder, variance) = Moments<TLanes>(row, length, center);
        }

        return new(center, remainder, 1 / MathF.Sqrt(variance + epsilon));
    }

    /// <summary>As <see cref="OfLayerNorm"/>, without taking away the mean.</summary>
    public static unsafe RowStatistics OfRmsNorm<TLanes>(float* row, int length, float epsilon)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var meanSquare = (float)(RowReductions.Dot<TLanes>(row, row, length) / length);
        return new(0, 0, 1 / MathF.Sqrt(meanSquare + epsilon));
    }

    // The mean less the centre, and the variance. Four sums of each kind hide the latency of an addition.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static unsafe (float Remainder, float Variance) Moments<TLanes>(float* row, int length, float center)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var shift = TLanes.Broadcast(center);
        var (sumA, sumB, sumC, sumD) = (TLanes.Zero, TLanes.Zero, TLanes.Zero, TLanes.Zero);
        var (squareA, squareB, squareC, squareD) = (TLanes.Zero, TLanes.Zero, TLanes.Zero, TLanes.Zero);
        var index = 0;
        for (; index <= length - (4 * TLanes.Count); index += 4 * TLanes.Count)
        {
            Add(TLanes.Load(row + index) - shift, ref sumA, ref squareA);
            Add(TLanes.Load(row + index + TLanes.Count) - shift, ref sumB, ref squareB);
            Add(TLanes.Load(row + index + (2 * TLanes.Count)) - shift, ref sumC, ref squareC);
            Add(TLanes.Load(row + index + (3 * TLanes.Count)) - shift, ref sumD, ref squareD);
        }

        for (; index < length; index += TLanes.Count)
        {
            var count = length - index;
            var difference = TLanes.SelectFirst(count, Lanes.Load<TLanes>(row + index, count) - shift, TLanes.Zero);
            Add(difference, ref sumA, ref squareA);
        }

        var remainder = TLanes.Sum((sumA + sumB) + (sumC + sumD)) / length;
        var meanSquare = TLanes.Sum((squareA + squareB) + (squareC + squareD)) / length;
        return (remainder, Math.Max(0, meanSquare - (remainder * remainder)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TLanes>(TLanes difference, ref TLanes sum, ref TLanes square) where TLanes : unmanaged, ILanes<TLanes>
    {
        sum += difference;
        TLanes.MulAdd(ref square, difference, difference);
    }
}

/// <summary>A row's statistics in registers.</summary>
internal readonly struct RowNormalizer<TLanes>(RowStatistics statistics) where TLanes : unmanaged, ILanes<TLanes>
{
    private readonly TLanes _center = TLanes.Broadcast(statistics.Center);
    private readonly TLanes _factor = TLanes.Broadcast(statistics.InverseDeviation);
    private readonly TLanes _remainder = TLanes.Broadcast(-statistics.Remainder * statistics.InverseDeviation);

    /// <summary>x̂ of the elements <paramref name="x"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Apply(TLanes x) => TLanes.MulAdd(x - _center, _factor, _remainder);
}
