namespace RadSharp.Tensors.Kernels.MatrixProduct;

/// <summary>The float32 matrix product, C = A · B, in all transpositions.</summary>
public static unsafe class Gemm
{
    /// <summary>
    /// <c>C = op(A) · op(B)</c>, or <c>C += op(A) · op(B)</c>, all row-major and dense. C must not overlap A or B. Uses all
    /// threads of <see cref="Threading.Workers"/>; the bits do not depend on their number.
    /// </summary>
    /// <param name="rows">M: rows of op(A) and C.</param>
    /// <param name="columns">N: columns of op(B) and C.</param>
    /// <param name="depth">K: columns of op(A), rows of op(B). Zero gives zeros.</param>
    /// <param name="a">[M, K], or [K, M] if <paramref name="transposeA"/>.</param>
    /// <param name="transposeA">Whether op(A) is Aᵀ.</param>
    /// <param name="b">[K, N], or [N, K] if <paramref name="transposeB"/>.</param>
    /// <param name="transposeB">Whether op(B) is Bᵀ.</param>
    /// <param name="c">[M, N].</param>
    /// <param name="accumulate">Whether to add to C.</param>
    /// <exception cref="ArgumentException">A span's length does not fit the sizes.</exception>
    public static void Multiply(
        int rows, int columns, int depth, ReadOnlySpan<float> a, bool transposeA, ReadOnlySpan<float> b, bool transposeB,
        Span<float> c, bool accumulate = false)
    {
        Expect.That(
            rows >= 0 && columns >= 0 && depth >= 0 && a.Length == (long)rows * depth && b.Length == (long)depth * columns
            && c.Length == (long)rows * columns,
            "Gemm",
            $"expected {rows}×{depth} · {depth}×{columns} elements, but found {a.Length}, {b.Length} and {c.Length} in A, B and C");
        fixed (float* left = a, right = b, target = c)
        {
            Multiply(
                rows, columns, depth, left, transposeA ? rows : depth, transposeA, right, transposeB ? depth : columns, transposeB,
                target, columns, accumulate, default);
        }
    }

    /// <summary>As the public form, with strides between rows and an epilogue.</summary>
    internal static void Multiply(
        int rows, int columns, int depth, float* a, nint strideA, bool transposeA, float* b, nint strideB, bool transposeB,
        float* c, nint strideC, bool accumulate, Epilogue epilogue)
    {
        var readsB = transposeB && !accumulate && depth > 0 && FewRowsProduct.Suits(rows, columns);
        switch (transposeA, transposeB)
        {
            case (false, true) when readsB:
                FewRowsProduct.Run(rows, columns, depth, new DepthContiguous(a, strideA), b, strideB, c, strideC, epilogue);
                break;
            case (true, true) when readsB:
                FewRowsProduct.Run(rows, columns, depth, new LineContiguous(a, strideA), b, strideB, c, strideC, epilogue);
                break;
            case (false, false):
                GemmDriver.Run(
                    rows, columns, depth, new DepthContiguous(a, strideA), new LineContiguous(b, strideB), c, strideC, accumulate, epilogue);
                break;
            case (false, true):
                GemmDriver.Run(
                    rows, columns, depth, new DepthContiguous(a, strideA), new DepthContiguous(b, strideB), c, strideC, accumulate, epilogue);
                break;
            case (true, false):
                GemmDriver.Run(
                    rows, columns, depth, new LineContiguous(a, strideA), new LineContiguous(b, strideB), c, strideC, accumulate, epilogue);
                break;
            case (true, true):
                GemmDriver.Run(
                    rows, columns, depth, new LineContiguous(a, strideA), new DepthContiguous(b, strideB), c, strideC, accumulate, epilogue);
                break;
        }
    }
}
