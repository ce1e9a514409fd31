using System.Runtime.CompilerServices;
using RadSharp.Bench.Cases;
using RadSharp.Bench.Measuring;
using RadSharp.Tensors;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Bench.Peaks;

/// <summary>
/// How fast the machine reads memory at most: sums over a buffer several times larger than any cache, which lies where
/// weights lie (huge pages where the system grants them).
/// </summary>
internal sealed unsafe class ReadPeak : IDisposable
{
    // 512 MB.
    private const int Floats = 128 << 20;
    private const int ChunkFloats = 256 << 10;
    private const int Chunks = Floats / ChunkFloats;

    private readonly Tensor _buffer = Tensor.Full([Floats], 1);
    private readonly Tensor _sums = Tensor.Zeros([Chunks]);

    /// <summary>On one thread.</summary>
    public Contender OneThread => new(Contender.Peak, Floats * sizeof(float), () =>
    {
        for (var chunk = 0; chunk < Chunks; chunk++)
        {
            Workers.Run(1, new ReadWork(_buffer.Pointer() + ((long)chunk * ChunkFloats), _sums.Pointer() + chunk));
        }
    })
    { Variant = "1 thread" };

    /// <summary>On all threads.</summary>
    public Contender AllThreads => new(
        Contender.Peak, Floats * sizeof(float), () => Workers.Run(Chunks, new ReadWork(_buffer.Pointer(), _sums.Pointer())));

    /// <inheritdoc/>
    public void Dispose()
    {
        _buffer.Dispose();
        _sums.Dispose();
    }

    private readonly struct ReadWork(float* buffer, float* sums) : IParallelWork
    {
        // Eight streams side by side: the hardware prefetcher starts anew at every page of each, and one alone reaches
        // two thirds of this. Chunk c reads the ChunkFloats floats from c · ChunkFloats on, StreamFloats a stream, which is
        // a multiple of any register.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            const int StreamFloats = ChunkFloats / 8;
            var from = buffer + ((long)chunk * ChunkFloats);
            var end = from + StreamFloats;
            TLanes s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
            for (; from < end; from += TLanes.Count)
            {
                s0 += TLanes.Load(from);
                s1 += TLanes.Load(from + StreamFloats);
                s2 += TLanes.Load(from + (2 * StreamFloats));
                s3 += TLanes.Load(from + (3 * StreamFloats));
                s4 += TLanes.Load(from + (4 * StreamFloats));
                s5 += TLanes.Load(from + (5 * StreamFloats));
                s6 += TLanes.Load(from + (6 * StreamFloats));
                s7 += TLanes.Load(from + (7 * StreamFloats));
            }

            sums[chunk] = TLanes.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7);
        }
    }
}
