using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels;

/// <summary>
/// Between float32, bfloat16 (as its 16 bits) and IEEE half. Widening is exact; narrowing rounds to nearest even, keeps
/// infinities and signed zeros, makes infinity of what is too large, and keeps a NaN a NaN.
/// </summary>
/// <remarks>
/// Source and destination have one length and must not overlap. Spread over threads; each element is converted on its
/// own, so the bits are the same for any thread count.
/// </remarks>
public static unsafe class Conversion
{
    /// <summary>Exact.</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void BFloat16ToFloat32(ReadOnlySpan<ushort> source, Span<float> destination) =>
        Run<BFloat16Elements, ushort, Float32Elements, float>("BFloat16ToFloat32", source, destination);

    /// <summary>Rounds to nearest even.</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void Float32ToBFloat16(ReadOnlySpan<float> source, Span<ushort> destination) =>
        Run<Float32Elements, float, BFloat16Elements, ushort>("Float32ToBFloat16", source, destination);

    /// <summary>Exact.</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void HalfToFloat32(ReadOnlySpan<Half> source, Span<float> destination) =>
        Run<HalfElements, Half, Float32Elements, float>("HalfToFloat32", source, destination);

    /// <summary>Rounds to nearest even; what rounds beyond ±65,504 becomes infinite.</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void Float32ToHalf(ReadOnlySpan<float> source, Span<Half> destination) =>
        Run<Float32Elements, float, HalfElements, Half>("Float32ToHalf", source, destination);

    /// <summary>Rounds to nearest even what half cannot hold: large numbers become infinite, small ones subnormal or 0.</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void BFloat16ToHalf(ReadOnlySpan<ushort> source, Span<Half> destination) =>
        Run<BFloat16Elements, ushort, HalfElements, Half>("BFloat16ToHalf", source, destination);

    /// <summary>Rounds to nearest even: bfloat16 has three mantissa bits less.</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void HalfToBFloat16(ReadOnlySpan<Half> source, Span<ushort> destination) =>
        Run<HalfElements, Half, BFloat16Elements, ushort>("HalfToBFloat16", source, destination);

    private static void Run<TLoad, TFrom, TStore, TTo>(string operation, ReadOnlySpan<TFrom> source, Span<TTo> destination)
        where TLoad : unmanaged, IElements<TFrom>
        where TFrom : unmanaged
        where TStore : unmanaged, IElements<TTo>
        where TTo : unmanaged
    {
        Expect.SameLength(operation, source.Length, destination.Length);
        fixed (TFrom* from = source)
        fixed (TTo* to = destination)
        {
            Workers.Run(
                Elementwise.Chunks(source.Length), new ConvertWork<TLoad, TFrom, TStore, TTo>(from, to, source.Length));
        }
    }

    // A chunk ends at length at the latest, and whole registers are read and written only where they fit before its end.
    private readonly struct ConvertWork<TLoad, TFrom, TStore, TTo>(TFrom* source, TTo* destination, int length) : IParallelWork
        where TLoad : unmanaged, IElements<TFrom>
        where TFrom : unmanaged
        where TStore : unmanaged, IElements<TTo>
        where TTo : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var index = chunk * Elementwise.ChunkLength;
            var end = index + Math.Min(Elementwise.ChunkLength, length - index);
            for (; index <= end - TLanes.Count; index += TLanes.Count)
            {
                TStore.Store(TLoad.Load<TLanes>(source + index), destination + index);
            }

            if (index < end)
            {
                // The 16-bit formats move whole registers only, so the rest passes through a register's worth of stack.
                var rest = end - index;
                var from = stackalloc TFrom[TLanes.Count];
                var to = stackalloc TTo[TLanes.Count];
                new ReadOnlySpan<TFrom>(source + index, rest).CopyTo(new Span<TFrom>(from, rest));
                TStore.Store(TLoad.Load<TLanes>(from), to);
                new ReadOnlySpan<TTo>(to, rest).CopyTo(new Span<TTo>(destination + index, rest));
            }
        }
    }
}
