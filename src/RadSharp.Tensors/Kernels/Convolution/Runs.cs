using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.Convolution;

/// <summary>Copies of the short runs that images are put together from, without the cost of a call into the runtime.</summary>
internal static unsafe class Runs
{
    /// <summary><c>destination = source</c>, <paramref name="count"/> floats ≥ 0; no overlap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy<TLanes>(float* source, float* destination, nint count) where TLanes : unmanaged, ILanes<TLanes>
    {
        nint index = 0;
        for (; index <= count - TLanes.Count; index += TLanes.Count)
        {
            TLanes.Store(TLanes.Load(source + index), destination + index);
        }

        if (index < count)
        {
            var rest = (int)(count - index);
            TLanes.StorePartial(TLanes.LoadPartial(source + index, rest), destination + index, rest);
        }
    }

    /// <summary><c>destination = 0</c>, <paramref name="count"/> floats ≥ 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Clear<TLanes>(float* destination, nint count) where TLanes : unmanaged, ILanes<TLanes>
    {
        nint index = 0;
        for (; index <= count - TLanes.Count; index += TLanes.Count)
        {
            TLanes.Store(TLanes.Zero, destination + index);
        }

        if (index < count)
        {
            TLanes.StorePartial(TLanes.Zero, destination + index, (int)(count - index));
        }
    }
}
