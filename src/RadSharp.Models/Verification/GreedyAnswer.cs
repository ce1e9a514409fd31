using RadSharp.Models.Decoders;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Verification;

/// <summary>The tokens that a decoder chooses one after the other, each the likeliest, through the key/value cache.</summary>
internal static class GreedyAnswer
{
    /// <summary>Compares <c>generated_ids</c> and <c>step_logits</c> where the file has them.</summary>
    /// <remarks>
    /// The decoder is fed the expected tokens, and each must have the largest logit at its step. Where another one's is larger,
    /// the difference is by how much, over the largest magnitude of the step's logits: two that are nearer to each other than
    /// the tolerance may change places by rounding alone, while a wrong token is far from the largest. Feeding the expected ones
    /// keeps the steps after such a pair comparable.
    /// </remarks>
    /// <param name="expected">Has the answer: with the prompt before it, or without.</param>
    /// <param name="prefix">What the names begin with, such as <c>DICOM.</c>.</param>
    /// <param name="decoder">The decoder.</param>
    /// <param name="ids">The prompts.</param>
    /// <param name="embed">The embeddings of a prompt, [1, tokens, hidden]: on the tape, of the row.</param>
    /// <param name="tolerance">That of the logits.</param>
    public static void Check(
        ExpectedTensors expected, string prefix, CausalDecoder decoder, TokenRows ids, Func<Tape, int, Tensor> embed,
        double tolerance)
    {
        var (idsName, logitsName) = ($"{prefix}generated_ids", $"{prefix}step_logits");
        if (!expected.Contains(idsName))
        {
            return;
        }

        var generated = expected.Tokens(idsName);
        var logits = new List<float>();
        var worst = generated.Count > ids.Count
            ? RelativeDifference.Incomparable($"expected answers to {generated.Count} prompts, found {ids.Count} prompts")
            : new RelativeDifference(0);
        for (var row = 0; row < Math.Min(generated.Count, ids.Count); row++)
        {
            var answer = generated[row].StartsWith(ids[row]) ? generated[row][ids.Length..] : generated[row];
            var difference = Follow(decoder, embed, row, answer, logits);
            worst = difference.Value > worst.Value ? difference : worst;
        }

        expected.Check(idsName, worst, tolerance);
        if (expected.Contains(logitsName) && logits.Count > 0)
        {
            var vocabulary = decoder.Config.VocabularySize;
            using var found = Tensor.From(
                logits.ToArray(), [generated.Count, logits.Count / vocabulary / generated.Count, vocabulary]);
            expected.Check(logitsName, found, tolerance);
        }
    }

    // Feeds an answer to the decoder, and adds the logits of each step.
    private static RelativeDifference Follow(
        CausalDecoder decoder, Func<Tape, int, Tensor> embed, int row, ReadOnlySpan<int> answer, List<float> logits)
    {
        var worst = answer.IsEmpty ? RelativeDifference.Incomparable("no token after the prompt") : new(0);
        using var tape = Tape.ForInference();
        using var cache = new DecoderCache(decoder.Config);
        var hidden = decoder.Continue(tape, embed(tape, row), cache);
        for (var step = 0; step < answer.Length; step++)
        {
            var found = decoder.Logits(tape, hidden, onlyLast: true).Span;
            logits.AddRange(found);
            var difference = Shortfall(found, answer[step], step);
            worst = difference.Value > worst.Value ? difference : worst;
            if ((uint)answer[step] >= (uint)found.Length)
            {
                return worst;
            }

            tape.Reset();
            hidden = decoder.Continue(tape, decoder.Embed(tape, answer.Slice(step, 1)), cache);
        }

        return worst;
    }

    private static RelativeDifference Shortfall(ReadOnlySpan<float> logits, int token, int step)
    {
        var magnitude = RelativeDifference.Largest(logits);
        if (!double.IsFinite(magnitude) || (uint)token >= (uint)logits.Length)
        {
            return RelativeDifference.Incomparable(double.IsFinite(magnitude)
                ? $"token {step} is {token}, but the vocabulary has {logits.Length}"
                : $"the logits of token {step} are not finite");
        }

        var best = 0;
        for (var index = 1; index < logits.Length; index++)
        {
            best = logits[index] > logits[best] ? index : best;
        }

        return logits[token] < logits[best]
            ? new(((double)logits[best] - logits[token]) / magnitude, $"token {step}: expected {token}, found {best}")
            : new(0);
    }
}
