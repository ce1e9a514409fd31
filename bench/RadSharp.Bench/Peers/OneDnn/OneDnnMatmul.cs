using RadSharp.Bench.Cases;
using RadSharp.Bench.Measuring;
using RadSharp.Tensors;

namespace RadSharp.Bench.Peers.OneDnn;

/// <summary>oneDNN's two ways to a matrix product: its matmul primitive and its <c>dnnl_sgemm</c>.</summary>
internal sealed unsafe class OneDnnMatmul : IDisposable
{
    private readonly MatrixProductCase _case;
    private readonly Primitive _matmul;
    private readonly OneDnnMemory _a;
    private readonly OneDnnMemory _b;
    private readonly OneDnnMemory _c;

    /// <summary>Prepares the primitive for the case's operands.</summary>
    public OneDnnMatmul(MatrixProductCase product)
    {
        _case = product;
        var a = Matrix(product.M, product.K, product.TransposeA);
        var b = Matrix(product.K, product.N, product.TransposeB);
        var c = Matrix(product.M, product.N, transposed: false);
        OperationDescriptor operation;
        OneDnnLibrary.Check(OneDnnMethods.InitMatmul(&operation, &a, &b, null, &c));
        _matmul = Primitive.Create(&operation);
        (_a, _b, _c) = (new(a, product.A), new(b, product.B), new(c, product.C));
    }

    /// <summary>Both ways.</summary>
    public Contender[] Contenders =>
    [
        new(OneDnnLibrary.Peer.Name, _case.Work, Matmul) { Variant = "matmul" },
        new(OneDnnLibrary.Peer.Name, _case.Work, Sgemm) { Variant = "sgemm" },
    ];

    /// <inheritdoc/>
    public void Dispose()
    {
        _matmul.Dispose();
        _a.Dispose();
        _b.Dispose();
        _c.Dispose();
    }

    private static MemoryDescriptor Matrix(long rows, long columns, bool transposed) =>
        MemoryDescriptor.Strided([rows, columns], transposed ? [1, rows] : [columns, 1]);

    private void Matmul() => _matmul.Execute(
        new(ArgumentIndex.Source, _a.Handle), new(ArgumentIndex.Weights, _b.Handle), new(ArgumentIndex.Destination, _c.Handle));

    private void Sgemm()
    {
        var (m, n, k) = (_case.M, _case.N, _case.K);
        var (transposeA, lda) = _case.TransposeA ? ((byte)'T', m) : ((byte)'N', k);
        var (transposeB, ldb) = _case.TransposeB ? ((byte)'T', k) : ((byte)'N', n);
        OneDnnLibrary.Check(OneDnnMethods.Sgemm(
            transposeA, transposeB, m, n, k, 1, _case.A.Pointer(), lda, _case.B.Pointer(), ldb, 0, _case.C.Pointer(), n));
    }
}
