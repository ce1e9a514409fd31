using RadSharp.Tensors.Kernels.Loops;
using RadSharp.Tensors.Kernels.Optimizers;

namespace RadSharp.Tensors.Optimizers;

/// <summary>Bounds the size of a step, whatever the batch.</summary>
public static class GradientClipping
{
    // PyTorch's, against a norm of zero.
    private const double Epsilon = 1e-6;

    /// <summary>
    /// Scales all gradients by one factor, max norm / (norm + 10⁻⁶) if that is below 1, so that their Euclidean norm, taken as
    /// one long vector, is at most <paramref name="maxNorm"/>. Summed in double; the same bits for any number of threads.
    /// </summary>
    /// <remarks>
    /// With a NaN or an infinity among the gradients the norm is not finite and nothing is scaled: skip the step, because
    /// whatever it did would be wrong.
    /// </remarks>
    /// <param name="parameters">Those without a gradient, and frozen ones, count as zero.</param>
    /// <param name="maxNorm">≥ 0; infinity measures only.</param>
    /// <returns>The norm before clipping.</returns>
    public static double ByGlobalNorm(IReadOnlyList<Parameter> parameters, double maxNorm)
    {
        _ = HyperParameter.NotNegative(nameof(maxNorm), maxNorm);
        double squares = 0;
        for (var index = 0; index < parameters.Count; index++)
        {
            if (parameters[index].Value is { NeedsGradient: true, HasGradient: true } weights)
            {
                squares += GradientNorm.SumOfSquares(weights.Gradient.Span);
            }
        }

        var norm = Math.Sqrt(squares);
        var factor = maxNorm / (norm + Epsilon);
        for (var index = 0; index < parameters.Count && factor < 1 && double.IsFinite(norm); index++)
        {
            if (parameters[index].Value is { NeedsGradient: true, HasGradient: true } weights)
            {
                var gradient = weights.Gradient;
                Broadcasting.Scale(gradient.Span, gradient.Shape, (float)factor, gradient.Span, gradient.Shape);
            }
        }

        return norm;
    }
}
