using RadSharp.Bench.Cases;
using RadSharp.Bench.Measuring;
using RadSharp.Bench.Peers;
using RadSharp.Bench.Peers.OneDnn;

namespace RadSharp.Bench.Suites;

/// <summary>Norms, softmax and GELU of a vision transformer's activations, which partly stay in the caches.</summary>
internal static class ElementwiseSuite
{
    private static readonly (int Rows, int Columns)[] Activations = [(577, 768), (729, 1152)];
    private static readonly (int Rows, int Columns)[] Scores = [(577, 577), (12 * 577, 577)];
    private static readonly (int Rows, int Columns)[] HiddenActivations = [(577, 3072), (729, 4304)];

    public static void Run(Rounds rounds)
    {
        var table = new Table(
            "Rows×columns of float32, bytes read and written", "GB/s", Bar.Within(1.1), OneDnnLibrary.Peer,
            DotNetPrimitives.Peer);
        Run(
            rounds, table, "layer norm", Activations, rows => rows.LayerNorm,
            OneDnnRows.LayerNorm, rows => [DotNetPrimitives.LayerNorm(rows)]);
        Run(
            rounds, table, "RMS norm", Activations, rows => rows.RmsNorm,
            oneDnn: null, rows => [DotNetPrimitives.RmsNorm(rows)]);
        Run(rounds, table, "softmax", Scores, rows => rows.Softmax, OneDnnRows.Softmax, DotNetPrimitives.Softmax);
        Run(
            rounds, table, "GELU erf", HiddenActivations, rows => rows.GeluErf,
            rows => OneDnnRows.Gelu(rows, Algorithm.GeluErf), rows => []);
        Run(
            rounds, table, "GELU tanh", HiddenActivations, rows => rows.GeluTanh,
            rows => OneDnnRows.Gelu(rows, Algorithm.GeluTanh), rows => [DotNetPrimitives.GeluTanh(rows)]);
    }

    private static void Run(
        Rounds rounds, Table table, string operation, (int Rows, int Columns)[] shapes,
        Func<RowsCase, Func<int, double>> definition, Func<RowsCase, OneDnnRows>? oneDnn, Func<RowsCase, Contender[]> primitives)
    {
        foreach (var (rows, columns) in shapes)
        {
            using var matrix = new RowsCase(rows, columns);
            using var peer = OneDnnLibrary.Peer.IsInstalled ? oneDnn?.Invoke(matrix) : null;
            List<Contender> contenders = [.. primitives(matrix)];
            if (peer is not null)
            {
                contenders.Add(peer.Contender);
            }

            Agreement.Check(operation, contenders, matrix.Output, definition(matrix));
            table.Add($"{operation} {matrix.Name}", rounds.Time(contenders));
        }
    }
}
