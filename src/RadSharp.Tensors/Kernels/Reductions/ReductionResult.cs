using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.Reductions;

/// <summary>Where a reduction's results go: <c>destination = scale · (total + error)</c>, or <c>+=</c>.</summary>
internal readonly unsafe struct ReductionResult(float* destination, float scale, bool accumulate)
{
    /// <summary>
    /// The error, or 0 where it is NaN and means nothing, because the total has become infinite. (A magnitude is above −1
    /// unless it is NaN.)
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Finite<TLanes>(TLanes error) where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.SelectGreater(TLanes.Abs(error), TLanes.Broadcast(-1), error, TLanes.Zero);

    /// <summary>
    /// Writes <paramref name="count"/> results from <paramref name="start"/> on. Totals and errors are read in whole
    /// registers.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write<TLanes>(float* totals, float* errors, nint start, int count) where TLanes : unmanaged, ILanes<TLanes>
    {
        var factor = TLanes.Broadcast(scale);
        for (var index = 0; index < count; index += TLanes.Count)
        {
            var rest = Math.Min(TLanes.Count, count - index);
            var value = (TLanes.Load(totals + index) + Finite(TLanes.Load(errors + index))) * factor;
            Lanes.Store(value, destination + start + index, rest, accumulate);
        }
    }
}
