using RadSharp.Bench.Cases;
using RadSharp.Bench.Measuring;
using RadSharp.Bench.Ours;
using RadSharp.Bench.Peaks;
using RadSharp.Bench.Peers.OneDnn;

namespace RadSharp.Bench.Suites;

/// <summary>Every convolution of ResNet-50, forward, at two sizes of the film, and their sum over the network.</summary>
internal static class ConvSuite
{
    public static void Run(Rounds rounds)
    {
        Run(rounds, ResNet50.FilmSize);
        Run(rounds, 2 * ResNet50.FilmSize);
    }

    private static void Run(Rounds rounds, int filmSize)
    {
        var table = new Table(
            $"Convolutions of ResNet-50 at {filmSize}×{filmSize}, forward, batch 1", "GFLOP/s", new Bar(OfPeers: 0.9),
            OneDnnLibrary.Peer);
        List<(Timing[] Timings, int Count)> network = [];
        foreach (var (input, output, kernel, stride, size, count) in ResNet50.Convolutions)
        {
            using var convolution = new ConvolutionCase(input, output, kernel, stride, size * filmSize / ResNet50.FilmSize);
            using var ours = new OurConvolution(convolution);
            using var oneDnn = OneDnnLibrary.Peer.IsInstalled ? new OneDnnConvolution(convolution) : null;
            List<Contender> contenders = [ours.Contender];
            if (oneDnn is not null)
            {
                contenders.Add(oneDnn.Contender);
            }

            Agreement.Check(convolution.Name, contenders, convolution.Result, convolution.Expected);
            var timings = rounds.Time([FmaPeak.AllThreads, .. contenders]);
            table.Add($"{convolution.Name} ×{count}", timings, isPart: true);
            network.Add((timings, count));
        }

        var sums = network[0].Timings.Select(
            (_, contender) => Timing.Sum([.. network.Select(part => (part.Timings[contender], part.Count))]));
        table.Add("sum of the network's 53", [.. sums]);
    }
}
