using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.Attention;

/// <summary>
/// A few queries of one key head, and what is summed up for them while they are taken past keys as they lie in memory:
/// where there are too few queries to be worth packing keys for, as when tokens are generated one by one.
/// </summary>
/// <remarks>
/// Two queries meet four keys at a time. The four come from the four quarters of a block, because a core reads several
/// streams of memory at nearly twice the speed of one.
/// </remarks>
internal readonly unsafe struct QueryRows
{
    /// <summary>The most keys that <see cref="Attend"/> takes at once.</summary>
    public const int MaxKeys = 256;

    private readonly int _headDim;
    private readonly int _rows;

    // [rows, rounded up to pairs][headDim] each. Where there is an odd one left, its partner is a second copy of it.
    private readonly float* _queries;
    private readonly float* _sums;

    // [rows, rounded up to pairs] each: running maximum of the scores and sum of the probabilities, number of keys seen.
    private readonly float* _max;
    private readonly float* _sum;
    private readonly float* _visible;

    /// <summary>Divides memory.</summary>
    /// <param name="headDim">Length of one query.</param>
    /// <param name="rows">Number of queries.</param>
    /// <param name="memory"><see cref="Floats"/> floats.</param>
    public QueryRows(int headDim, int rows, float* memory)
    {
        (_headDim, _rows) = (headDim, rows);
        var padded = Padded(rows);
        _queries = memory;
        _sums = _queries + (padded * headDim);
        _max = _sums + (padded * headDim);
        _sum = _max + padded;
        _visible = _sum + padded;
    }

    /// <summary>Floats of memory that the rows need.</summary>
    public static int Floats(int headDim, int rows) => Padded(rows) * ((2 * headDim) + 3);

    /// <summary>Floats of scratch that <see cref="Attend"/> needs.</summary>
    public static int ScratchFloats(int rows) => Padded(rows) * MaxKeys;

    /// <summary>Floats of scratch that <see cref="AttendBytes{TLanes}"/> needs.</summary>
    public static int ByteScratchFloats(int headDim, int rows) => ScratchFloats(rows) + (ByteRows.Blocks(headDim) * MaxKeys);

    /// <summary>Copies the queries, scaled.</summary>
    /// <param name="layout">Lengths.</param>
    /// <param name="selection">The keys that take part.</param>
    /// <param name="queries">[batch, queryTokens, queryHeads, headDim].</param>
    /// <param name="batch">The sequence.</param>
    /// <param name="head">The key head.</param>
    /// <param name="first">The first row.</param>
    /// <returns>How many keys the last row sees: none sees more.</returns>
    public int Begin<TLanes>(in AttentionLayout layout, in KeySelection selection, float* queries, int batch, int head, int first)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        for (var row = 0; row < Padded(_rows); row++)
        {
            var number = first + Math.Min(row, _rows - 1);
            var source = queries + layout.RowOffset(batch, head, number);
            LaneRows.Write<TLanes>(source, layout.ScaleToBase2, _headDim, _queries + (row * _headDim), accumulate: false);
            (_max[row], _sum[row]) = (OnlineSoftmax.NoMaximum, 0);
            _visible[row] = layout.VisibleKeys(selection, batch, number);
        }

        new Span<float>(_sums, Padded(_rows) * _headDim).Clear();
        return _rows == 0 ? 0 : (int)_visible[_rows - 1];
    }

    /// <summary>Takes the queries past keys.</summary>
    /// <param name="keys">Rows of keys.</param>
    /// <param name="keyStride">Elements from one key to the next.</param>
    /// <param name="values">Rows of values.</param>
    /// <param name="valueStride">Elements from one value to the next.</param>
    /// <param name="first">Number of the first key, within the selection.</param>
    /// <param name="count">Number of keys, 1 to <see cref="MaxKeys"/>.</param>
    /// <param name="scratch"><see cref="ScratchFloats"/> floats.</param>
    /// <typeparam name="TLanes">The register.</typeparam>
    /// <typeparam name="TElements">How keys and values are stored; other than float32 with a headDim of whole registers only.</typeparam>
    /// <typeparam name="T">One element.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Attend<TLanes, TElements, T>(
        T* keys, nint keyStride, T* values, nint valueStride, int first, int count, float* scratch)
        where TLanes : unmanaged, ILanes<TLanes>
        where TElements : struct, IElements<T>
        where T : unmanaged
    {
        for (var row = 0; row < _rows; row += 2)
        {
            Scores<TLanes, TElements, T>(keys, keyStride, count, _queries + (row * _headDim), scratch + (row * MaxKeys));
        }

        Weigh<TLanes>(Padded(_rows), first, count, scratch);
        for (var row = 0; row < _rows; row += 2)
        {
            AddValues<TLanes, TElements, T>(values, valueStride, count, scratch + (row * MaxKeys), _sums + (row * _headDim));
        }
    }

    /// <summary>Takes the queries past keys of a cache in 8 bits.</summary>
    /// <param name="keys">Keys in Q8, headDim a multiple of the lanes.</param>
    /// <param name="values">Values, stored alike.</param>
    /// <param name="head">The key head.</param>
    /// <param name="first">The first key's token.</param>
    /// <param name="count">Number of keys, 1 to <see cref="MaxKeys"/>.</param>
    /// <param name="scratch"><see cref="ByteScratchFloats"/> floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AttendBytes<TLanes>(in KeySource keys, in KeySource values, int head, int first, int count, float* scratch)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var factors = scratch + ScratchFloats(_rows);
        for (var row = 0; row < _rows; row++)
        {
            ByteRows.Scores<TLanes>(
                (sbyte*)keys.Row(0, head, first), keys.Scales(head, first), keys.ScaleStride, count, _headDim,
                _queries + (row * _headDim), scratch + (row * MaxKeys), factors);
        }

        Weigh<TLanes>(_rows, first, count, scratch);
        for (var row = 0; row < _rows; row++)
        {
            ByteRows.AddValues<TLanes>(
                (sbyte*)values.Row(0, head, first), values.Scales(head, first), values.ScaleStride, count, _headDim,
                scratch + (row * MaxKeys), _sums + (row * _headDim), factors);
        }
    }

    /// <summary>Takes over what others have summed up for the same queries over other keys.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Merge<TLanes>(QueryRows other) where TLanes : unmanaged, ILanes<TLanes>
    {
        for (var row = 0; row < _rows; row++)
        {
            var max = MathF.Max(_max[row], other._max[row]);
            var (mine, others) = (OnlineSoftmax.Exp2<TLanes>(_max[row] - max), OnlineSoftmax.Exp2<TLanes>(other._max[row] - max));
            var sums = _sums + (row * _headDim);
            LaneRows.Write<TLanes>(sums, mine, _headDim, sums, accumulate: false);
            LaneRows.Write<TLanes>(other._sums + (row * _headDim), others, _headDim, sums, accumulate: true);
            (_max[row], _sum[row]) = (max, (_sum[row] * mine) + (other._sum[row] * others));
        }
    }

    /// <summary>Divides by the sums of the probabilities and writes the rows. A row that saw no key is zero.</summary>
    /// <param name="layout">Lengths.</param>
    /// <param name="batch">The sequence.</param>
    /// <param name="head">The key head.</param>
    /// <param name="first">The first row.</param>
    /// <param name="output">[batch, queryTokens, queryHeads, headDim].</param>
    /// <param name="logSumExp">[batch, keyHeads, rows], or null.</param>
    public void Finish<TLanes>(in AttentionLayout layout, int batch, int head, int first, float* output, float* logSumExp)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        for (var row = 0; row < _rows; row++)
        {
            var target = output + layout.RowOffset(batch, head, first + row);
            LaneRows.Write<TLanes>(_sums + (row * _headDim), OnlineSoftmax.Inverse(_sum[row]), _headDim, target, accumulate: false);
            if (logSumExp is not null)
            {
                logSumExp[layout.RowNumber(batch, head, first + row)] = OnlineSoftmax.LogSumExp(_max[row], _sum[row]);
            }
        }
    }

    // Scores become probabilities, and the sums so far shrink as the maximum grows.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Weigh<TLanes>(int rows, int first, int count, float* scratch) where TLanes : unmanaged, ILanes<TLanes>
    {
        for (var row = 0; row < rows; row++)
        {
            var scores = scratch + (row * MaxKeys);
            var seen = Math.Clamp((int)_visible[row] - first, 0, count);
            new Span<float>(scores + seen, count - seen).Fill(float.NegativeInfinity);
            var rescale = OnlineSoftmax.Update<TLanes>(scores, count, ref _max[row], ref _sum[row]);
            var sums = _sums + (row * _headDim);
            LaneRows.Write<TLanes>(sums, rescale, _headDim, sums, accumulate: false);
        }
    }

    private static int Padded(int rows) => (rows + 1) & ~1;

    // Every key's row is read below headDim; the last fewer than four keys meet the queries one by one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scores<TLanes, TElements, T>(T* keys, nint stride, int count, float* queries, float* scores)
        where TLanes : unmanaged, ILanes<TLanes>
        where TElements : struct, IElements<T>
        where T : unmanaged
    {
        var quarter = count / 4;
        var step = quarter * stride;
        var whole = _headDim / TLanes.Count * TLanes.Count;
        for (var key = 0; key < quarter; key++)
        {
            TLanes a1 = default, a2 = default, a3 = default, a4 = default;
            TLanes b1 = default, b2 = default, b3 = default, b4 = default;
            var row = keys + (key * stride);
            for (var dim = 0; dim < whole; dim += TLanes.Count)
            {
                Meet(
                    queries + dim, _headDim, row + dim, step, TLanes.Count,
                    ref a1, ref a2, ref a3, ref a4, ref b1, ref b2, ref b3, ref b4);
            }

            if (whole < _headDim)
            {
                Meet(
                    queries + whole, _headDim, row + whole, step, _headDim - whole,
                    ref a1, ref a2, ref a3, ref a4, ref b1, ref b2, ref b3, ref b4);
            }

            var score = scores + key;
            score[0] = TLanes.Sum(a1);
            score[quarter] = TLanes.Sum(a2);
            score[2 * quarter] = TLanes.Sum(a3);
            score[3 * quarter] = TLanes.Sum(a4);
            score += MaxKeys;
            score[0] = TLanes.Sum(b1);
            score[quarter] = TLanes.Sum(b2);
            score[2 * quarter] = TLanes.Sum(b3);
            score[3 * quarter] = TLanes.Sum(b4);
        }

        for (var key = 4 * quarter; key < count; key++)
        {
            TLanes a = default, b = default;
            for (var dim = 0; dim < _headDim; dim += TLanes.Count)
            {
                var lanes = Math.Min(TLanes.Count, _headDim - dim);
                var k = Load<TLanes, TElements, T>(keys + (key * stride) + dim, lanes);
                TLanes.MulAdd(ref a, Lanes.Load<TLanes>(queries + dim, lanes), k);
                TLanes.MulAdd(ref b, Lanes.Load<TLanes>(queries + _headDim + dim, lanes), k);
            }

            scores[key] = TLanes.Sum(a);
            scores[MaxKeys + key] = TLanes.Sum(b);
        }

        // One register of a pair of queries with the same of four keys.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Meet(
            float* query, int headDim, T* key, nint step, int lanes, ref TLanes a1, ref TLanes a2, ref TLanes a3, ref TLanes a4,
            ref TLanes b1, ref TLanes b2, ref TLanes b3, ref TLanes b4)
        {
            var a = Lanes.Load<TLanes>(query, lanes);
            var b = Lanes.Load<TLanes>(query + headDim, lanes);
            var k1 = Load<TLanes, TElements, T>(key, lanes);
            TLanes.MulAdd(ref a1, a, k1);
            TLanes.MulAdd(ref b1, b, k1);
            var k2 = Load<TLanes, TElements, T>(key + step, lanes);
            TLanes.MulAdd(ref a2, a, k2);
            TLanes.MulAdd(ref b2, b, k2);
            var k3 = Load<TLanes, TElements, T>(key + (2 * step), lanes);
            TLanes.MulAdd(ref a3, a, k3);
            TLanes.MulAdd(ref b3, b, k3);
            var k4 = Load<TLanes, TElements, T>(key + (3 * step), lanes);
            TLanes.MulAdd(ref a4, a, k4);
            TLanes.MulAdd(ref b4, b, k4);
        }
    }

    // sums += Σ probability · value for a pair of queries, in one pass over the sums for four values.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddValues<TLanes, TElements, T>(T* values, nint stride, int count, float* probabilities, float* sums)
        where TLanes : unmanaged, ILanes<TLanes>
        where TElements : struct, IElements<T>
        where T : unmanaged
    {
        var quarter = count / 4;
        var step = quarter * stride;
        var whole = _headDim / TLanes.Count * TLanes.Count;
        for (var key = 0; key < quarter; key++)
        {
            var probability = probabilities + key;
            var a1 = TLanes.Broadcast(probability[0]);
            var a2 = TLanes.Broadcast(probability[quarter]);
            var a3 = TLanes.Broadcast(probability[2 * quarter]);
            var a4 = TLanes.Broadcast(probability[3 * quarter]);
            probability += MaxKeys;
            var b1 = TLanes.Broadcast(probability[0]);
            var b2 = TLanes.Broadcast(probability[quarter]);
            var b3 = TLanes.Broadcast(probability[2 * quarter]);
            var b4 = TLanes.Broadcast(probability[3 * quarter]);
            var row = values + (key * stride);
            for (var dim = 0; dim < whole; dim += TLanes.Count)
            {
                Add(sums + dim, _headDim, row + dim, step, TLanes.Count, a1, a2, a3, a4, b1, b2, b3, b4);
            }

            if (whole < _headDim)
            {
                Add(sums + whole, _headDim, row + whole, step, _headDim - whole, a1, a2, a3, a4, b1, b2, b3, b4);
            }
        }

        for (var key = 4 * quarter; key < count; key++)
        {
            var ofA = TLanes.Broadcast(probabilities[key]);
            var ofB = TLanes.Broadcast(probabilities[MaxKeys + key]);
            for (var dim = 0; dim < _headDim; dim += TLanes.Count)
            {
                var lanes = Math.Min(TLanes.Count, _headDim - dim);
                var value = Load<TLanes, TElements, T>(values + (key * stride) + dim, lanes);
                var a = sums + dim;
                var b = a + _headDim;
                Lanes.Store(TLanes.MulAdd(ofA, value, Lanes.Load<TLanes>(a, lanes)), a, lanes);
                Lanes.Store(TLanes.MulAdd(ofB, value, Lanes.Load<TLanes>(b, lanes)), b, lanes);
            }
        }

        // One register of four values to the same of a pair of sums.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Add(
            float* sum, int headDim, T* value, nint step, int lanes, TLanes a1, TLanes a2, TLanes a3, TLanes a4,
            TLanes b1, TLanes b2, TLanes b3, TLanes b4)
        {
            var a = Lanes.Load<TLanes>(sum, lanes);
            var b = Lanes.Load<TLanes>(sum + headDim, lanes);
            var v1 = Load<TLanes, TElements, T>(value, lanes);
            TLanes.MulAdd(ref a, a1, v1);
            TLanes.MulAdd(ref b, b1, v1);
            var v2 = Load<TLanes, TElements, T>(value + step, lanes);
            TLanes.MulAdd(ref a, a2, v2);
            TLanes.MulAdd(ref b, b2, v2);
            var v3 = Load<TLanes, TElements, T>(value + (2 * step), lanes);
            TLanes.MulAdd(ref a, a3, v3);
            TLanes.MulAdd(ref b, b3, v3);
            var v4 = Load<TLanes, TElements, T>(value + (3 * step), lanes);
            TLanes.MulAdd(ref a, a4, v4);
            TLanes.MulAdd(ref b, b4, v4);
            Lanes.Store(a, sum, lanes);
            Lanes.Store(b, sum + headDim, lanes);
        }
    }

    // Only floats can be read in part.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Load<TLanes, TElements, T>(T* source, int lanes)
        where TLanes : unmanaged, ILanes<TLanes>
        where TElements : struct, IElements<T>
        where T : unmanaged =>
        typeof(T) == typeof(float) ? Lanes.Load<TLanes>((float*)source, lanes) : TElements.Load<TLanes>(source);
}
