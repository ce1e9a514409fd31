using System.Runtime.CompilerServices;

namespace RadSharp.Tensors.Simd;

/// <summary>
/// Loads and stores for loops whose last register is partial, so that the body is written once. For whole registers the
/// choice costs one predicted branch.
/// </summary>
internal static unsafe class Lanes
{
    /// <summary>Reads <paramref name="count"/> floats from 1 on, at most a register; the other lanes are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Load<TLanes>(float* source, int count) where TLanes : unmanaged, ILanes<TLanes> =>
        count >= TLanes.Count ? TLanes.Load(source) : TLanes.LoadPartial(source, count);

    /// <summary>Writes the first <paramref name="count"/> lanes, from 1 on, at most a register.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TLanes>(TLanes value, float* destination, int count) where TLanes : unmanaged, ILanes<TLanes>
    {
        if (count >= TLanes.Count)
        {
            TLanes.Store(value, destination);
        }
        else
        {
            TLanes.StorePartial(value, destination, count);
        }
    }

    /// <summary>As the other form, or adds to what is there when <paramref name="accumulate"/> is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TLanes>(TLanes value, float* destination, int count, bool accumulate)
        where TLanes : unmanaged, ILanes<TLanes> =>
        Store(accumulate ? value + Load<TLanes>(destination, count) : value, destination, count);
}
