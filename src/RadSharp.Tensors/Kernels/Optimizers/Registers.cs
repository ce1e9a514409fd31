using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.Optimizers;

/// <summary>
/// A register's worth of memory, or what is left of it at the end of a span. For kernels that wait for memory: the branch
/// that lets a loop be written once costs them nothing.
/// </summary>
internal static unsafe class Registers
{
    /// <summary>Reads <paramref name="count"/> floats, at most a register; the other lanes are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Load<TLanes>(float* source, int count) where TLanes : unmanaged, ILanes<TLanes> =>
        count >= TLanes.Count ? TLanes.Load(source) : TLanes.LoadPartial(source, count);

    /// <summary>Writes the first <paramref name="count"/> lanes, at most a register.</summary>
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
}
