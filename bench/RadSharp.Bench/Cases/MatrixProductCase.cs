using RadSharp.Tensors;

namespace RadSharp.Bench.Cases;

/// <summary>C = A · B with operands, either of which may lie transposed in memory.</summary>
internal sealed class MatrixProductCase(int m, int n, int k, bool transposeA, bool transposeB) : IDisposable
{
    /// <summary>Rows of C.</summary>
    public int M => m;

    /// <summary>Columns of C.</summary>
    public int N => n;

    /// <summary>Length of the sums.</summary>
    public int K => k;

    /// <summary>Whether A is stored as [K, M].</summary>
    public bool TransposeA => transposeA;

    /// <summary>Whether B is stored as [N, K].</summary>
    public bool TransposeB => transposeB;

    /// <summary>[M, K], or [K, M] when transposed.</summary>
    public Tensor A { get; } = Operands.Random(transposeA ? [k, m] : [m, k], seed: 1);

    /// <summary>[K, N], or [N, K] when transposed.</summary>
    public Tensor B { get; } = Operands.Random(transposeB ? [n, k] : [k, n], seed: 2);

    /// <summary>[M, N].</summary>
    public Tensor C { get; } = Tensor.Zeros([m, n]);

    /// <summary>Floating-point operations.</summary>
    public double Work => 2.0 * m * n * k;

    /// <summary>Such as <c>1024×1024×1024 NT</c>.</summary>
    public string Name => $"{m}×{n}×{k} {(transposeA ? 'T' : 'N')}{(transposeB ? 'T' : 'N')}";

    /// <summary>An element of C, by the definition.</summary>
    public double Expected(int element)
    {
        var (row, column) = Math.DivRem(element, n);
        var a = A.Span;
        var b = B.Span;
        double sum = 0;
        for (var depth = 0; depth < k; depth++)
        {
            var left = transposeA ? a[(depth * m) + row] : a[(row * k) + depth];
            var right = transposeB ? b[(column * k) + depth] : b[(depth * n) + column];
            sum += (double)left * right;
        }

        return sum;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        A.Dispose();
        B.Dispose();
        C.Dispose();
    }
}
