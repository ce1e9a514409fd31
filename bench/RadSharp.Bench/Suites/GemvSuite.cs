using RadSharp.Bench.Cases;
using RadSharp.Bench.Measuring;
using RadSharp.Bench.Ours;
using RadSharp.Bench.Peaks;
using RadSharp.Tensors;

namespace RadSharp.Bench.Suites;

/// <summary>What generating a token is made of: quantised matrices of a 7-billion-parameter decoder times one vector.</summary>
internal static class GemvSuite
{
    public static void Run(Rounds rounds)
    {
        var table = new Table("Matrix·vector, quantised matrix read from memory", "GB/s", new Bar(OfPeak: 0.85));
        using var read = new ReadPeak();
        foreach (var (rows, columns) in new[] { (4096, 4096), (11008, 4096) })
        {
            foreach (var dtype in new[] { DType.Q8, DType.Q4 })
            {
                using var product = new MatrixVectorCase(rows, columns, dtype);
                var ours = OurMatrixVector.Contender(product);
                Agreement.Check(product.Name, [ours], product.Y, product.Expected, tolerance: 1e-3);
                table.Add(product.Name, rounds.Time([read.AllThreads, ours]));
            }
        }
    }
}
