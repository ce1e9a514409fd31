using System.Numerics;
using System.Runtime.CompilerServices;
using RadSharp.Bench.Measuring;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Bench.Peaks;

/// <summary>How many fused multiply-adds the machine does at most: twelve independent sums that never leave registers.</summary>
internal static unsafe class FmaPeak
{
    // 12 sums and 2 factors fit the 16 registers of AVX2; two units with a latency of 4 cycles need 8 sums.
    private const int Sums = 12;
    private const int Iterations = 5_000;
    private const int Chunks = 64;

    private static int Lanes => SimdPath.Level switch
    {
        SimdLevel.Avx512 => Lanes512.Count,
        SimdLevel.Avx2 => Lanes256.Count,
        _ => Vector<float>.Count,
    };

    private static double Work => 2.0 * Chunks * Iterations * Sums * Lanes;

    /// <summary>On one thread.</summary>
    public static Contender OneThread { get; } = new(Contender.Peak, Work, () =>
    {
        for (var chunk = 0; chunk < Chunks; chunk++)
        {
            Workers.Run(1, default(FmaWork));
        }
    })
    { Variant = "1 thread" };

    /// <summary>On all threads.</summary>
    public static Contender AllThreads { get; } = new(Contender.Peak, Work, () => Workers.Run(Chunks, default(FmaWork)));

    private readonly struct FmaWork : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var factor = TLanes.Broadcast(0.5f);
            var term = TLanes.Broadcast(chunk);
            TLanes s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default;
            TLanes s6 = default, s7 = default, s8 = default, s9 = default, s10 = default, s11 = default;
            for (var iteration = 0; iteration < Iterations; iteration++)
            {
                TLanes.MulAdd(ref s0, factor, term);
                TLanes.MulAdd(ref s1, factor, term);
                TLanes.MulAdd(ref s2, factor, term);
                TLanes.MulAdd(ref s3, factor, term);
                TLanes.MulAdd(ref s4, factor, term);
                TLanes.MulAdd(ref s5, factor, term);
                TLanes.MulAdd(ref s6, factor, term);
                TLanes.MulAdd(ref s7, factor, term);
                TLanes.MulAdd(ref s8, factor, term);
                TLanes.MulAdd(ref s9, factor, term);
                TLanes.MulAdd(ref s10, factor, term);
                TLanes.MulAdd(ref s11, factor, term);
            }

            // Stored, so that the compiler cannot leave the sums out.
            var sum = stackalloc float[64];
            TLanes.Store(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + s10 + s11, sum);
        }
    }
}
