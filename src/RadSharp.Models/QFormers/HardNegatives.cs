namespace RadSharp.Models.QFormers;

/// <summary>For each pair of a batch an image and a text that belong to another pair but look alike.</summary>
/// <param name="Images">For each text the index of such an image.</param>
/// <param name="Texts">For each image the index of such a text.</param>
public sealed record HardNegatives(int[] Images, int[] Texts)
{
    // LAVIS adds it to every probability, so that a batch which the network tells apart well has negatives too.
    private const double SmallestWeight = 1e-4;

    /// <summary>
    /// Draws them with the probabilities that the contrastive loss gives the wrong answers (Li et al. 2021, "Align before
    /// Fuse", section 3.2; LAVIS: models/blip2_models/blip2_qformer.py).
    /// </summary>
    /// <param name="similarities">[batch, batch], image by text, row-major.</param>
    /// <param name="temperature">What similarities are divided by, &gt; 0.</param>
    /// <param name="random">Decides.</param>
    /// <exception cref="ArgumentException">Not the similarities of at least two pairs.</exception>
    public static HardNegatives Draw(ReadOnlySpan<float> similarities, float temperature, Random random)
    {
        var batch = (int)Math.Sqrt(similarities.Length);
        if (batch < 2 || batch * batch != similarities.Length || !(temperature > 0))
        {
            throw new ArgumentException(
                "Hard negatives: expected the similarities of at least two pairs, [batch, batch], and a temperature above zero, "
                + $"but found {similarities.Length} similarities and the temperature {temperature}.");
        }

        var negatives = new HardNegatives(new int[batch], new int[batch]);
        var weights = new double[batch];
        for (var pair = 0; pair < batch; pair++)
        {
            for (var other = 0; other < batch; other++)
            {
                weights[other] = similarities[(other * batch) + pair] / temperature;
            }

            negatives.Images[pair] = DrawOne(weights, pair, random);
            for (var other = 0; other < batch; other++)
            {
                weights[other] = similarities[(pair * batch) + other] / temperature;
            }

            negatives.Texts[pair] = DrawOne(weights, pair, random);
        }

        return negatives;
    }

    // An index other than `own`, by the softmax of the logits, which are overwritten.
    private static int DrawOne(Span<double> logits, int own, Random random)
    {
        double largest = double.NegativeInfinity, sum = 0, total = 0;
        foreach (var logit in logits)
        {
            largest = Math.Max(largest, logit);
        }

        foreach (ref var weight in logits)
        {
            weight = Math.Exp(weight - largest);
            sum += weight;
        }

        for (var index = 0; index < logits.Length; index++)
        {
            logits[index] = index == own ? 0 : (logits[index] / sum) + SmallestWeight;
            total += logits[index];
        }

        var rest = random.NextDouble() * total;
        var last = own == logits.Length - 1 ? own - 1 : logits.Length - 1;
        for (var index = 0; index < last; index++)
        {
            rest -= logits[index];
            if (rest < 0)
            {
                return index;
            }
        }

        return last;
    }
}
