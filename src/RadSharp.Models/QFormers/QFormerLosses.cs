using RadSharp.Models.Encoders.Bert;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.QFormers;

/// <summary>
/// The three losses of BLIP-2's first stage (Li et al. 2023, section 3.1; LAVIS: models/blip2_models/blip2_qformer.py), on
/// one machine: texts and images are compared within a batch.
/// </summary>
public static class QFormerLosses
{
    /// <summary>The labels' smoothing in the contrastive and the generation loss.</summary>
    public const float LabelSmoothing = 0.1f;

    private const int IgnoredTarget = -100;

    /// <summary>
    /// How well each text fits each image: the largest cosine over the image's queries.
    /// </summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="images">Projected queries, [images, queries, width], of any length.</param>
    /// <param name="texts">Projected first tokens, [texts, width], of any length.</param>
    /// <returns>[images, texts], from −1 to 1.</returns>
    public static Tensor Similarities(Tape tape, Tensor images, Tensor texts)
    {
        // [images, queries, texts]
        var cosines = tape.MatMul(UnitLength(tape, images), UnitLength(tape, texts), transposeB: true);
        return tape.Max(cosines, [1]);
    }

    /// <summary>
    /// Image-text contrastive loss: image i and text i belong together, and each is to be found among the others' (the mean
    /// of both directions).
    /// </summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="similarities">[batch, batch], of <see cref="Similarities"/>.</param>
    /// <param name="temperature">What similarities are divided by, shape []; learned.</param>
    /// <param name="labelSmoothing">Share of the target that is spread over all.</param>
    /// <returns>One number, shape [].</returns>
    public static Tensor Contrastive(
        Tape tape, Tensor similarities, Tensor temperature, float labelSmoothing = LabelSmoothing)
    {
        var targets = Enumerable.Range(0, similarities.Shape[0]).ToArray();
        var logits = tape.Divide(similarities, temperature);
        var texts = tape.CrossEntropy(logits, targets, labelSmoothing: labelSmoothing);
        var images = tape.CrossEntropy(tape.Permute(logits, 1, 0), targets, labelSmoothing: labelSmoothing);
        return tape.Multiply(tape.Add(texts, images), 0.5f);
    }

    /// <summary>Image-text matching loss: does a text belong to an image?</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="logits">[pairs, 2]: against and for, the pairs that belong together first.</param>
    /// <param name="matching">How many pairs belong together.</param>
    /// <returns>One number, shape [].</returns>
    public static Tensor Matching(Tape tape, Tensor logits, int matching)
    {
        var targets = new int[logits.Shape[0]];
        targets.AsSpan(0, matching).Fill(1);
        return tape.CrossEntropy(logits, targets);
    }

    /// <summary>Image-grounded text generation loss: each token from those before it, padding left out.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="logits">[batch, length, vocabulary], of <see cref="QFormer.DecodeText"/>.</param>
    /// <param name="text">The text that was given to it.</param>
    /// <param name="labelSmoothing">Share of the target that is spread over the vocabulary.</param>
    /// <returns>One number, shape [].</returns>
    public static Tensor Generation(Tape tape, Tensor logits, PaddedText text, float labelSmoothing = LabelSmoothing)
    {
        var targets = new int[text.Batch * text.Length];
        for (var index = 0; index < targets.Length; index++)
        {
            // The last token of a row has none after it.
            var isTarget = (index + 1) % text.Length != 0 && text.Mask[index + 1];
            targets[index] = isTarget ? text.Tokens[index + 1] : IgnoredTarget;
        }

        return tape.CrossEntropy(logits, targets, ignoreIndex: IgnoredTarget, labelSmoothing: labelSmoothing);
    }

    // x / max(‖x‖, 1e-12), as PyTorch's normalize.
    private static Tensor UnitLength(Tape tape, Tensor x)
    {
        var squares = tape.Clamp(tape.Sum(tape.Square(x), [-1], keepDimensions: true), 1e-24f, float.MaxValue);
        return tape.Divide(x, tape.Sqrt(squares));
    }
}
