using RadSharp.Models.Decoders;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Systems;

/// <summary>What a model's language loses when its matrices are kept in fewer bits: the same text, token by token.</summary>
public static class QuantizationLoss
{
    /// <summary>Measures it.</summary>
    /// <param name="folder">A checkpoint's folder, not a packed one.</param>
    /// <param name="text">A text of the kind that the model is for.</param>
    /// <param name="types">The types to compare, in turn; one model is in memory at a time.</param>
    /// <param name="options">Its type is the one that the others are compared with; Float32 where it says none.</param>
    /// <param name="mostTokens">Tokens of the text that are read at most.</param>
    /// <returns>The reference, then the types.</returns>
    /// <exception cref="ArgumentException">The text has fewer than two tokens.</exception>
    /// <exception cref="InvalidDataException">As <see cref="ModelFolder.Open"/>.</exception>
    public static IReadOnlyList<QuantizationScore> Measure(
        string folder, string text, IReadOnlyList<DType> types, ModelOptions options, int mostTokens = 512)
    {
        var reference = options.Matrices ?? DType.Float32;
        var (expected, ids) = Logits(folder, text, options with { Matrices = reference }, mostTokens);
        using (expected)
        {
            var scores = new List<QuantizationScore> { Score(reference, expected, expected, ids) };
            foreach (var type in types)
            {
                var (found, _) = Logits(folder, text, options with { Matrices = type }, mostTokens);
                using (found)
                {
                    scores.Add(Score(type, expected, found, ids));
                }
            }

            return scores;
        }
    }

    // [tokens, vocabulary], and the tokens.
    private static (Tensor Logits, int[] Ids) Logits(string folder, string text, ModelOptions options, int mostTokens)
    {
        using var model = ModelFolder.Open(folder, options);
        var ids = model.Tokenizer.Encode(text, parseSpecialTokens: false);
        ids = ids[..Math.Min(ids.Length, Math.Min(mostTokens, model.Decoder.Config.MaxPositions))];
        if (ids.Length < 2)
        {
            throw new ArgumentException($"Expected a text of at least two tokens, found {ids.Length}.", nameof(text));
        }

        using var tape = Tape.ForInference();
        using var cache = new DecoderCache(model.Decoder.Config);
        var hidden = model.Decoder.Continue(tape, model.Decoder.Embed(tape, ids), cache);
        return (model.Decoder.Logits(tape, hidden).Clone(), ids);
    }

    private static QuantizationScore Score(DType type, Tensor expected, Tensor found, int[] ids)
    {
        var width = expected.Shape[-1];
        double logLikelihood = 0, divergence = 0, largest = 0;
        var agreeing = 0;
        for (var token = 0; token + 1 < ids.Length; token++)
        {
            var p = NextToken.Softmax(expected.Span.Slice(token * width, width));
            var q = NextToken.Softmax(found.Span.Slice(token * width, width));
            var here = NextToken.Divergence(p, q);
            (divergence, largest) = (divergence + here, Math.Max(largest, here));
            logLikelihood += Math.Log(Math.Max(q[ids[token + 1]], double.Epsilon));
            agreeing += Array.IndexOf(p, p.Max()) == Array.IndexOf(q, q.Max()) ? 1 : 0;
        }

        double count = ids.Length - 1;
        return new QuantizationScore(
            type, ids.Length, Math.Exp(-logLikelihood / count), divergence / count, largest, agreeing / count);
    }
}

/// <summary>How a model in one type does on a text.</summary>
/// <param name="Type">How matrices are kept.</param>
/// <param name="Tokens">Tokens of the text.</param>
/// <param name="Perplexity">Of each token given those before it.</param>
/// <param name="Divergence">Mean Kullback–Leibler divergence from the reference's next-token probabilities, in nats.</param>
/// <param name="LargestDivergence">The largest of them.</param>
/// <param name="Agreement">Share of tokens at which both think the same token the likeliest.</param>
public sealed record QuantizationScore(
    DType Type, int Tokens, double Perplexity, double Divergence, double LargestDivergence, double Agreement);
