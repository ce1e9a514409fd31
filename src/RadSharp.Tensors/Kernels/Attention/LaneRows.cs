using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.Attention;

/// <summary>Single rows.</summary>
internal static unsafe class LaneRows
{
    /// <summary><c>target (+)= factor · source</c> for <paramref name="count"/> floats; both may be the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write<TLanes>(float* source, float factor, int count, float* target, bool accumulate)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var scale = TLanes.Broadcast(factor);
        for (var index = 0; index < count; index += TLanes.Count)
        {
            var lanes = Math.Min(TLanes.Count, count - index);
            Lanes.Store(Lanes.Load<TLanes>(source + index, lanes) * scale, target + index, lanes, accumulate);
        }
    }
}
