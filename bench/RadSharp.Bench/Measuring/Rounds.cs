using System.Diagnostics;

namespace RadSharp.Bench.Measuring;

/// <summary>
/// Times contenders side by side: round after round each gets its section (A B C, A B C, …), so that whatever the
/// machine does meanwhile happens to all of them.
/// </summary>
/// <param name="count">Number of rounds, ≥ 1.</param>
internal sealed class Rounds(int count)
{
    // Long enough for tiered compilation to have replaced every method by its optimised form.
    private static readonly TimeSpan FirstWarmUp = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.03);

    // Before each section: wakes the contender's threads and fills the caches with its data.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan Section = TimeSpan.FromMilliseconds(15);

    // A call so long wakes the threads and fills the caches in a small part of its time.
    private static readonly TimeSpan LongCall = TimeSpan.FromMilliseconds(500);

    private readonly HashSet<(string, string)> _warm = [];
    private readonly double[] _samples = new double[4096];

    /// <summary>Number of rounds.</summary>
    public int Count => count;

    /// <summary>Times all contenders; the order of the result is theirs.</summary>
    public Timing[] Time(IReadOnlyList<Contender> contenders)
    {
        var medians = contenders.Select(_ => new double[count]).ToArray();
        var best = contenders.Select(_ => double.PositiveInfinity).ToArray();
        var isLong = contenders.Select(contender =>
            Repeat(contender, _warm.Add((contender.Name, contender.Variant)) ? FirstWarmUp : WarmUp) > LongCall).ToArray();

        for (var round = 0; round < count; round++)
        {
            for (var index = 0; index < contenders.Count; index++)
            {
                QuietMachine.Await();
                if (!isLong[index])
                {
                    Repeat(contenders[index], Settling);
                }

                var samples = Sample(contenders[index]);
                medians[index][round] = Timing.MedianOf(samples);
                best[index] = Math.Min(best[index], samples[0]);
            }
        }

        return [.. contenders.Select((contender, index) => new Timing(contender, medians[index], best[index]))];
    }

    // Gives the time of the last call.
    private static TimeSpan Repeat(Contender contender, TimeSpan duration)
    {
        var start = Stopwatch.GetTimestamp();
        long last;
        do
        {
            last = Stopwatch.GetTimestamp();
            contender.Run();
        }
        while (Stopwatch.GetElapsedTime(start) < duration);
        return Stopwatch.GetElapsedTime(last);
    }

    private Span<double> Sample(Contender contender)
    {
        var taken = 0;
        var start = Stopwatch.GetTimestamp();
        var now = start;
        do
        {
            var before = now;
            if (contender.TimeItself is { } time)
            {
                _samples[taken++] = time();
                now = Stopwatch.GetTimestamp();
                continue;
            }

            contender.Run();
            now = Stopwatch.GetTimestamp();
            _samples[taken++] = Stopwatch.GetElapsedTime(before, now).TotalSeconds;
        }
        while (taken < _samples.Length && Stopwatch.GetElapsedTime(start, now) < Section);
        return _samples.AsSpan(0, taken);
    }
}
