using RadSharp.Bench.Cases;
using RadSharp.Bench.Measuring;
using RadSharp.Bench.Peers;

namespace RadSharp.Bench.Suites;

/// <summary>Training throughput of radsharp-mini's eye, in films a second.</summary>
internal static class TrainingSuite
{
    // Steps from the same parameters whose losses must agree.
    private const int Steps = 3;
    private const double Tolerance = 2e-3;

    public static void Run(Rounds rounds)
    {
        Console.WriteLine($"\nPyTorch: {PyTorch.Description ?? $"not installed: apt-get install {PyTorch.Peer.Package}"}");
        var table = new Table("Training steps of 32 films", "films/s", new Bar(OfPeers: 1), PyTorch.Peer);
        using var training = new TrainingCase();
        List<PyTorch> peers = PyTorch.Peer.IsInstalled
            ? [new(training, isChannelsLast: false), new(training, isChannelsLast: true)]
            : [];
        try
        {
            var losses = Enumerable.Range(0, Steps).Select(_ => training.Step()).ToArray();
            var difference = peers.Select(peer => Difference(losses, peer)).DefaultIfEmpty(0).Max();
            var timings = rounds.Time(
                [new(Contender.RadSharp, TrainingCase.Batch, () => training.Step()), .. peers.Select(peer => peer.Contender)]);
            table.Add($"radsharp-mini's eye, {TrainingCase.Size}×{TrainingCase.Size}, losses differ {difference:0.0e0}", timings);
        }
        finally
        {
            peers.ForEach(peer => peer.Dispose());
        }
    }

    private static double Difference(double[] losses, PyTorch peer)
    {
        var largest = losses.Max(loss => Math.Abs(loss - peer.Step().Loss));
        return largest <= Tolerance
            ? largest
            : throw new InvalidOperationException(
                $"Training: PyTorch's losses differ by {largest} from {string.Join(", ", losses)} in {Steps} steps. A wrong result "
                + "is not timed.");
    }
}
