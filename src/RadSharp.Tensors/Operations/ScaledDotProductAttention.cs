using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Kernels.Attention;
using RadSharp.Tensors.Memory;

namespace RadSharp.Tensors.Operations;

/// <summary>Scaled dot-product attention (Vaswani et al., "Attention Is All You Need").</summary>
public static unsafe class ScaledDotProductAttention
{
    /// <summary>
    /// <c>softmax(scale · q · kᵀ) · v</c> for every head, full, causal, cross or grouped-query. The scores of all tokens
    /// with all tokens are never stored: memory grows with the tokens, not with their square.
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="q">[batch, queryTokens, queryHeads, headDim], as a projection gives it after a reshape.</param>
    /// <param name="k">[batch, keyTokens, keyHeads, headDim]; queryHeads is a multiple of keyHeads, and each key head
    /// serves that many successive query heads.</param>
    /// <param name="v">The shape of <paramref name="k"/>.</param>
    /// <param name="options">Scale and causal mask.</param>
    /// <param name="keyMask">[batch, keyTokens], true for a key that takes part; empty where all do. Masked keys and
    /// values are not read.</param>
    /// <returns>The shape of <paramref name="q"/>. A query that sees no key gives zeros.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or a tensor is not Float32.</exception>
    public static Tensor Attention(
        this Tape tape, Tensor q, Tensor k, Tensor v, AttentionOptions options = default, ReadOnlySpan<bool> keyMask = default)
    {
        var layout = LayoutOf(q, k, v, options, keyMask.Length);
        var output = tape.New(q.Shape);
        if (!tape.Records(q, k, v))
        {
            Forward(layout, q, k, v, keyMask, output, default);
            return output;
        }

        var logSumExp = tape.New([layout.Batch, layout.KeyHeads, layout.Rows]);
        Forward(layout, q, k, v, keyMask, output, logSumExp.Span);
        tape.Record(output, new AttentionBackwardStep(layout, q, k, v, keyMask.ToArray(), logSumExp));
        return output;
    }

    /// <summary>
    /// Attention of new tokens over all tokens of a sequence so far: over one new token when text is generated, over
    /// several when a prompt is read, whole or in parts. Append their keys and values to the cache before.
    /// </summary>
    /// <param name="tape">The tape; nothing is recorded.</param>
    /// <param name="q">[1, queryTokens, queryHeads, headDim]: queries of the last tokens in the cache.</param>
    /// <param name="cache">Keys and values; queryHeads is a multiple of its heads.</param>
    /// <param name="scale">Factor on the products of queries and keys; null for 1/√headDim.</param>
    /// <param name="isCausal">Whether a token sees those up to itself only.</param>
    /// <returns>The shape of <paramref name="q"/>.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or q is not Float32.</exception>
    /// <exception cref="InvalidOperationException">The tape records and q needs a gradient.</exception>
    public static Tensor Attention(this Tape tape, Tensor q, KeyValueCache cache, float? scale = null, bool isCausal = true)
    {
        Expect.Float32("Attention", q);
        var queries = q.Shape;
        Expect.That(
            queries.Rank == 4 && queries[0] == 1 && queries[2] % cache.KeyHeads == 0 && queries[3] == cache.HeadDim
            && queries[1] <= cache.Length, "Attention",
            $"expected q [1, queryTokens, queryHeads, headDim] for a cache of {cache.Length} tokens, {cache.KeyHeads} heads of {cache.HeadDim}, but found {queries}");
        if (tape.Records(q))
        {
            throw new InvalidOperationException(
                $"Attention: no gradient passes a key/value cache, but q {queries} needs one. Use a tape for inference, or give " +
                "keys and values as tensors.");
        }

        var layout = new AttentionLayout(
            1, queries[1], cache.Length, queries[2], cache.KeyHeads, queries[3], scale ?? DefaultScale(queries[3]), isCausal);
        var output = tape.New(queries);
        AttentionForward.Run(
            layout, (float*)q.Data, cache.Keys, cache.Values, KeySelection.From(default, 1, cache.Length, null), (float*)output.Data, null);
        return output;
    }

