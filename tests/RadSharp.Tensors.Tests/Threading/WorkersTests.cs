using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Tests.Threading;

public unsafe class WorkersTests
{
    [Fact]
    public void Every_chunk_runs_exactly_once()
    {
        var counts = new int[257];
        fixed (int* pointer = counts)
        {
            for (var run = 1; run <= 20_000; run++)
            {
                var chunks = run % counts.Length;
                Workers.Run(chunks, new CountWork(pointer));
                for (var chunk = 0; chunk < counts.Length; chunk++)
                {
                    Assert.Equal(chunk < chunks ? 1 : 0, counts[chunk]);
                    counts[chunk] = 0;
                }
            }
        }
    }

    [Fact]
    public void Workers_that_fell_asleep_wake_up()
    {
        var counts = new int[64];
        fixed (int* pointer = counts)
        {
            for (var run = 1; run <= 30; run++)
            {
                Thread.Sleep(run % 4);
                Workers.Run(counts.Length, new CountWork(pointer));
                Assert.All(counts, count => Assert.Equal(run, count));
            }
        }
    }

    [Fact]
    public void An_exception_in_a_chunk_reaches_the_caller_and_the_pool_lives_on()
    {
        var counts = new int[64];
        for (var run = 0; run < 200; run++)
        {
            fixed (int* pointer = counts)
            {
                var work = new FailWork(pointer, run % counts.Length);
                var error = Record.Exception(() => Workers.Run(64, work));
                var cause = error is AggregateException several ? several.InnerException : error;
                Assert.Equal("chunk failed", Assert.IsType<InvalidOperationException>(cause).Message);
                Array.Clear(counts);
                Workers.Run(counts.Length, new CountWork(pointer));
                Assert.All(counts, count => Assert.Equal(1, count));
                Array.Clear(counts);
            }
        }
    }

    [Fact]
    public void A_section_within_a_section_runs_too()
    {
        var counts = new int[40 * 30];
        fixed (int* pointer = counts)
        {
            Workers.Run(40, new NestedWork(pointer));
        }

        Assert.All(counts, count => Assert.Equal(1, count));
    }

    [Fact]
    public void Several_threads_may_call_at_once()
    {
        var failures = 0;
        var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            var counts = new int[33];
            fixed (int* pointer = counts)
            {
                for (var run = 1; run <= 3_000; run++)
                {
                    Workers.Run(counts.Length, new CountWork(pointer));
                    if (counts.Any(count => count != run))
                    {
                        Interlocked.Increment(ref failures);
                    }
                }
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Equal(0, failures);
    }

    [Fact]
    public void Running_allocates_nothing()
    {
        var counts = new int[64];
        fixed (int* pointer = counts)
        {
            var first = pointer;
            Check.AllocatesNothing(() => Workers.Run(64, new CountWork(first)));
        }
    }

    [Fact]
    public void Chunks_run_on_the_chosen_path()
    {
        var lanes = 0;
        Workers.Run(1, new LanesWork(&lanes));
        Assert.Equal(
            SimdPath.Level switch
            {
                SimdLevel.Avx512 => Lanes512.Count,
                SimdLevel.Avx2 => Lanes256.Count,
                _ => LanesPortable.Count,
            },
            lanes);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("3", 3)]
    [InlineData(" 16 ", 16)]
    [InlineData("1024", 1024)]
    public void The_number_of_threads_can_be_set(string value, int expected) =>
        Assert.Equal(expected, Workers.ChooseCount(value));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void Without_a_setting_every_core_counts(string? value) =>
        Assert.Equal(Environment.ProcessorCount, Workers.ChooseCount(value));

    [Theory]
    [InlineData("0")]
    [InlineData("-2")]
    [InlineData("1025")]
    [InlineData("two")]
    [InlineData("2.5")]
    [InlineData("99999999999")]
    public void A_setting_that_is_no_number_of_threads_is_refused(string value)
    {
        Check.Refused<ArgumentException>(() => Workers.ChooseCount(value), Workers.Variable, value);
    }

    private readonly struct CountWork(int* counts) : IParallelWork
    {
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes> => Interlocked.Increment(ref counts[chunk]);
    }

    private readonly struct FailWork(int* counts, int failing) : IParallelWork
    {
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            if (chunk == failing)
            {
                throw new InvalidOperationException("chunk failed");
            }

            Interlocked.Increment(ref counts[chunk]);
        }
    }

    private readonly struct NestedWork(int* counts) : IParallelWork
    {
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes> =>
            Workers.Run(30, new CountWork(counts + (chunk * 30)));
    }

    private readonly struct LanesWork(int* lanes) : IParallelWork
    {
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes> => *lanes = TLanes.Count;
    }
}
