using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Threading;

/// <summary>
/// The engine's own small thread pool: one thread less than the cores that the process may use, the caller being the
/// last. Idle threads spin for a moment, because the next kernel usually follows at once, and then sleep.
/// </summary>
/// <remarks>
/// Each thread begins with its own share of the chunks, the same in every kernel of one size, so that it finds in its
/// cache what it wrote in the kernel before. Then it takes what other threads have left of theirs, so a core lost to
/// another process costs its share only. One parallel section runs at a time; a section started from inside another, or
/// by a second thread meanwhile, runs on its caller alone with the same result.
/// </remarks>
public static unsafe class Workers
{
    /// <summary>Environment variable that sets the number of threads.</summary>
    public const string Variable = "RADSHARP_THREADS";

    // About 100 µs on current machines: longer than the gap between two kernels of a decode step.
    private const int SpinsBeforeSleep = 4000;

    // The gate: generation of the section in the high half, an open bit, and the number of workers inside.
    private const long Open = 1L << 31;
    private const long Inside = Open - 1;

    // From one thread's counter to the next, in ints: two cache lines, so that threads do not disturb each other.
    private const int CounterStride = 32;

    // The next chunk of each thread's share.
    private static readonly int[] Next;

    private static readonly object Section = new();
    private static readonly object Sleep = new();
    private static delegate*<void*, int, void> _run;
    private static void* _work;
    private static int _chunks;
    private static long _gate;
    private static int _sleeping;
    private static Exception? _failure;

    [ThreadStatic]
    private static bool _inside;

    static Workers()
    {
        Count = ChooseCount(Environment.GetEnvironmentVariable(Variable));
        Next = new int[Count * CounterStride];
        for (var worker = 1; worker < Count; worker++)
        {
            new Thread(Loop) { IsBackground = true, Name = $"radsharp worker {worker}" }.Start(worker);
        }
    }

    /// <summary>
    /// Threads that take part, the caller included: the cores that the process may use (affinity and container limits
    /// count), or what <see cref="Variable"/> says.
    /// </summary>
    public static int Count { get; }

    /// <summary>
    /// Runs chunks 0 to <paramref name="chunks"/> − 1 of <paramref name="work"/> on all threads and returns when all
    /// are done. Allocates nothing.
    /// </summary>
    /// <param name="chunks">Number of chunks; zero does nothing. A few a thread balance best.</param>
    /// <param name="work">What to do; its pointers must stay valid until the call returns.</param>
    /// <typeparam name="TWork">The kernel's struct.</typeparam>
    /// <exception cref="AggregateException">A chunk threw on another thread; the first exception is inside.</exception>
    public static void Run<TWork>(int chunks, in TWork work) where TWork : unmanaged, IParallelWork
    {
        fixed (TWork* pointer = &work)
        {
            Run(chunks, pointer, SimdPath.Level switch
            {
                SimdLevel.Avx512 => &RunChunk<TWork, Lanes512>,
                SimdLevel.Avx2 => &RunChunk<TWork, Lanes256>,
                _ => &RunChunk<TWork, LanesPortable>,
            });
        }
    }

    internal static int ChooseCount(string? wanted)
    {
        if (string.IsNullOrWhiteSpace(wanted))
        {
            return Environment.ProcessorCount;
        }

        return int.TryParse(wanted, out var count) && count is >= 1 and <= 1024
            ? count
            : throw new ArgumentException($"{Variable} must be a number of threads from 1 to 1024, but is '{wanted}'.");
    }

    // Not optimised, so that it does not inline the kernel's Run: the JIT would run out of its inlining budget in the
    // middle of a long kernel and leave real calls of lane operations there, twenty times slower.
    [MethodImpl(MethodImplOptions.NoOptimization)]
    private static void RunChunk<TWork, TLanes>(void* work, int chunk)
        where TWork : unmanaged, IParallelWork
        where TLanes : unmanaged, ILanes<TLanes> => ((TWork*)work)->Run<TLanes>(chunk);

    private static void Run(int chunks, void* work, delegate*<void*, int, void> run)
    {
        if (chunks <= 1 || Count == 1 || _inside || !Monitor.TryEnter(Section))
        {
            for (var chunk = 0; chunk < chunks; chunk++)
            {
                run(work, chunk);
            }

            return;
        }

        _inside = true;
        try
        {
            _work = work;
            _run = run;
            _chunks = chunks;
            for (var thread = 0; thread < Count; thread++)
            {
                Next[thread * CounterStride] = ShareStart(thread);
            }

            _failure = null;
            OpenGate();
            try
            {
                TakeChunks(thread: 0);
            }
            finally
            {
                CloseGate();
            }

            if (_failure is { } failure)
            {
                throw new AggregateException(failure);
            }
        }
        finally
        {
            _inside = false;
            Monitor.Exit(Section);
        }
    }

    private static void OpenGate()
    {
        var generation = (Volatile.Read(ref _gate) >> 32) + 1;
        Interlocked.Exchange(ref _gate, (generation << 32) | Open);
        if (Volatile.Read(ref _sleeping) > 0)
        {
            lock (Sleep)
            {
                Monitor.PulseAll(Sleep);
            }
        }
    }

    // The work lives on the caller's stack frame: no worker may enter any more, and those inside must have left. A
    // worker that was too late to enter is not waited for.
    private static void CloseGate()
    {
        Interlocked.And(ref _gate, ~Open);
        var spinner = default(SpinWait);
        while ((Volatile.Read(ref _gate) & Inside) != 0)
        {
            spinner.SpinOnce(sleep1Threshold: -1);
        }
    }

    // First the thread's own share, then what others have left of theirs.
    private static void TakeChunks(int thread)
    {
        for (var turn = 0; turn < Count; turn++)
        {
            var share = (thread + turn) % Count;
            var end = ShareStart(share + 1);
            int chunk;
            while ((chunk = Interlocked.Increment(ref Next[share * CounterStride]) - 1) < end)
            {
                _run(_work, chunk);
            }
        }
    }

    private static int ShareStart(int thread) => (int)((long)_chunks * thread / Count);

    private static void Loop(object? number)
    {
        var thread = (int)number!;
        _inside = true;
        var seen = 0L;
        while (true)
        {
            var gate = WaitForNewSection(seen);
            if ((gate & Open) == 0)
            {
                seen = gate >> 32;
                continue;
            }

            if (Interlocked.CompareExchange(ref _gate, gate + 1, gate) != gate)
            {
                continue;
            }

            seen = gate >> 32;
            try
            {
                TakeChunks(thread);
            }
            catch (Exception exception)
            {
                // Handed to the caller of Run; a worker thread must outlive a failed kernel.
                _failure ??= exception;
                for (var share = 0; share < Count; share++)
                {
                    Volatile.Write(ref Next[share * CounterStride], _chunks);
                }
            }

            Interlocked.Decrement(ref _gate);
        }
    }

    private static long WaitForNewSection(long seen)
    {
        for (var spin = 0; spin < SpinsBeforeSleep; spin++)
        {
            if (Volatile.Read(ref _gate) is var gate && gate >> 32 != seen)
            {
                return gate;
            }

            Thread.SpinWait(1);
        }

        lock (Sleep)
        {
            Interlocked.Increment(ref _sleeping);
            while (Volatile.Read(ref _gate) >> 32 == seen)
            {
                Monitor.Wait(Sleep);
            }

            Interlocked.Decrement(ref _sleeping);
            return Volatile.Read(ref _gate);
        }
    }
}
