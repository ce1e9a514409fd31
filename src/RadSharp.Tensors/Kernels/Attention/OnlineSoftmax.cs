using System.Runtime.CompilerServices;
using RadSharp.Tensors.Kernels.MatrixProduct;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.Attention;

/// <summary>
/// The softmax of scores that arrive block by block (Milakov and Gimelshein, "Online normalizer calculation for
/// softmax"): a running maximum and a running sum, and the factor by which all sums so far shrink when the maximum grows.
/// </summary>
/// <remarks>
/// A block of scores is [keys][columns]: one row of <see cref="Tile.Columns{TLanes}"/> queries a key, so that a query
/// keeps its lane and no sum runs across lanes. Scores are to the base 2.
/// </remarks>
internal static unsafe class OnlineSoftmax
{
    /// <summary>Where the running maximum starts: finite, so that a query that has seen no key yet makes no NaN.</summary>
    public const float NoMaximum = float.MinValue;

    /// <summary>Takes the keys from a query that does not see them: their scores become −∞.</summary>
    /// <param name="scores">[keys][columns].</param>
    /// <param name="firstKey">Number of the block's first key.</param>
    /// <param name="keys">Keys of the block.</param>
    /// <param name="visible">[columns]: how many keys each query sees.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Hide<TLanes>(float* scores, int firstKey, int keys, float* visible)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var left = TLanes.Load(visible);
        var right = TLanes.Load(visible + TLanes.Count);
        var nothing = TLanes.Broadcast(float.NegativeInfinity);
        for (var key = 0; key < keys; key++)
        {
            var number = TLanes.Broadcast(firstKey + key);
            TLanes.Store(TLanes.SelectGreater(left, number, TLanes.Load(scores), nothing), scores);
            scores += TLanes.Count;
            TLanes.Store(TLanes.SelectGreater(right, number, TLanes.Load(scores), nothing), scores);
            scores += TLanes.Count;
        }
    }

    /// <summary>Turns a block of scores into unnormalised probabilities and brings maximum and sum up to date.</summary>
    /// <param name="scores">[keys][columns], overwritten.</param>
    /// <param name="keys">Keys of the block, ≥ 1.</param>
    /// <param name="max">[columns], running.</param>
    /// <param name="sum">[columns], running.</param>
    /// <param name="rescale">[columns], written: the factor for what was summed up with the probabilities before.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Update<TLanes>(float* scores, int keys, float* max, float* sum, float* rescale)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var columns = Tile.Columns<TLanes>();
        var (oldLeft, oldRight) = (TLanes.Load(max), TLanes.Load(max + TLanes.Count));
        var (maxLeft, maxRight) = (oldLeft, oldRight);
        var (otherLeft, otherRight) = (oldLeft, oldRight);
        var row = scores;
        var key = 0;
        for (; key + 2 <= keys; key += 2)
        {
            maxLeft = TLanes.Max(maxLeft, TLanes.Load(row));
            maxRight = TLanes.Max(maxRight, TLanes.Load(row + TLanes.Count));
            otherLeft = TLanes.Max(otherLeft, TLanes.Load(row + columns));
            otherRight = TLanes.Max(otherRight, TLanes.Load(row + columns + TLanes.Count));
            row += 2 * columns;
        }

        if (key < keys)
        {
            maxLeft = TLanes.Max(maxLeft, TLanes.Load(row));
            maxRight = TLanes.Max(maxRight, TLanes.Load(row + TLanes.Count));
        }

        maxLeft = TLanes.Max(maxLeft, otherLeft);
        maxRight = TLanes.Max(maxRight, otherRight);
        var (rescaleLeft, rescaleRight) = (LaneMath.Exp2(oldLeft - maxLeft), LaneMath.Exp2(oldRight - maxRight));
        var sumLeft = TLanes.Load(sum) * rescaleLeft;
        var sumRight = TLanes.Load(sum + TLanes.Count) * rescaleRight;
        row = scores;
        for (key = 0; key < keys; key++)
        {
            var left = LaneMath.Exp2(TLanes.Load(row) - maxLeft);
            var right = LaneMath.Exp2(TLanes.Load(row + TLanes.Count) - maxRight);
            sumLeft += left;
            sumRight += right;
            TLanes.Store(left, row);
            TLanes.Store(right, row + TLanes.Count);
            row += columns;
        }

        TLanes.Store(maxLeft, max);
        TLanes.Store(maxRight, max + TLanes.Count);
        TLanes.Store(sumLeft, sum);
        TLanes.Store(sumRight, sum + TLanes.Count);
        TLanes.Store(rescaleLeft, rescale);
        TLanes.Store(rescaleRight, rescale + TLanes.Count);
    }

    /// <summary>As <see cref="Update{TLanes}(float*, int, float*, float*, float*)"/>, for the scores of one query.</summary>
    /// <param name="scores">[keys], overwritten.</param>
    /// <param name="keys">Keys of the block, ≥ 1.</param>
    /// <param name="max">Running.</param>
    /// <param name="sum">Running.</param>
    /// <returns>The factor for what was summed up with the probabilities before.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Update<TLanes>(float* scores, int keys, ref float max, ref float sum)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var largest = TLanes.Broadcast(max);
        for (var key = 0; key < keys; key += TLanes.Count)
        {
            var lanes = Math.Min(TLanes.Count, keys - key);
            largest = TLanes.SelectFirst(lanes, TLanes.Max(largest, Lanes.Load<TLanes>(scores + key, lanes)), largest);
        }

        var newMax = TLanes.MaxAcross(largest);
        var shift = TLanes.Broadcast(newMax);
        TLanes total = default;
        for (var key = 0; key < keys; key += TLanes.Count)
        {
            var lanes = Math.Min(TLanes.Count, keys - key);
            var probability = LaneMath.Exp2(Lanes.Load<TLanes>(scores + key, lanes) - shift);
            total += TLanes.SelectFirst(lanes, probability, TLanes.Zero);
            Lanes.Store(probability, scores + key, lanes);
        }

        var rescale = Exp2<TLanes>(max - newMax);
        max = newMax;
        sum = (sum * rescale) + TLanes.Sum(total);
        return rescale;
    }

    /// <summary>2^x for x ≤ 0, as the lanes have it.</summary>
    public static float Exp2<TLanes>(float x) where TLanes : unmanaged, ILanes<TLanes>
    {
        float power;
        TLanes.StorePartial(LaneMath.Exp2(TLanes.Broadcast(x)), &power, 1);
        return power;
    }

    /// <summary>Logarithm, to the base 2, of the sum of the powers of all scores; +∞ where there were none.</summary>
    /// <remarks>Positive infinity, because backward subtracts it: 2^(score − ∞) is the probability zero.</remarks>
    public static float LogSumExp(float max, float sum) => sum == 0 ? float.PositiveInfinity : max + MathF.Log2(sum);

    /// <summary>The factor that turns sums into averages; zero where nothing was summed up.</summary>
    public static float Inverse(float sum) => sum == 0 ? 0 : 1 / sum;
}
