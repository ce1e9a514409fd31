using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels;

/// <summary>Sums down the columns of a matrix: the gradient of a bias that was added to every row.</summary>
public static unsafe class ColumnSums
{
    // Four registers of the widest path: enough sums under way to hide the latency of an addition.
    private const int StripeColumns = 64;

    /// <summary>
    /// <c>sums[c] = Σ matrix[r, c]</c>, or <c>sums[c] += …</c>. Rows are added in order, whatever the number of threads.
    /// The spans must not overlap.
    /// </summary>
    /// <param name="matrix">[rows, columns], row-major.</param>
    /// <param name="columns">Length of <paramref name="sums"/>.</param>
    /// <param name="sums">[columns].</param>
    /// <param name="accumulate">Whether to add to <paramref name="sums"/>.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static void Run(ReadOnlySpan<float> matrix, int columns, Span<float> sums, bool accumulate)
    {
        Expect.That(
            sums.Length == columns && (columns == 0 ? matrix.Length == 0 : matrix.Length % columns == 0), "ColumnSums",
            $"expected whole rows of {columns} columns and as many sums, but found {matrix.Length} elements and {sums.Length} sums");
        if (columns == 0)
        {
            return;
        }

        fixed (float* from = matrix, to = sums)
        {
            var work = new SumWork(from, matrix.Length / columns, columns, to, accumulate);
            Workers.Run((columns + StripeColumns - 1) / StripeColumns, work);
        }
    }

    // A chunk reads and writes columns [first, end) only, in registers of which the last may be partial.
    private readonly struct SumWork(float* matrix, int rows, int columns, float* sums, bool accumulate) : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var first = chunk * StripeColumns;
            var end = Math.Min(first + StripeColumns, columns);
            for (var column = first; column < end; column += TLanes.Count)
            {
                var count = Math.Min(TLanes.Count, end - column);
                var sum = TLanes.Zero;
                var source = matrix + column;
                for (var row = 0; row < rows; row++)
                {
                    sum += count == TLanes.Count ? TLanes.Load(source) : TLanes.LoadPartial(source, count);
                    source += columns;
                }

                if (accumulate)
                {
                    sum += TLanes.LoadPartial(sums + column, count);
                }

                TLanes.StorePartial(sum, sums + column, count);
            }
        }
    }
}
