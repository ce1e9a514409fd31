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
        $"{Marshal.PtrToStringUTF8(Config())?.Trim()}, kernels for {Marshal.PtrToStringUTF8(CoreName())}, {ThreadCount()} threads";

    /// <summary>Sets the number of threads of all later calls.</summary>
    public static void UseThreads(int count) => SetThreadCount(count);

    /// <summary>The product with <c>cblas_sgemm</c>.</summary>
    public static Contender MatrixProduct(MatrixProductCase product)
    {
        var (m, n, k) = (product.M, product.N, product.K);
        var (transposeA, lda) = product.TransposeA ? (Transpose, m) : (NoTranspose, k);
        var (transposeB, ldb) = product.TransposeB ? (Transpose, k) : (NoTranspose, n);
        var (a, b, c) = ((nint)product.A.Pointer(), (nint)product.B.Pointer(), (nint)product.C.Pointer());
        return new(Peer.Name, product.Work, () => Sgemm(
            RowMajor, transposeA, transposeB, m, n, k, 1, (float*)a, lda, (float*)b, ldb, 0, (float*)c, n));
    }

    [LibraryImport(Library, EntryPoint = "cblas_sgemm")]
    private static partial void Sgemm(
        int order, int transposeA, int transposeB, int m, int n, int k,
        float alpha, float* a, int lda, float* b, int ldb, float beta, float* c, int ldc);

    [LibraryImport(Library, EntryPoint = "openblas_set_num_threads")]
    private static partial void SetThreadCount(int count);

    [LibraryImport(Library, EntryPoint = "openblas_get_num_threads")]
    private static partial int ThreadCount();

    [LibraryImport(Library, EntryPoint = "openblas_get_config")]
    private static partial nint Config();

    [LibraryImport(Library, EntryPoint = "openblas_get_corename")]
    private static partial nint CoreName();
}
