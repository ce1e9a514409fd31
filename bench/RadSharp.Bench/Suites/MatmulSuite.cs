using RadSharp.Bench.Cases;
using RadSharp.Bench.Measuring;
using RadSharp.Bench.Ours;
using RadSharp.Bench.Peaks;
using RadSharp.Bench.Peers;
using RadSharp.Bench.Peers.OneDnn;

namespace RadSharp.Bench.Suites;

/// <summary>Matrix products of the transformers' shapes, in every transposition.</summary>
internal static class MatmulSuite
{
    private static readonly (int M, int N, int K)[] Shapes =
        [(1024, 1024, 1024), (729, 4304, 1152), (256, 3072, 768), (64, 512, 2048)];

    public static void Run(Rounds rounds)
    {
        var table = new Table(
            "Matrix product M×N×K, float32", "GFLOP/s", new Bar(OfPeers: 0.95, OfPeak: 0.80), OpenBlas.Peer, OneDnnLibrary.Peer);
        foreach (var (m, n, k) in Shapes)
        {
            foreach (var (transposeA, transposeB) in new[] { (false, false), (false, true), (true, false), (true, true) })
            {
                using var product = new MatrixProductCase(m, n, k, transposeA, transposeB);
                using var oneDnn = OneDnnLibrary.Peer.IsInstalled ? new OneDnnMatmul(product) : null;
                List<Contender> contenders = [OurMatrixProduct.Contender(product)];
                if (OpenBlas.Peer.IsInstalled)
                {
                    contenders.Add(OpenBlas.MatrixProduct(product));
                }

                contenders.AddRange(oneDnn?.Contenders ?? []);
                Agreement.Check(product.Name, contenders, product.C, product.Expected);
                table.Add(product.Name, rounds.Time([FmaPeak.AllThreads, .. contenders]));
            }
        }
    }
}
