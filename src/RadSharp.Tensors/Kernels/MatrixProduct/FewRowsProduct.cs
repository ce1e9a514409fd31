using System.Runtime.CompilerServices;
using RadSharp.Tensors.Kernels.Convolution;
using RadSharp.Tensors.Memory;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels.MatrixProduct;

/// <summary>
/// <c>C = A · Bᵀ</c> for few rows of A, as when a weight [outFeatures, inFeatures] meets a short text. Packing B would cost
/// as much as using it, so the product is taken the other way round, <c>Cᵀ = B · Aᵀ</c>: the few rows of A are packed, and
/// B is read where it lies.
/// </summary>
internal static unsafe class FewRowsProduct
{
    // With more rows, packing B is worth its cost.
    private const int MostRows = 96;

    // With fewer columns, the turning costs more than it saves.
    private const int FewestColumns = 64;

    private const int PackDepths = 256;
    private const int TurnColumns = 128;

    /// <summary>Whether this way is the faster one: few rows that fill their panels, and columns enough.</summary>
    public static bool Suits(int rows, int columns)
    {
        var width = WeightPanels.Width;
        var padded = (rows + width - 1) / width * width;
        return rows <= MostRows && 4 * rows >= 3 * padded && columns >= FewestColumns;
    }

    /// <summary>Computes C, then bias and activation.</summary>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="columns">Rows of B, columns of C.</param>
    /// <param name="depth">Length of the sums, ≥ 1.</param>
    /// <param name="left">A: lines are rows.</param>
    /// <param name="b">[columns, depth].</param>
    /// <param name="strideB">Floats from one row of B to the next.</param>
    /// <param name="c">[rows, columns]; must not overlap the operands.</param>
    /// <param name="strideC">Floats from one row of C to the next.</param>
    /// <param name="epilogue">What is done to each element of C at the end.</param>
    public static void Run<TLeft>(
        int rows, int columns, int depth, TLeft left, float* b, nint strideB, float* c, nint strideC, Epilogue epilogue)
        where TLeft : unmanaged, IPanelSource
    {
        using var panels = new RentedFloats(WeightPanels.Count(depth, rows));
        using var turned = new RentedFloats((long)columns * rows);
        Workers.Run((depth + PackDepths - 1) / PackDepths, new PackWork<TLeft>(left, rows, depth, panels.First));
        var window = ConvolutionWindow.OfStored(b, columns, depth, strideB);
        WindowProduct.Run(window, panels.First, rows, new TileOutput(turned.First, rows));
        var work = new TurnWork(turned.First, rows, columns, c, strideC, epilogue);
        Workers.Run((columns + TurnColumns - 1) / TurnColumns, work);
    }

    // A chunk packs a stretch of the depth of all panels.
    private readonly struct PackWork<TLeft>(TLeft left, int rows, int depth, float* panels) : IParallelWork
        where TLeft : unmanaged, IPanelSource
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var width = Tile.Columns<TLanes>();
            var first = chunk * PackDepths;
            var depths = Math.Min(PackDepths, depth - first);
            for (var row = 0; row < rows; row += width)
            {
                var panel = panels + ((nint)row * depth) + ((nint)first * width);
                left.Pack<TLanes>(row, Math.Min(width, rows - row), first, depths, width, panel);
            }
        }
    }

    // A chunk writes its columns of C: registers of columns by four rows, single elements at the edges.
    private readonly struct TurnWork(float* turned, int rows, int columns, float* c, nint strideC, Epilogue epilogue) : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var first = chunk * TurnColumns;
            var end = Math.Min(first + TurnColumns, columns);
            var column = first;
            for (; column + TLanes.Count <= end; column += TLanes.Count)
            {
                var row = 0;
                for (; row + 4 <= rows; row += 4)
                {
                    TLanes.LoadTransposed(
                        turned + ((nint)column * rows) + row, rows, out var one, out var two, out var three, out var four);
                    var target = c + (row * strideC) + column;
                    TLanes.Store(one, target);
                    TLanes.Store(two, target + strideC);
                    TLanes.Store(three, target + (2 * strideC));
                    TLanes.Store(four, target + (3 * strideC));
                }

                Turn(column, column + TLanes.Count, row);
            }

            Turn(column, end, 0);
            epilogue.Apply<TLanes>(c + first, strideC, rows, first, end - first);
        }

        private void Turn(int column, int end, int firstRow)
        {
            for (; column < end; column++)
            {
                for (var row = firstRow; row < rows; row++)
                {
                    c[(row * strideC) + column] = turned[((nint)column * rows) + row];
                }
            }
        }
    }
}
