using RadSharp.Models.Decoders;
using RadSharp.Models.Generation;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Systems;

/// <summary>What a decoder says about the token after a prompt.</summary>
internal static class NextToken
{
    /// <summary>The probability of each token of the vocabulary.</summary>
    public static double[] Probabilities(CausalDecoder decoder, DecoderPrompt prompt)
    {
        using var tape = Tape.ForInference();
        using var cache = new DecoderCache(decoder.Config);
        var hidden = decoder.Continue(tape, prompt.Embed(tape, decoder, 0, prompt.Ids.Length), cache);
        return Softmax(decoder.Logits(tape, hidden, onlyLast: true).Span);
    }

    /// <summary>Kullback–Leibler divergence of two distributions, Σ p · ln(p / q), in nats.</summary>
    public static double Divergence(double[] p, double[] q)
    {
        double sum = 0;
        for (var token = 0; token < p.Length; token++)
        {
            sum += p[token] > 0 ? p[token] * Math.Log(p[token] / Math.Max(q[token], double.Epsilon)) : 0;
        }

        return sum;
    }

    /// <summary>Probabilities of logits, in double arithmetic.</summary>
    public static double[] Softmax(ReadOnlySpan<float> logits)
    {
        var largest = double.NegativeInfinity;
        foreach (var logit in logits)
        {
            largest = Math.Max(largest, logit);
        }

        var probabilities = new double[logits.Length];
        double sum = 0;
        for (var token = 0; token < logits.Length; token++)
        {
            sum += probabilities[token] = Math.Exp(logits[token] - largest);
        }

        for (var token = 0; token < logits.Length; token++)
        {
            probabilities[token] /= sum;
        }

        return probabilities;
    }
}
