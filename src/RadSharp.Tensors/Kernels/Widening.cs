using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels;

/// <summary>Neighbouring elements of any storage type as floats, inside of other kernels.</summary>
internal static unsafe class Widening<TElements, T>
    where TElements : unmanaged, IElements<T>
    where T : unmanaged
{
    /// <summary>Widens <paramref name="count"/> elements, and touches no others on either side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLanes>(T* source, int count, float* destination) where TLanes : unmanaged, ILanes<TLanes>
    {
        var index = 0;
        for (; index <= count - TLanes.Count; index += TLanes.Count)
        {
            TLanes.Store(TElements.Load<TLanes>(source + index), destination + index);
        }

        if (index < count)
        {
            TLanes.StorePartial(LoadPartial<TLanes>(source + index, count - index), destination + index, count - index);
        }
    }

    /// <summary>
    /// Reads <paramref name="count"/> elements, fewer than there are lanes; the other lanes are zero. The 16-bit types have
    /// no partial loads, so they pass through a register's worth of stack.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static TLanes LoadPartial<TLanes>(T* source, int count) where TLanes : unmanaged, ILanes<TLanes>
    {
        var whole = stackalloc T[TLanes.Count];
        new Span<T>(whole, TLanes.Count).Clear();
        new ReadOnlySpan<T>(source, count).CopyTo(new Span<T>(whole, count));
        return TElements.Load<TLanes>(whole);
    }
}
