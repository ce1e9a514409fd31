using RadSharp.Bench.Measuring;
using RadSharp.Bench.Peaks;

namespace RadSharp.Bench.Suites;

/// <summary>What the machine can do at most, by itself.</summary>
internal static class PeakSuite
{
    public static void Run(Rounds rounds)
    {
        var compute = new Table("Peak: fused multiply-add, float32", "GFLOP/s", default);
        compute.Add("1 thread", rounds.Time([FmaPeak.OneThread]));
        compute.Add("all threads", rounds.Time([FmaPeak.AllThreads]));
        using var read = new ReadPeak();
        var memory = new Table("Peak: memory read", "GB/s", default);
        memory.Add("1 thread", rounds.Time([read.OneThread]));
        memory.Add("all threads", rounds.Time([read.AllThreads]));
    }
}
