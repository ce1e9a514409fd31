using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels;

/// <summary>
/// Products of few rows of activations with a row-major weight in float32, bfloat16 or half: the weight is read once for
/// every four rows, at the speed of memory, and widened on the way to float32 arithmetic. Two lines of the weight pass at a
/// time, because two streams of prefetches get more out of memory than one.
/// </summary>
/// <remarks>
/// An output is one register of sums over its line of the weight, however many lines and rows share a pass: its bits depend
/// neither on the number of threads nor on the other rows.
/// </remarks>
internal static unsafe class RowMajorProduct<TElements, T>
    where TElements : unmanaged, IElements<T>
    where T : unmanaged
{
    private const int ChunkBytes = 256 * 1024;

    // How far ahead to prefetch, in bytes: the latency of memory at the speed of the loop.
    private const int Ahead = 4096;

    // Rows of activations that share a pass over lines of the weight.
    private const int MaxRowsAtOnce = 4;

    // Lines whose sums are kept while their blocks of columns pass.
    private const int MaxLinesAtOnce = 32;

    // Columns in a block when four rows share it: 16 KB of activations.
    private const int FourRowsColumns = 1024;

    /// <summary><c>y = x · Wᵀ + bias</c>.</summary>
    /// <param name="x">[rows, inFeatures].</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="weight">[outFeatures, inFeatures].</param>
    /// <param name="outFeatures">Rows of the weight.</param>
    /// <param name="inFeatures">Columns of the weight.</param>
    /// <param name="bias">[outFeatures], or null.</param>
    /// <param name="y">[rows, outFeatures]; must not overlap the others.</param>
    public static void Multiply(float* x, int rows, T* weight, int outFeatures, int inFeatures, float* bias, float* y)
    {
        var pairsPerChunk = (int)Math.Max(1, ChunkBytes / Math.Max(1, 2L * inFeatures * sizeof(T)));
        var perChunk = 2 * pairsPerChunk;
        Workers.Run(
            (int)((outFeatures + perChunk - 1L) / perChunk),
            new MultiplyWork(x, rows, weight, outFeatures, inFeatures, perChunk, bias, y));
    }

    // A chunk reads weight rows [first, end) and all of x, each up to inFeatures, and writes y's columns [first, end).
    private readonly struct MultiplyWork(
        float* x, int rows, T* weight, int outFeatures, int inFeatures, int perChunk, float* bias, float* y) : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var sums = stackalloc float[MaxLinesAtOnce * MaxRowsAtOnce * TLanes.Count];
            var first = chunk * perChunk;
            var end = first + Math.Min(perChunk, outFeatures - first);
            for (var line = first; line < end; line += MaxLinesAtOnce)
            {
                var lines = Math.Min(MaxLinesAtOnce, end - line);
                int count;
                for (var row = 0; row < rows; row += count)
                {
                    count = rows - row >= 4 ? 4 : rows - row >= 2 ? 2 : 1;
                    Sum<TLanes>(line, lines, row, count, sums);
                    Finish<TLanes>(line, lines, row, count, sums);
                }
            }
        }

        // Sums of whole pairs of registers, sums[line / 2][row][line % 2][lane], for blocks of columns whose activations
        // stay in the first-level cache.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Sum<TLanes>(int line, int lines, int row, int count, float* sums) where TLanes : unmanaged, ILanes<TLanes>
        {
            new Span<float>(sums, MaxLinesAtOnce * count * TLanes.Count).Clear();
            var whole = Whole<TLanes>();
            var perBlock = count == MaxRowsAtOnce ? Math.Min(FourRowsColumns, whole) : whole;
            var ahead = Math.Min(Ahead / sizeof(T), perBlock);
            for (var start = 0; start < whole; start += perBlock)
            {
                var end = Math.Min(start + perBlock, whole);

                // What comes after a line's last part is not the rest of that line, but the same block of the next pair.
                var turn = Math.Max(start, end - ahead);
                var jump = ahead + (2 * (nint)inFeatures) - (end - start);
                for (var pair = 0; pair < lines; pair += 2)
                {
                    var from = weight + ((long)(line + pair) * inFeatures);

                    // A single line counts as a pair with itself.
                    var next = pair + 1 < lines ? (nint)inFeatures : 0;
                    var to = sums + (pair * count * TLanes.Count);
                    Columns<TLanes>(from, next, row, count, start, turn, ahead, to);
                    Columns<TLanes>(from, next, row, count, turn, end, jump, to);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Columns<TLanes>(T* line, nint next, int row, int count, int start, int end, nint ahead, float* sums)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            var from = x + ((long)row * inFeatures);
            switch (count)
            {
                case 1:
                    OneRow<TLanes>(line, next, from, start, end, ahead, sums);
                    break;
                case 2:
                    TwoRows<TLanes>(line, next, from, start, end, ahead, sums);
                    break;
                default:
                    FourRows<TLanes>(line, next, from, start, end, ahead, sums);
                    break;
            }
        }

        private int Whole<TLanes>() where TLanes : unmanaged, ILanes<TLanes> =>
            inFeatures / (2 * TLanes.Count) * (2 * TLanes.Count);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Finish<TLanes>(int line, int lines, int row, int count, float* sums) where TLanes : unmanaged, ILanes<TLanes>
        {
            for (var l = 0; l < lines; l++)
            {
                var weights = weight + ((long)(line + l) * inFeatures);
                for (var r = 0; r < count; r++)
                {
                    var sum = sums + (((((l / 2 * count) + r) * 2) + (l % 2)) * TLanes.Count);
                    var total = Total<TLanes>(weights, x + ((long)(row + r) * inFeatures), sum);
                    y[((long)(row + r) * outFeatures) + line + l] = total + (bias == null ? 0 : bias[line + l]);
                }
            }
        }

        // Adds what the loops left, less than two registers, and sums up.
        private float Total<TLanes>(T* line, float* row, float* sums) where TLanes : unmanaged, ILanes<TLanes>
        {
            var sum = TLanes.Load(sums);
            for (var index = Whole<TLanes>(); index < inFeatures; index += TLanes.Count)
            {
                var rest = Math.Min(TLanes.Count, inFeatures - index);
                TLanes.MulAdd(
                    ref sum, Widening<TElements, T>.LoadPartial<TLanes>(line + index, rest), TLanes.LoadPartial(row + index, rest));
            }

            return TLanes.Sum(sum);
        }

        // The loops are methods without a call in them, whose sums come from memory and go there: with a call anywhere in the
        // method, the compiler would store the sums in every round.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void OneRow<TLanes>(T* line, nint next, float* row, int start, int end, nint ahead, float* sums)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            var first0 = TLanes.Load(sums);
            var second0 = TLanes.Load(sums + TLanes.Count);
            for (var index = start; index < end; index += 2 * TLanes.Count)
            {
                Prefetch<TLanes>(line + index + ahead);
                Prefetch<TLanes>(line + index + next + ahead);
                var first = TElements.Load<TLanes>(line + index);
                var second = TElements.Load<TLanes>(line + index + next);
                MulAdd(ref first0, ref second0, first, second, TLanes.Load(row + index));
                first = TElements.Load<TLanes>(line + index + TLanes.Count);
                second = TElements.Load<TLanes>(line + index + TLanes.Count + next);
                MulAdd(ref first0, ref second0, first, second, TLanes.Load(row + index + TLanes.Count));
            }

            TLanes.Store(first0, sums);
            TLanes.Store(second0, sums + TLanes.Count);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void TwoRows<TLanes>(T* line, nint next, float* row, int start, int end, nint ahead, float* sums)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            var row1 = row + inFeatures;
            var first0 = TLanes.Load(sums);
            var second0 = TLanes.Load(sums + TLanes.Count);
            var first1 = TLanes.Load(sums + (2 * TLanes.Count));
            var second1 = TLanes.Load(sums + (3 * TLanes.Count));
            for (var index = start; index < end; index += 2 * TLanes.Count)
            {
                Prefetch<TLanes>(line + index + ahead);
                Prefetch<TLanes>(line + index + next + ahead);
                var first = TElements.Load<TLanes>(line + index);
                var second = TElements.Load<TLanes>(line + index + next);
                MulAdd(ref first0, ref second0, first, second, TLanes.Load(row + index));
                MulAdd(ref first1, ref second1, first, second, TLanes.Load(row1 + index));
                first = TElements.Load<TLanes>(line + index + TLanes.Count);
                second = TElements.Load<TLanes>(line + index + TLanes.Count + next);
                MulAdd(ref first0, ref second0, first, second, TLanes.Load(row + index + TLanes.Count));
                MulAdd(ref first1, ref second1, first, second, TLanes.Load(row1 + index + TLanes.Count));
            }

            TLanes.Store(first0, sums);
            TLanes.Store(second0, sums + TLanes.Count);
            TLanes.Store(first1, sums + (2 * TLanes.Count));
            TLanes.Store(second1, sums + (3 * TLanes.Count));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void FourRows<TLanes>(T* line, nint next, float* row, int start, int end, nint ahead, float* sums)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            var row1 = row + inFeatures;
            var row2 = row1 + inFeatures;
            var row3 = row2 + inFeatures;
            var first0 = TLanes.Load(sums);
            var second0 = TLanes.Load(sums + TLanes.Count);
            var first1 = TLanes.Load(sums + (2 * TLanes.Count));
            var second1 = TLanes.Load(sums + (3 * TLanes.Count));
            var first2 = TLanes.Load(sums + (4 * TLanes.Count));
            var second2 = TLanes.Load(sums + (5 * TLanes.Count));
            var first3 = TLanes.Load(sums + (6 * TLanes.Count));
            var second3 = TLanes.Load(sums + (7 * TLanes.Count));
            for (var index = start; index < end; index += 2 * TLanes.Count)
            {
                Prefetch<TLanes>(line + index + ahead);
                Prefetch<TLanes>(line + index + next + ahead);
                var first = TElements.Load<TLanes>(line + index);
                var second = TElements.Load<TLanes>(line + index + next);
                MulAdd(ref first0, ref second0, first, second, TLanes.Load(row + index));
                MulAdd(ref first1, ref second1, first, second, TLanes.Load(row1 + index));
                MulAdd(ref first2, ref second2, first, second, TLanes.Load(row2 + index));
                MulAdd(ref first3, ref second3, first, second, TLanes.Load(row3 + index));
                first = TElements.Load<TLanes>(line + index + TLanes.Count);
                second = TElements.Load<TLanes>(line + index + TLanes.Count + next);
                MulAdd(ref first0, ref second0, first, second, TLanes.Load(row + index + TLanes.Count));
                MulAdd(ref first1, ref second1, first, second, TLanes.Load(row1 + index + TLanes.Count));
                MulAdd(ref first2, ref second2, first, second, TLanes.Load(row2 + index + TLanes.Count));
                MulAdd(ref first3, ref second3, first, second, TLanes.Load(row3 + index + TLanes.Count));
            }

            TLanes.Store(first0, sums);
            TLanes.Store(second0, sums + TLanes.Count);
            TLanes.Store(first1, sums + (2 * TLanes.Count));
            TLanes.Store(second1, sums + (3 * TLanes.Count));
            TLanes.Store(first2, sums + (4 * TLanes.Count));
            TLanes.Store(second2, sums + (5 * TLanes.Count));
            TLanes.Store(first3, sums + (6 * TLanes.Count));
            TLanes.Store(second3, sums + (7 * TLanes.Count));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void MulAdd<TLanes>(ref TLanes firstSum, ref TLanes secondSum, TLanes first, TLanes second, TLanes x)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            TLanes.MulAdd(ref firstSum, first, x);
            TLanes.MulAdd(ref secondSum, second, x);
        }

        // A hint for what two registers hold: the address may be beyond the weight, because it is never read.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Prefetch<TLanes>(T* source) where TLanes : unmanaged, ILanes<TLanes>
        {
            if (!Sse.IsSupported)
            {
                return;
            }

            Sse.Prefetch0(source);
            if (2 * TLanes.Count * sizeof(T) > 64)
            {
                Sse.Prefetch0((byte*)source + 64);
            }
        }
    }
}
