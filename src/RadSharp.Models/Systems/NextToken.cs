using RadSharp.Models.Generation;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Systems;

/// <summary>What a decoder says about the token after a prompt.</summary>
internal static class NextToken
{
    /// <summary>The probability of each token of the vocabulary.</summary>
    /// <param name="session">What it holds of the prompt is not read again.</param>
    /// <param name="prompt">The prompt.</param>
    public static double[] Probabilities(DecoderSession session, DecoderPrompt prompt)
    {
        var (decoder, start) = (session.Decoder, session.KeepPrefixOf(prompt));
        using var tape = Tape.ForInference();
        var rest = prompt.Embed(tape, decoder, start, prompt.Ids.Length - start);
        var hidden = decoder.Continue(tape, rest, session.Cache);
        session.Note(prompt.Keys[start..]);
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
