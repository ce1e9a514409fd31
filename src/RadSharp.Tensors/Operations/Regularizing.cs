using RadSharp.Tensors.Gradients;

namespace RadSharp.Tensors.Operations;

/// <summary>Noise that keeps a network from learning its training set by heart.</summary>
public static class Regularizing
{
    /// <summary>
    /// Sets random elements to zero and divides the others by 1 − probability (Srivastava et al. 2014). Returns
    /// <paramref name="x"/> itself on a tape that is not <see cref="Tape.IsTraining"/>, and for probability 0.
    /// </summary>
    /// <param name="tape">The tape; its seed decides which elements. The mask is made again in backward, not kept.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="probability">Share of the elements to drop, 0 ≤ probability ≤ 1.</param>
    /// <returns>The same shape.</returns>
    /// <exception cref="ArgumentException">The probability is out of range, or the tensor is not Float32.</exception>
    public static Tensor Dropout(this Tape tape, Tensor x, float probability)
    {
        Expect.Float32("Dropout", x);
        Expect.That(probability is >= 0 and <= 1, "Dropout", $"expected a probability from 0 to 1, but found {probability}");
        if (!tape.IsTraining || probability == 0)
        {
            return x;
        }

        var seed = tape.NextSeed();
        var y = tape.New(x.Shape);
        Kernels.Dropout.Apply(x.Span, probability, seed, y.Span, accumulate: false);
        if (tape.Records(x))
        {
            tape.Record(y, new DropoutBackward(x, probability, seed));
        }

        return y;
    }

    private sealed class DropoutBackward(Tensor x, float probability, ulong seed) : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            var dx = tape.GradientOf(x, out var accumulate);
            Kernels.Dropout.Apply(output.Gradient.Span, probability, seed, dx.Span, accumulate);
        }
    }
}
