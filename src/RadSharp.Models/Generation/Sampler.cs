using System.Numerics;
using System.Runtime.InteropServices;

namespace RadSharp.Models.Generation;

/// <summary>Chooses the tokens of one answer. Allocates nothing after its first token.</summary>
internal sealed class Sampler
{
    private readonly Sampling _sampling;
    private readonly Random _random;
    private readonly bool[] _isSeen;
    private readonly List<int> _seen = [];
    private float[] _scores = [];
    private ulong[] _candidates = [];

    public Sampler(Sampling sampling, int vocabulary)
    {
        sampling.Validate();
        _sampling = sampling;
        _random = new Random(sampling.Seed);
        _isSeen = new bool[vocabulary];
    }

    /// <summary>Notes a token of the prompt or of the answer, for the repetition penalty.</summary>
    public void See(int id)
    {
        // Prompts may mark image tokens with numbers outside the vocabulary; no logit belongs to them.
        if ((uint)id < (uint)_isSeen.Length && !_isSeen[id])
        {
            _isSeen[id] = true;
            _seen.Add(id);
        }
    }

    /// <summary>Chooses the next token.</summary>
    /// <param name="logits">[vocabulary].</param>
    /// <returns>The token, and what the model itself gives it: its share in the softmax of the untouched logits.</returns>
    /// <exception cref="InvalidOperationException">The logits are not numbers.</exception>
    public (int Id, float Probability) Choose(ReadOnlySpan<float> logits)
    {
        var normalizer = LogSumExp(logits);
        var scores = Penalized(logits);
        var id = _sampling.Temperature == 0 ? Largest(scores) : Draw(scores);
        return (id, (float)Math.Exp(logits[id] - normalizer));
    }

    // Two passes over up to 150,000 numbers for each token, so in vectors.
    private static double LogSumExp(ReadOnlySpan<float> logits)
    {
        var largest = logits[Largest(logits)];
        var whole = MemoryMarshal.Cast<float, Vector<float>>(logits);
        var sums = Vector<float>.Zero;
        foreach (var part in whole)
        {
            sums += Vector.Exp(part - new Vector<float>(largest));
        }

        var sum = (double)Vector.Sum(sums);
        foreach (var logit in logits[(whole.Length * Vector<float>.Count)..])
        {
            sum += MathF.Exp(logit - largest);
        }

        var result = largest + Math.Log(sum);
        return double.IsFinite(result)
            ? result
            : throw new InvalidOperationException(
                "The decoder's logits hold NaN or infinity, so no token can be chosen. The weights are damaged, or their "
                + "numbers are too large for the type that they were converted to.");
    }

    // The first of equals; any where there is a NaN.
    private static int Largest(ReadOnlySpan<float> values)
    {
        var whole = MemoryMarshal.Cast<float, Vector<float>>(values);
        var lanes = new Vector<float>(values[0]);
        foreach (var part in whole)
        {
            lanes = Vector.Max(lanes, part);
        }

        var largest = lanes[0];
        for (var lane = 1; lane < Vector<float>.Count; lane++)
        {
            largest = MathF.Max(largest, lanes[lane]);
        }

        foreach (var value in values[(whole.Length * Vector<float>.Count)..])
        {
            largest = MathF.Max(largest, value);
        }

        return Math.Max(values.IndexOf(largest), 0);
    }

    private ReadOnlySpan<float> Penalized(ReadOnlySpan<float> logits)
    {
        var penalty = _sampling.RepetitionPenalty;
        if (penalty == 1)
        {
            return logits;
        }

        Grow(ref _scores, logits.Length);
        logits.CopyTo(_scores);
        foreach (var id in _seen)
        {
            _scores[id] = _scores[id] < 0 ? _scores[id] * penalty : _scores[id] / penalty;
        }

        return _scores.AsSpan(0, logits.Length);
    }

    private int Draw(ReadOnlySpan<float> scores)
    {
        var largest = scores[Largest(scores)];
        double sum = 0;
        foreach (var score in scores)
        {
            sum += Weight(score, largest);
        }

        if (_sampling.TopP < 1)
        {
            return DrawFromLikeliest(scores, largest, sum);
        }

        var left = _random.NextDouble() * sum;
        for (var id = 0; id < scores.Length; id++)
        {
            left -= Weight(scores[id], largest);
            if (left < 0)
            {
                return id;
            }
        }

        // Rounding left a little of the sum.
        return Largest(scores);
    }

    private int DrawFromLikeliest(ReadOnlySpan<float> scores, float largest, double sum)
    {
        // A token of probability (1 − p) / vocabulary or less is never in the set: all such together have 1 − p at most.
        Grow(ref _candidates, scores.Length);
        var least = sum * (1 - (double)_sampling.TopP) / scores.Length;
        var count = 0;
        for (var id = 0; id < scores.Length; id++)
        {
            var weight = Weight(scores[id], largest);
            if (weight > least)
            {
                // Positive floats are in the order of their bits: ascending keys are descending weights, then ascending ids.
                _candidates[count++] = ((ulong)~BitConverter.SingleToUInt32Bits(weight) << 32) | (uint)id;
            }
        }

        var candidates = _candidates.AsSpan(0, count);
        candidates.Sort();
        double kept = 0;
        var keptCount = 0;
        while (keptCount < count && (keptCount == 0 || kept < sum * _sampling.TopP))
        {
            kept += WeightOf(candidates[keptCount++]);
        }

        var left = _random.NextDouble() * kept;
        for (var index = 0; index < keptCount; index++)
        {
            left -= WeightOf(candidates[index]);
            if (left < 0)
            {
                return (int)(uint)candidates[index];
            }
        }

        return (int)(uint)candidates[0];

        static float WeightOf(ulong candidate) => BitConverter.UInt32BitsToSingle(~(uint)(candidate >> 32));
    }

    private float Weight(float score, float largest) => MathF.Exp((score - largest) / _sampling.Temperature);

    private static void Grow<T>(ref T[] scratch, int length)
    {
        if (scratch.Length < length)
        {
            scratch = new T[length];
        }
    }
}
