using RadSharp.Bench.Cases;
using RadSharp.Bench.Measuring;
using RadSharp.Bench.Ours;
using RadSharp.Bench.Peers;
using RadSharp.Bench.Peers.OneDnn;

namespace RadSharp.Bench.Suites;

/// <summary>Norms, softmax and GELU of a vision transformer's activations, which partly stay in the caches.</summary>
internal static class ElementwiseSuite
{
    private static readonly (int Rows, int Columns)[] Activations = [(577, 768), (729, 1152)];
    private static readonly (int Rows, int Columns)[] Scores = [(577, 577), (12 * 577, 577)];
    private static readonly (int Rows, int Columns)[] HiddenActivations = [(577, 3072), (729, 4304)];

    private static readonly Operation[] Operations =
    [
        new("layer norm", Activations, rows => rows.LayerNorm, OurRows.LayerNorm)
        {
            OneDnn = OneDnnRows.LayerNorm,
            Primitives = rows => [DotNetPrimitives.LayerNorm(rows)],
        },
        new("RMS norm", Activations, rows => rows.RmsNorm, OurRows.RmsNorm)
        {
            Primitives = rows => [DotNetPrimitives.RmsNorm(rows)],
        },
        new("softmax", Scores, rows => rows.Softmax, OurRows.Softmax)
        {
            OneDnn = OneDnnRows.Softmax,
            Primitives = DotNetPrimitives.Softmax,
        },
        new("GELU erf", HiddenActivations, rows => rows.GeluErf, OurRows.GeluErf)
        {
            OneDnn = rows => OneDnnRows.Gelu(rows, Algorithm.GeluErf),
        },
        new("GELU tanh", HiddenActivations, rows => rows.GeluTanh, OurRows.GeluTanh)
        {
            OneDnn = rows => OneDnnRows.Gelu(rows, Algorithm.GeluTanh),
            Primitives = rows => [DotNetPrimitives.GeluTanh(rows)],
        },
    ];

    public static void Run(Rounds rounds)
    {
        var table = new Table(
            "Rows×columns of float32, bytes read and written", "GB/s", Bar.Within(1.1), OneDnnLibrary.Peer,
            DotNetPrimitives.Peer);
        foreach (var operation in Operations)
        {
            foreach (var (rows, columns) in operation.Shapes)
            {
                using var matrix = new RowsCase(rows, columns);
                using var oneDnn = OneDnnLibrary.Peer.IsInstalled ? operation.OneDnn(matrix) : null;
                List<Contender> contenders = [operation.Ours(matrix), .. operation.Primitives(matrix)];
                if (oneDnn is not null)
                {
                    contenders.Add(oneDnn.Contender);
                }

                Agreement.Check(operation.Name, contenders, matrix.Output, operation.Definition(matrix));
                table.Add($"{operation.Name} {matrix.Name}", rounds.Time(contenders));
            }
        }
    }

    /// <summary>One operation and who can do it.</summary>
    private sealed record Operation(
        string Name, (int Rows, int Columns)[] Shapes, Func<RowsCase, Func<int, double>> Definition,
        Func<RowsCase, Contender> Ours)
    {
        public Func<RowsCase, OneDnnRows?> OneDnn { get; init; } = _ => null;

        public Func<RowsCase, Contender[]> Primitives { get; init; } = _ => [];
    }
}
