using System.Runtime.InteropServices;
using RadSharp.Bench.Cases;
using RadSharp.Bench.Measuring;

namespace RadSharp.Bench.Peers;

/// <summary>OpenBLAS: matrix products in hand-written assembly.</summary>
internal static unsafe partial class OpenBlas
{
    private const string Library = "libopenblas.so.0";
    private const int RowMajor = 101;
    private const int NoTranspose = 111;
    private const int Transpose = 112;

    /// <summary>The column.</summary>
    public static Peer Peer { get; } = new("OpenBLAS", Library, "libopenblas0-pthread");

    /// <summary>Version and build, the kernels chosen for this machine, and the number of threads.</summary>
    public static string Description =>
        $"{Marshal.PtrToStringUTF8(Config())}, kernels for {Marshal.PtrToStringUTF8(CoreName())}, {ThreadCount()} threads";

    /// <summary>The product with <c>cblas_sgemm</c>.</summary>
    public static Contender MatrixProduct(MatrixProductCase product)
    {
        var (m, n, k) = (product.M, product.N, product.K);
        var (transposeA, lda) = product.TransposeA ? (Transpose, m) : (NoTranspose, k);
        var (transposeB, ldb) = product.TransposeB ? (Transpose, k) : (NoTranspose, n);
        var a = product.A.Pointer();
        var b = product.B.Pointer();
        var c = product.C.Pointer();
        return new(Peer.Name, product.Work, () => Sgemm(
            RowMajor, transposeA, transposeB, m, n, k, 1, a, lda, b, ldb, 0, c, n));
    }

    [LibraryImport(Library, EntryPoint = "cblas_sgemm")]
    private static partial void Sgemm(
        int order, int transposeA, int transposeB, int m, int n, int k,
        float alpha, float* a, int lda, float* b, int ldb, float beta, float* c, int ldc);

    [LibraryImport(Library, EntryPoint = "openblas_get_num_threads")]
    private static partial int ThreadCount();

    [LibraryImport(Library, EntryPoint = "openblas_get_config")]
    private static partial nint Config();

    [LibraryImport(Library, EntryPoint = "openblas_get_corename")]
    private static partial nint CoreName();
}
