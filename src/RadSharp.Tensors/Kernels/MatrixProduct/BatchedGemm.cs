using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels.MatrixProduct;

/// <summary>Many float32 matrix products of one size.</summary>
public static unsafe class BatchedGemm
{
    /// <summary>
    /// <c>C[i] = op(A[i]) · op(B[i])</c>, or <c>+=</c>, for 0 ≤ i &lt; <paramref name="batch"/>; the matrices of each span lie
    /// one after another, each as <see cref="Gemm"/> wants it. C must not overlap A or B. Threads share the batch;
    /// a single product is spread over the threads itself.
    /// </summary>
    /// <exception cref="ArgumentException">A span's length does not fit the sizes.</exception>
    public static void Multiply(
        int batch, int rows, int columns, int depth, ReadOnlySpan<float> a, bool transposeA, ReadOnlySpan<float> b, bool transposeB,
        Span<float> c, bool accumulate = false)
    {
        Expect.That(
            batch >= 0 && a.Length == (long)batch * rows * depth && b.Length == (long)batch * depth * columns
            && c.Length == (long)batch * rows * columns,
            "BatchedGemm",
            $"expected {batch} × ({rows}×{depth} · {depth}×{columns}), but found {a.Length}, {b.Length} and {c.Length} elements");
        if (batch == 1)
        {
            Gemm.Multiply(rows, columns, depth, a, transposeA, b, transposeB, c, accumulate);
            return;
        }

        fixed (float* left = a, right = b, target = c)
        {
            Workers.Run(
                batch, new ProductWork(rows, columns, depth, left, transposeA, right, transposeB, target, accumulate));
        }
    }

    // Chunk i stays inside the i-th matrices. The product inside runs on the chunk's own thread.
    private readonly struct ProductWork(
        int rows, int columns, int depth, float* a, bool transposeA, float* b, bool transposeB, float* c, bool accumulate)
        : IParallelWork
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes> =>
            Gemm.Multiply(
                rows, columns, depth,
                a + ((long)chunk * rows * depth), transposeA ? rows : depth, transposeA,
                b + ((long)chunk * depth * columns), transposeB ? depth : columns, transposeB,
                c + ((long)chunk * rows * columns), columns, accumulate, default);
    }
}