    private static float DefaultScale(int headDim) => 1 / MathF.Sqrt(headDim);

    private static AttentionLayout LayoutOf(Tensor q, Tensor k, Tensor v, AttentionOptions options, int maskLength)
    {
        Expect.Float32("Attention", q);
        Expect.Float32("Attention", k);
        Expect.Float32("Attention", v);
        var (queries, keys) = (q.Shape, k.Shape);
        Expect.That(
            queries.Rank == 4 && keys.Rank == 4 && queries[0] == keys[0] && queries[3] == keys[3], "Attention",
            $"expected q [batch, queryTokens, queryHeads, headDim] and k [batch, keyTokens, keyHeads, headDim], but found {queries} and {keys}");
        Expect.That(
            keys[2] > 0 && queries[2] % keys[2] == 0, "Attention",
            $"expected queryHeads to be a multiple of keyHeads, but found q {queries} and k {keys}");
        Expect.Shaped("Attention", "v", v, keys);
        Expect.That(
            maskLength == 0 || maskLength == keys[0] * keys[1], "Attention",
            $"expected a key mask of {keys[0]} · {keys[1]} values for k {keys}, but found {maskLength}");
        return new AttentionLayout(
            queries[0], queries[1], keys[1], queries[2], keys[2], queries[3], options.Scale ?? DefaultScale(queries[3]), options.IsCausal);
    }

    private static void Forward(
        in AttentionLayout layout, Tensor q, Tensor k, Tensor v, ReadOnlySpan<bool> keyMask, Tensor output, Span<float> logSumExp)
    {
        using var mask = new SelectedKeys(keyMask, layout.Batch, layout.KeyTokens);
        fixed (float* queries = q.Span, keys = k.Span, values = v.Span, target = output.Span, logarithms = logSumExp)
        {
            AttentionForward.Run(
                layout, queries, KeySource.OfTensor(keys, layout.KeyTokens, layout.KeyHeads, layout.HeadDim),
                KeySource.OfTensor(values, layout.KeyTokens, layout.KeyHeads, layout.HeadDim), mask.Selection, target, logarithms);
        }
    }

    private sealed class AttentionBackwardStep(AttentionLayout layout, Tensor q, Tensor k, Tensor v, bool[] keyMask, Tensor logSumExp)
        : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            AttentionGradients gradients = default;
            if (q.NeedsGradient)
            {
                gradients.Queries = (float*)tape.GradientOf(q, out gradients.AccumulateQueries).Data;
            }

            if (k.NeedsGradient)
            {
                gradients.Keys = (float*)tape.GradientOf(k, out gradients.AccumulateKeys).Data;
            }

            if (v.NeedsGradient)
            {
                gradients.Values = (float*)tape.GradientOf(v, out gradients.AccumulateValues).Data;
            }

            BackwardInputs inputs;
            inputs.Queries = (float*)q.Data;
            inputs.Keys = (float*)k.Data;
            inputs.Values = (float*)v.Data;
            inputs.Output = (float*)output.Data;
            inputs.LogSumExp = (float*)logSumExp.Data;
            inputs.OutputGradient = (float*)output.Gradient.Data;
            using var mask = new SelectedKeys(keyMask, layout.Batch, layout.KeyTokens);
            AttentionBackward.Run(layout, inputs, mask.Selection, gradients);
        }
    }

    /// <summary>A mask's selection with its memory.</summary>
    private readonly ref struct SelectedKeys
    {
        private readonly long _byteCount;
        private readonly int* _memory;

        public SelectedKeys(ReadOnlySpan<bool> mask, int batch, int keyTokens)
        {
            _byteCount = KeySelection.Ints(batch, mask.Length) * sizeof(int);
            _memory = (int*)TensorMemory.Rent(_byteCount);
            Selection = KeySelection.From(mask, batch, keyTokens, _memory);
        }

        public KeySelection Selection { get; }

        public void Dispose() => TensorMemory.Return(_memory, _byteCount);
    }
}
