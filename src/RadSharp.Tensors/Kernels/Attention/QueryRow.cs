using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.Attention;

/// <summary>
/// One query and what is summed up for it, taken past keys as they lie in memory: where there are too few queries to be
/// worth packing keys for, as when tokens are generated one by one.
/// </summary>
/// <param name="headDim">Length of the query.</param>
/// <param name="memory"><see cref="Floats"/> floats.</param>
internal readonly unsafe struct QueryRow(int headDim, float* memory)
{
    private float* Query => memory;

    private float* Sums => memory + headDim;

    private ref float Max => ref memory[2 * headDim];

    private ref float Sum => ref memory[(2 * headDim) + 1];

    private ref float Visible => ref memory[(2 * headDim) + 2];

    /// <summary>Floats of memory that a row needs.</summary>
    public static int Floats(int headDim) => ((2 * headDim) + 3 + 15) / 16 * 16;

    /// <summary>Copies the query, scaled.</summary>
    /// <param name="query">headDim floats.</param>
    /// <param name="scale">Factor on the query.</param>
    /// <param name="visible">How many of the selected keys it sees.</param>
    public void Begin(float* query, float scale, int visible)
    {
        for (var index = 0; index < headDim; index++)
        {
            Query[index] = query[index] * scale;
        }

        new Span<float>(Sums, headDim).Clear();
        (Max, Sum, Visible) = (OnlineSoftmax.NoMaximum, 0, visible);
    }

    /// <summary>Takes the query past a loaded block of keys.</summary>
    /// <param name="block">Keys and values.</param>
    /// <param name="scores">Working memory: <see cref="KeyBlock.MaxKeys"/> floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Attend<TLanes>(in KeyBlock block, float* scores) where TLanes : unmanaged, ILanes<TLanes>
    {
        var keys = Math.Min(block.Count, (int)Visible - block.First);
        if (keys <= 0)
        {
            return;
        }

        Scores<TLanes>(block.Keys, block.KeyStride, keys, scores);
        var rescale = OnlineSoftmax.Update<TLanes>(scores, keys, ref Max, ref Sum);
        AddValues<TLanes>(block.Values, block.ValueStride, keys, scores, rescale);
    }

    /// <summary>Takes over what another row has summed up for the same query over other keys.</summary>
    public void Merge(QueryRow other)
    {
        var max = MathF.Max(Max, other.Max);
        var (mine, others) = (float.Exp2(Max - max), float.Exp2(other.Max - max));
        for (var index = 0; index < headDim; index++)
        {
            Sums[index] = (Sums[index] * mine) + (other.Sums[index] * others);
        }

        (Max, Sum) = (max, (Sum * mine) + (other.Sum * others));
    }

    /// <summary>Writes the output row, zeros where the query saw no key.</summary>
    /// <param name="output">headDim floats.</param>
    /// <returns>The log-sum-exp of the scores, to the base 2.</returns>
    public float Finish(float* output)
    {
        var factor = Sum == 0 ? 0 : 1 / Sum;
        for (var index = 0; index < headDim; index++)
        {
            output[index] = Sums[index] * factor;
        }

        return OnlineSoftmax.LogSumExp(Max, Sum);
    }

    // Four keys at a time, so that four sums are under way. Each key is read in whole registers and one partial one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scores<TLanes>(float* keys, nint stride, int count, float* scores) where TLanes : unmanaged, ILanes<TLanes>
    {
        var whole = headDim / TLanes.Count * TLanes.Count;
        for (var key = 0; key < count; key += 4)
        {
            var last = count - 1 - key;
            var first = keys + (key * stride);
            var second = first + (Math.Min(1, last) * stride);
            var third = first + (Math.Min(2, last) * stride);
            var fourth = first + (Math.Min(3, last) * stride);
            TLanes sum1 = default, sum2 = default, sum3 = default, sum4 = default;
            for (var index = 0; index < whole; index += TLanes.Count)
            {
                var query = TLanes.Load(Query + index);
                TLanes.MulAdd(ref sum1, query, TLanes.Load(first + index));
                TLanes.MulAdd(ref sum2, query, TLanes.Load(second + index));
                TLanes.MulAdd(ref sum3, query, TLanes.Load(third + index));
                TLanes.MulAdd(ref sum4, query, TLanes.Load(fourth + index));
            }

            if (whole < headDim)
            {
                var rest = headDim - whole;
                var query = TLanes.LoadPartial(Query + whole, rest);
                TLanes.MulAdd(ref sum1, query, TLanes.LoadPartial(first + whole, rest));
                TLanes.MulAdd(ref sum2, query, TLanes.LoadPartial(second + whole, rest));
                TLanes.MulAdd(ref sum3, query, TLanes.LoadPartial(third + whole, rest));
                TLanes.MulAdd(ref sum4, query, TLanes.LoadPartial(fourth + whole, rest));
            }

            // MaxKeys is a multiple of four: beyond the last key the scores have room.
            scores[key] = TLanes.Sum(sum1);
            scores[key + 1] = TLanes.Sum(sum2);
            scores[key + 2] = TLanes.Sum(sum3);
            scores[key + 3] = TLanes.Sum(sum4);
        }
    }

    // sums = sums · rescale + Σ probability · value, four values at a time for one pass over the sums.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddValues<TLanes>(float* values, nint stride, int count, float* probabilities, float rescale)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var factor = TLanes.Broadcast(rescale);
        for (var index = 0; index < headDim; index += TLanes.Count)
        {
            var lanes = Math.Min(TLanes.Count, headDim - index);
            TLanes.StorePartial(TLanes.LoadPartial(Sums + index, lanes) * factor, Sums + index, lanes);
        }

        var key = 0;
        for (; key + 4 <= count; key += 4)
        {
            var first = values + (key * stride);
            var p1 = TLanes.Broadcast(probabilities[key]);
            var p2 = TLanes.Broadcast(probabilities[key + 1]);
            var p3 = TLanes.Broadcast(probabilities[key + 2]);
            var p4 = TLanes.Broadcast(probabilities[key + 3]);
            var index = 0;
            for (; index + TLanes.Count <= headDim; index += TLanes.Count)
            {
                var sum = TLanes.Load(Sums + index);
                TLanes.MulAdd(ref sum, p1, TLanes.Load(first + index));
                TLanes.MulAdd(ref sum, p2, TLanes.Load(first + stride + index));
                TLanes.MulAdd(ref sum, p3, TLanes.Load(first + (2 * stride) + index));
                TLanes.MulAdd(ref sum, p4, TLanes.Load(first + (3 * stride) + index));
                TLanes.Store(sum, Sums + index);
            }

            if (index < headDim)
            {
                var rest = headDim - index;
                var sum = TLanes.LoadPartial(Sums + index, rest);
                TLanes.MulAdd(ref sum, p1, TLanes.LoadPartial(first + index, rest));
                TLanes.MulAdd(ref sum, p2, TLanes.LoadPartial(first + stride + index, rest));
                TLanes.MulAdd(ref sum, p3, TLanes.LoadPartial(first + (2 * stride) + index, rest));
                TLanes.MulAdd(ref sum, p4, TLanes.LoadPartial(first + (3 * stride) + index, rest));
                TLanes.StorePartial(sum, Sums + index, rest);
            }
        }

        for (; key < count; key++)
        {
            var probability = TLanes.Broadcast(probabilities[key]);
            for (var index = 0; index < headDim; index += TLanes.Count)
            {
                var lanes = Math.Min(TLanes.Count, headDim - index);
                var sum = TLanes.LoadPartial(Sums + index, lanes);
                TLanes.MulAdd(ref sum, probability, TLanes.LoadPartial(values + (key * stride) + index, lanes));
                TLanes.StorePartial(sum, Sums + index, lanes);
            }
        }
    }
}
