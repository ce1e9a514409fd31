using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Kernels.MatrixProduct;

namespace RadSharp.Tensors.Operations;

/// <summary>Matrix products of tensors.</summary>
public static class MatrixProducts
{
    /// <summary><c>op(a) · op(b)</c> over the last two axes.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="a">[…, M, K], or […, K, M] if <paramref name="transposeA"/>.</param>
    /// <param name="b">[…, K, N], or […, N, K] if <paramref name="transposeB"/>, with the leading axes of
    /// <paramref name="a"/>. With two axes it meets every matrix of <paramref name="a"/>, which must not be transposed then.</param>
    /// <param name="transposeA">Whether the matrices of <paramref name="a"/> are given transposed.</param>
    /// <param name="transposeB">Whether the matrices of <paramref name="b"/> are given transposed.</param>
    /// <returns>[…, M, N].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or a tensor is not Float32.</exception>
    public static Tensor MatMul(this Tape tape, Tensor a, Tensor b, bool transposeA = false, bool transposeB = false)
    {
        Expect.Float32("MatMul", a);
        Expect.Float32("MatMul", b);
        var (left, right) = (a.Shape, b.Shape);
        Expect.That(left.Rank >= 2 && right.Rank >= 2, "MatMul", $"expected at least two axes each, but found {left} and {right}");
        var (rows, depth) = transposeA ? (left[-1], left[-2]) : (left[-2], left[-1]);
        var columns = right[transposeB ? -2 : -1];
        var oneForAll = right.Rank == 2 && !transposeA;
        Expect.That(
            right[transposeB ? -1 : -2] == depth && (oneForAll || right.Axes(0, right.Rank - 2) == left.Axes(0, left.Rank - 2)),
            "MatMul",
            $"expected inner lengths and leading axes that match, but found {left}{Mark(transposeA)} · {right}{Mark(transposeB)}");

        var batch = (int)left.CountOf(0, left.Rank - 2);
        var sizes = oneForAll ? new Sizes(1, batch * rows, columns, depth) : new Sizes(batch, rows, columns, depth);
        var c = tape.New(left.With(-2, rows).With(-1, columns));
        Multiply(sizes, a.Span, transposeA, b.Span, transposeB, c.Span, accumulate: false);
        if (tape.Records(a, b))
        {
            tape.Record(c, new MatMulBackward(a, transposeA, b, transposeB, sizes));
        }

        return c;
    }

    private static string Mark(bool transposed) => transposed ? "ᵀ" : "";

    private static void Multiply(
        Sizes sizes, ReadOnlySpan<float> a, bool transposeA, ReadOnlySpan<float> b, bool transposeB, Span<float> c, bool accumulate) =>
        BatchedGemm.Multiply(sizes.Batch, sizes.Rows, sizes.Columns, sizes.Depth, a, transposeA, b, transposeB, c, accumulate);

    private readonly record struct Sizes(int Batch, int Rows, int Columns, int Depth);

    private sealed class MatMulBackward(Tensor a, bool transposeA, Tensor b, bool transposeB, Sizes sizes) : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            var (batch, m, n, k) = sizes;
            var dc = output.Gradient.Span;
            if (a.NeedsGradient)
            {
                var da = tape.GradientOf(a, out var accumulate).Span;
                if (transposeA)
                {
                    Multiply(new Sizes(batch, k, m, n), b.Span, transposeB, dc, true, da, accumulate);
                }
                else
                {
                    Multiply(new Sizes(batch, m, k, n), dc, false, b.Span, !transposeB, da, accumulate);
                }
            }

            if (b.NeedsGradient)
            {
                var db = tape.GradientOf(b, out var accumulate).Span;
                if (transposeB)
                {
                    Multiply(new Sizes(batch, n, k, m), dc, true, a.Span, transposeA, db, accumulate);
                }
                else
                {
                    Multiply(new Sizes(batch, k, n, m), a.Span, !transposeA, dc, false, db, accumulate);
                }
            }
        }
    }
}
