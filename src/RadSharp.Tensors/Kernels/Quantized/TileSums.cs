using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using RadSharp.Tensors.Quantization;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.Quantized;

/// <summary>
/// The inner kernel of <see cref="QuantizedProduct"/>: some neighbouring blocks of as many rows of two tiles as a register
/// has lanes, times one, two or four rows of activations. Sums are locals, written out, because only locals stay in
/// registers.
/// </summary>
/// <remarks>
/// All methods read <c>count</c> tile blocks of both tiles and as many activation blocks of each row, and add to
/// sums[tile][row][part, part + lanes).
/// </remarks>
internal static unsafe class TileSums<TFormat, TWords, TLanes>
    where TFormat : unmanaged, IBlockFormat
    where TWords : unmanaged, IWordLanes<TWords, TLanes>
    where TLanes : unmanaged, ILanes<TLanes>
{
    /// <summary>For one row of activations.</summary>
    /// <param name="tileBlock">The first tile's first block.</param>
    /// <param name="next">Bytes to the second tile's.</param>
    /// <param name="part">First row of the tiles: a multiple of the lanes.</param>
    /// <param name="count">Number of blocks.</param>
    /// <param name="x">The activations' first block.</param>
    /// <param name="sums">Of the first tile's row <paramref name="part"/>.</param>
    /// <param name="ahead">How many bytes ahead to prefetch, or zero.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OneRow(
        byte* tileBlock, nint next, int part, int count, ActivationBlock* x, float* sums, nint ahead)
    {
        var first0 = TLanes.Load(sums);
        var second0 = TLanes.Load(sums + QuantizedLayout.TileRows);
        for (; count > 0; count--)
        {
            Prefetch(tileBlock + ahead, ahead);
            Prefetch(tileBlock + next + ahead, ahead);
            var words = TileBlock<TFormat>.Words(tileBlock) + part;
            var nextWords = TileBlock<TFormat>.Words(tileBlock + next) + part;
            var sum0 = TWords.Broadcast(x->Start);
            var next0 = sum0;
            TWords upper0 = default, upperNext0 = default;
            OneRowQuarter(words, nextWords, 0, ref sum0, ref upper0, ref next0, ref upperNext0, x);
            OneRowQuarter(words, nextWords, 1, ref sum0, ref upper0, ref next0, ref upperNext0, x);
            OneRowQuarter(words, nextWords, 2, ref sum0, ref upper0, ref next0, ref upperNext0, x);
            OneRowQuarter(words, nextWords, 3, ref sum0, ref upper0, ref next0, ref upperNext0, x);
            var scales = TLanes.LoadHalf(TileBlock<TFormat>.Scales(tileBlock) + part);
            AddScaled(ref first0, sum0, upper0, scales, x);
            scales = TLanes.LoadHalf(TileBlock<TFormat>.Scales(tileBlock + next) + part);
            AddScaled(ref second0, next0, upperNext0, scales, x);
            tileBlock += TileBlock<TFormat>.Bytes;
            x++;
        }

        TLanes.Store(first0, sums);
        TLanes.Store(second0, sums + QuantizedLayout.TileRows);
    }

    /// <summary>For two rows of activations.</summary>
    /// <param name="tileBlock">The first tile's first block.</param>
    /// <param name="next">Bytes to the second tile's.</param>
    /// <param name="part">First row of the tiles: a multiple of the lanes.</param>
    /// <param name="count">Number of blocks.</param>
    /// <param name="x">The first row's first block.</param>
    /// <param name="stride">Blocks from one row of activations to the next.</param>
    /// <param name="sums">Of the first tile's row <paramref name="part"/>.</param>
    /// <param name="ahead">How many bytes ahead to prefetch, or zero.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TwoRows(
        byte* tileBlock, nint next, int part, int count, ActivationBlock* x, nint stride, float* sums, nint ahead)
    {
        var first0 = TLanes.Load(sums);
        var second0 = TLanes.Load(sums + (2 * QuantizedLayout.TileRows));
        var first1 = TLanes.Load(sums + QuantizedLayout.TileRows);
        var second1 = TLanes.Load(sums + (3 * QuantizedLayout.TileRows));
        for (; count > 0; count--)
        {
            Prefetch(tileBlock + ahead, ahead);
            Prefetch(tileBlock + next + ahead, ahead);
            var words = TileBlock<TFormat>.Words(tileBlock) + part;
            var nextWords = TileBlock<TFormat>.Words(tileBlock + next) + part;
            var x1 = x + stride;
            var sum0 = TWords.Broadcast(x->Start);
            var next0 = sum0;
            var sum1 = TWords.Broadcast(x1->Start);
            var next1 = sum1;
            TWords upper0 = default, upperNext0 = default, upper1 = default, upperNext1 = default;
            TwoRowsQuarter(
                words, nextWords, 0,
                ref sum0, ref upper0, ref next0, ref upperNext0, x, ref sum1, ref upper1, ref next1, ref upperNext1, x1);
            TwoRowsQuarter(
                words, nextWords, 1,
                ref sum0, ref upper0, ref next0, ref upperNext0, x, ref sum1, ref upper1, ref next1, ref upperNext1, x1);
            TwoRowsQuarter(
                words, nextWords, 2,
                ref sum0, ref upper0, ref next0, ref upperNext0, x, ref sum1, ref upper1, ref next1, ref upperNext1, x1);
            TwoRowsQuarter(
                words, nextWords, 3,
                ref sum0, ref upper0, ref next0, ref upperNext0, x, ref sum1, ref upper1, ref next1, ref upperNext1, x1);
            var scales = TLanes.LoadHalf(TileBlock<TFormat>.Scales(tileBlock) + part);
            AddScaled(ref first0, sum0, upper0, scales, x);
            AddScaled(ref first1, sum1, upper1, scales, x1);
            scales = TLanes.LoadHalf(TileBlock<TFormat>.Scales(tileBlock + next) + part);
            AddScaled(ref second0, next0, upperNext0, scales, x);
            AddScaled(ref second1, next1, upperNext1, scales, x1);
            tileBlock += TileBlock<TFormat>.Bytes;
            x++;
        }

        TLanes.Store(first0, sums);
        TLanes.Store(second0, sums + (2 * QuantizedLayout.TileRows));
        TLanes.Store(first1, sums + QuantizedLayout.TileRows);
        TLanes.Store(second1, sums + (3 * QuantizedLayout.TileRows));
    }

    /// <inheritdoc cref="TwoRows"/>
    /// <summary>For four rows of activations.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FourRows(
        byte* tileBlock, nint next, int part, int count, ActivationBlock* x, nint stride, float* sums, nint ahead)
    {
        var first0 = TLanes.Load(sums);
        var second0 = TLanes.Load(sums + (4 * QuantizedLayout.TileRows));
        var first1 = TLanes.Load(sums + QuantizedLayout.TileRows);
        var second1 = TLanes.Load(sums + (5 * QuantizedLayout.TileRows));
        var first2 = TLanes.Load(sums + (2 * QuantizedLayout.TileRows));
        var second2 = TLanes.Load(sums + (6 * QuantizedLayout.TileRows));
        var first3 = TLanes.Load(sums + (3 * QuantizedLayout.TileRows));
        var second3 = TLanes.Load(sums + (7 * QuantizedLayout.TileRows));
        for (; count > 0; count--)
        {
            Prefetch(tileBlock + ahead, ahead);
            Prefetch(tileBlock + next + ahead, ahead);
            var words = TileBlock<TFormat>.Words(tileBlock) + part;
            var nextWords = TileBlock<TFormat>.Words(tileBlock + next) + part;
            var x1 = x + stride;
            var x2 = x1 + stride;
            var x3 = x2 + stride;
            var sum0 = TWords.Broadcast(x->Start);
            var next0 = sum0;
            var sum1 = TWords.Broadcast(x1->Start);
            var next1 = sum1;
            var sum2 = TWords.Broadcast(x2->Start);
            var next2 = sum2;
            var sum3 = TWords.Broadcast(x3->Start);
            var next3 = sum3;
            TWords upper0 = default, upper1 = default, upper2 = default, upper3 = default;
            TWords upperNext0 = default, upperNext1 = default, upperNext2 = default, upperNext3 = default;
            for (var quarter = 0; quarter < 4; quarter++)
            {
                TFormat.Unpack<TWords, TLanes>(words, quarter, out var a, out var b, out var c, out var d);
                AddQuarter(ref sum0, ref upper0, a, b, c, d, x->Pairs + (4 * quarter));
                AddQuarter(ref sum1, ref upper1, a, b, c, d, x1->Pairs + (4 * quarter));
                AddQuarter(ref sum2, ref upper2, a, b, c, d, x2->Pairs + (4 * quarter));
                AddQuarter(ref sum3, ref upper3, a, b, c, d, x3->Pairs + (4 * quarter));
                TFormat.Unpack<TWords, TLanes>(nextWords, quarter, out a, out b, out c, out d);
                AddQuarter(ref next0, ref upperNext0, a, b, c, d, x->Pairs + (4 * quarter));
                AddQuarter(ref next1, ref upperNext1, a, b, c, d, x1->Pairs + (4 * quarter));
                AddQuarter(ref next2, ref upperNext2, a, b, c, d, x2->Pairs + (4 * quarter));
                AddQuarter(ref next3, ref upperNext3, a, b, c, d, x3->Pairs + (4 * quarter));
            }

            var scales = TLanes.LoadHalf(TileBlock<TFormat>.Scales(tileBlock) + part);
            AddScaled(ref first0, sum0, upper0, scales, x);
            AddScaled(ref first1, sum1, upper1, scales, x1);
            AddScaled(ref first2, sum2, upper2, scales, x2);
            AddScaled(ref first3, sum3, upper3, scales, x3);
            scales = TLanes.LoadHalf(TileBlock<TFormat>.Scales(tileBlock + next) + part);
            AddScaled(ref second0, next0, upperNext0, scales, x);
            AddScaled(ref second1, next1, upperNext1, scales, x1);
            AddScaled(ref second2, next2, upperNext2, scales, x2);
            AddScaled(ref second3, next3, upperNext3, scales, x3);
            tileBlock += TileBlock<TFormat>.Bytes;
            x++;
        }

        TLanes.Store(first0, sums);
        TLanes.Store(second0, sums + (4 * QuantizedLayout.TileRows));
        TLanes.Store(first1, sums + QuantizedLayout.TileRows);
        TLanes.Store(second1, sums + (5 * QuantizedLayout.TileRows));
        TLanes.Store(first2, sums + (2 * QuantizedLayout.TileRows));
        TLanes.Store(second2, sums + (6 * QuantizedLayout.TileRows));
        TLanes.Store(first3, sums + (3 * QuantizedLayout.TileRows));
        TLanes.Store(second3, sums + (7 * QuantizedLayout.TileRows));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OneRowQuarter(
        int* words, int* nextWords, int quarter,
        ref TWords sum, ref TWords upper, ref TWords next, ref TWords upperNext, ActivationBlock* x)
    {
        TFormat.Unpack<TWords, TLanes>(words, quarter, out var a, out var b, out var c, out var d);
        AddQuarter(ref sum, ref upper, a, b, c, d, x->Pairs + (4 * quarter));
        TFormat.Unpack<TWords, TLanes>(nextWords, quarter, out a, out b, out c, out d);
        AddQuarter(ref next, ref upperNext, a, b, c, d, x->Pairs + (4 * quarter));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TwoRowsQuarter(
        int* words, int* nextWords, int quarter,
        ref TWords sum0, ref TWords upper0, ref TWords next0, ref TWords upperNext0, ActivationBlock* x0,
        ref TWords sum1, ref TWords upper1, ref TWords next1, ref TWords upperNext1, ActivationBlock* x1)
    {
        TFormat.Unpack<TWords, TLanes>(words, quarter, out var a, out var b, out var c, out var d);
        AddQuarter(ref sum0, ref upper0, a, b, c, d, x0->Pairs + (4 * quarter));
        AddQuarter(ref sum1, ref upper1, a, b, c, d, x1->Pairs + (4 * quarter));
        TFormat.Unpack<TWords, TLanes>(nextWords, quarter, out a, out b, out c, out d);
        AddQuarter(ref next0, ref upperNext0, a, b, c, d, x0->Pairs + (4 * quarter));
        AddQuarter(ref next1, ref upperNext1, a, b, c, d, x1->Pairs + (4 * quarter));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddQuarter(
        ref TWords sum, ref TWords upper, TWords first, TWords second, TWords third, TWords fourth, int* pairs)
    {
        TWords.AddProducts(ref sum, first, pairs[0]);
        TWords.AddProducts(ref sum, third, pairs[2]);
        if (TFormat.UpperShift == 0)
        {
            TWords.AddProducts(ref sum, second, pairs[1]);
            TWords.AddProducts(ref sum, fourth, pairs[3]);
        }
        else
        {
            TWords.AddProducts(ref upper, second, pairs[1]);
            TWords.AddProducts(ref upper, fourth, pairs[3]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddScaled(ref TLanes total, TWords sum, TWords upper, TLanes scales, ActivationBlock* x)
    {
        sum = TFormat.UpperShift == 0 ? sum : TWords.Add(sum, TWords.ShiftRight(upper, TFormat.UpperShift));
        TLanes.MulAdd(ref total, TWords.ToSingle(sum), scales * TLanes.Broadcast(x->Scale));
    }

    // A hint for one tile block: the address may be beyond the weight, because it is never read.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(byte* tileBlock, nint ahead)
    {
        if (!Sse.IsSupported || ahead == 0)
        {
            return;
        }

        Sse.Prefetch0(tileBlock);
        Sse.Prefetch0(tileBlock + 64);
        Sse.Prefetch0(tileBlock + 128);
        Sse.Prefetch0(tileBlock + 192);
        Sse.Prefetch0(tileBlock + 256);
        if (TileBlock<TFormat>.Bytes > 320)
        {
            Sse.Prefetch0(tileBlock + 320);
            Sse.Prefetch0(tileBlock + 384);
            Sse.Prefetch0(tileBlock + 448);
            Sse.Prefetch0(tileBlock + 512);
        }
    }
}
