using System.Runtime.CompilerServices;
using RadSharp.Tensors.Quantization;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.Quantized;

/// <summary>
/// The inner kernel of <see cref="QuantizedMatrixProduct"/>: a <see cref="QuantizedPanel{TFormat}"/> times six, two or one rows of
/// activations, two registers of columns at a time. Sums are locals, written out, because only locals stay in registers.
/// </summary>
internal static unsafe class PanelSums<TFormat, TWords, TLanes>
    where TFormat : unmanaged, IBlockFormat
    where TWords : unmanaged, IWordLanes<TWords, TLanes>
    where TLanes : unmanaged, ILanes<TLanes>
{
    private const int Columns = QuantizedPanel<TFormat>.Columns;

    private static int BlockBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ActivationBlock.Bytes(TFormat.ActivationWords);
    }

    private static int RowBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => QuantizedLayout.BlocksPerTurn * BlockBytes;
    }

    /// <summary>Adds to the sums of six rows.</summary>
    /// <param name="panel">The first block, from the first of the columns on.</param>
    /// <param name="count">Number of blocks, at most <see cref="QuantizedLayout.BlocksPerTurn"/>.</param>
    /// <param name="x">The first row's first block; the next row's is <see cref="QuantizedLayout.BlocksPerTurn"/> further on.</param>
    /// <param name="sums">Of the first row and column; the next row's are <see cref="QuantizedPanel{TFormat}.Columns"/> further on.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SixRows(int* panel, int count, byte* x, float* sums)
    {
        var left0 = TLanes.Load(sums);
        var right0 = TLanes.Load(sums + TLanes.Count);
        var left1 = TLanes.Load(sums + Columns);
        var right1 = TLanes.Load(sums + Columns + TLanes.Count);
        var left2 = TLanes.Load(sums + (2 * Columns));
        var right2 = TLanes.Load(sums + (2 * Columns) + TLanes.Count);
        var left3 = TLanes.Load(sums + (3 * Columns));
        var right3 = TLanes.Load(sums + (3 * Columns) + TLanes.Count);
        var left4 = TLanes.Load(sums + (4 * Columns));
        var right4 = TLanes.Load(sums + (4 * Columns) + TLanes.Count);
        var left5 = TLanes.Load(sums + (5 * Columns));
        var right5 = TLanes.Load(sums + (5 * Columns) + TLanes.Count);
        for (; count > 0; count--)
        {
            var sum0 = Start(x);
            var next0 = sum0;
            var sum1 = Start(x + RowBytes);
            var next1 = sum1;
            var sum2 = Start(x + (2 * RowBytes));
            var next2 = sum2;
            var sum3 = Start(x + (3 * RowBytes));
            var next3 = sum3;
            var sum4 = Start(x + (4 * RowBytes));
            var next4 = sum4;
            var sum5 = Start(x + (5 * RowBytes));
            var next5 = sum5;
            for (var word = 0; word < TFormat.ActivationWords; word++)
            {
                var first = TWords.Load(panel);
                var second = TWords.Load(panel + TLanes.Count);
                AddProducts(ref sum0, ref next0, first, second, x, word);
                AddProducts(ref sum1, ref next1, first, second, x + RowBytes, word);
                AddProducts(ref sum2, ref next2, first, second, x + (2 * RowBytes), word);
                AddProducts(ref sum3, ref next3, first, second, x + (3 * RowBytes), word);
                AddProducts(ref sum4, ref next4, first, second, x + (4 * RowBytes), word);
                AddProducts(ref sum5, ref next5, first, second, x + (5 * RowBytes), word);
                panel += Columns;
            }

            var scales = TLanes.Load((float*)panel);
            var nextScales = TLanes.Load((float*)panel + TLanes.Count);
            AddScaled(ref left0, ref right0, sum0, next0, scales, nextScales, x);
            AddScaled(ref left1, ref right1, sum1, next1, scales, nextScales, x + RowBytes);
            AddScaled(ref left2, ref right2, sum2, next2, scales, nextScales, x + (2 * RowBytes));
            AddScaled(ref left3, ref right3, sum3, next3, scales, nextScales, x + (3 * RowBytes));
            AddScaled(ref left4, ref right4, sum4, next4, scales, nextScales, x + (4 * RowBytes));
            AddScaled(ref left5, ref right5, sum5, next5, scales, nextScales, x + (5 * RowBytes));
            panel += Columns;
            x += BlockBytes;
        }

        TLanes.Store(left0, sums);
        TLanes.Store(right0, sums + TLanes.Count);
        TLanes.Store(left1, sums + Columns);
        TLanes.Store(right1, sums + Columns + TLanes.Count);
        TLanes.Store(left2, sums + (2 * Columns));
        TLanes.Store(right2, sums + (2 * Columns) + TLanes.Count);
        TLanes.Store(left3, sums + (3 * Columns));
        TLanes.Store(right3, sums + (3 * Columns) + TLanes.Count);
        TLanes.Store(left4, sums + (4 * Columns));
        TLanes.Store(right4, sums + (4 * Columns) + TLanes.Count);
        TLanes.Store(left5, sums + (5 * Columns));
        TLanes.Store(right5, sums + (5 * Columns) + TLanes.Count);
    }

    /// <inheritdoc cref="SixRows"/>
    /// <summary>Adds to the sums of two rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TwoRows(int* panel, int count, byte* x, float* sums)
    {
        var left0 = TLanes.Load(sums);
        var right0 = TLanes.Load(sums + TLanes.Count);
        var left1 = TLanes.Load(sums + Columns);
        var right1 = TLanes.Load(sums + Columns + TLanes.Count);
        for (; count > 0; count--)
        {
            var sum0 = Start(x);
            var next0 = sum0;
            var sum1 = Start(x + RowBytes);
            var next1 = sum1;
            for (var word = 0; word < TFormat.ActivationWords; word++)
            {
                var first = TWords.Load(panel);
                var second = TWords.Load(panel + TLanes.Count);
                AddProducts(ref sum0, ref next0, first, second, x, word);
                AddProducts(ref sum1, ref next1, first, second, x + RowBytes, word);
                panel += Columns;
            }

            var scales = TLanes.Load((float*)panel);
            var nextScales = TLanes.Load((float*)panel + TLanes.Count);
            AddScaled(ref left0, ref right0, sum0, next0, scales, nextScales, x);
            AddScaled(ref left1, ref right1, sum1, next1, scales, nextScales, x + RowBytes);
            panel += Columns;
            x += BlockBytes;
        }

        TLanes.Store(left0, sums);
        TLanes.Store(right0, sums + TLanes.Count);
        TLanes.Store(left1, sums + Columns);
        TLanes.Store(right1, sums + Columns + TLanes.Count);
    }

    /// <inheritdoc cref="SixRows"/>
    /// <summary>Adds to the sums of one row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OneRow(int* panel, int count, byte* x, float* sums)
    {
        var left0 = TLanes.Load(sums);
        var right0 = TLanes.Load(sums + TLanes.Count);
        for (; count > 0; count--)
        {
            var sum0 = Start(x);
            var next0 = sum0;
            for (var word = 0; word < TFormat.ActivationWords; word++)
            {
                var first = TWords.Load(panel);
                var second = TWords.Load(panel + TLanes.Count);
                AddProducts(ref sum0, ref next0, first, second, x, word);
                panel += Columns;
            }

            var scales = TLanes.Load((float*)panel);
            var nextScales = TLanes.Load((float*)panel + TLanes.Count);
            AddScaled(ref left0, ref right0, sum0, next0, scales, nextScales, x);
            panel += Columns;
            x += BlockBytes;
        }

        TLanes.Store(left0, sums);
        TLanes.Store(right0, sums + TLanes.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TWords Start(byte* x) => TFormat.Sum<TWords, TLanes>(((ActivationBlock*)x)->Start);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddProducts(ref TWords sum, ref TWords next, TWords first, TWords second, byte* x, int word)
    {
        var activations = TWords.Broadcast(((ActivationBlock*)x)->Words[word]);
        TFormat.AddProducts<TWords, TLanes>(ref sum, first, activations);
        TFormat.AddProducts<TWords, TLanes>(ref next, second, activations);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddScaled(
        ref TLanes left, ref TLanes right, TWords sum, TWords next, TLanes scales, TLanes nextScales, byte* x)
    {
        var scale = TLanes.Broadcast(((ActivationBlock*)x)->Scale);
        TLanes.MulAdd(ref left, TWords.ToSingle(TFormat.Total<TWords, TLanes>(sum)), scales * scale);
        TLanes.MulAdd(ref right, TWords.ToSingle(TFormat.Total<TWords, TLanes>(next)), nextScales * scale);
    }
}
