using RadSharp.Models.Decoders;
using RadSharp.Tensors;

namespace RadSharp.Training.Instruction;

/// <summary>
/// Samples side by side, padded behind their ends to the length of the longest. Nothing has to hide the padding: no token looks
/// at what comes after it, and padding is not learned.
/// </summary>
internal sealed class InstructionBatch
{
    private InstructionBatch(List<(TokenizedSample Tokens, Tensor Features)> samples, int padding)
    {
        var length = samples.Max(sample => sample.Tokens.Ids.Length);
        Rows = samples.Count;
        Ids = new int[Rows * length];
        Labels = new int[Ids.Length];
        Array.Fill(Ids, padding);
        Array.Fill(Labels, CausalDecoder.NotCounted);
        FeatureWidth = samples[0].Features.Shape[1];
        Features = new float[samples.Sum(sample => sample.Features.Count)];
        List<int> places = [];
        var copied = 0;
        foreach (var (row, (tokens, features)) in samples.Index())
        {
            tokens.Ids.CopyTo(Ids, row * length);
            tokens.Labels.CopyTo(Labels, row * length);
            places.AddRange(tokens.ImagePlaces.Select(place => (row * length) + place));
            features.Span.CopyTo(Features.AsSpan(copied));
            copied += features.Count;
            Counted += tokens.Counted;
        }

        ImagePlaces = [.. places];
    }

    /// <summary>Number of samples.</summary>
    public int Rows { get; }

    /// <summary>[rows, tokens].</summary>
    public int[] Ids { get; }

    /// <summary>[rows, tokens].</summary>
    public int[] Labels { get; }

    /// <summary>Where the visual tokens go among all tokens.</summary>
    public int[] ImagePlaces { get; }

    /// <summary>[places, width], in the order of the places.</summary>
    public float[] Features { get; }

    /// <summary>Width of a place's features.</summary>
    public int FeatureWidth { get; }

    /// <summary>Tokens that are learned.</summary>
    public int Counted { get; }

    /// <summary>Samples of similar length go together, as many as stay within the budget, at least one.</summary>
    public static IEnumerable<InstructionBatch> Split(
        IReadOnlyList<(TokenizedSample Tokens, Tensor Features)> samples, int tokenBudget, int padding)
    {
        List<(TokenizedSample Tokens, Tensor Features)> batch = [];
        foreach (var sample in samples.OrderByDescending(sample => sample.Tokens.Ids.Length))
        {
            if (batch.Count > 0 && (batch.Count + 1) * batch[0].Tokens.Ids.Length > tokenBudget)
            {
                yield return new(batch, padding);
                batch = [];
            }

            batch.Add(sample);
        }

        if (batch.Count > 0)
        {
            yield return new(batch, padding);
        }
    }
}
