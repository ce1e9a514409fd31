using RadSharp.Models.Parameters;
using RadSharp.Tensors;

namespace RadSharp.Bench.Cases;

/// <summary>
/// Weights of an encoder without a checkpoint, so scaled that activations keep their size from layer to layer, as those of a
/// trained network do.
/// </summary>
internal sealed class EncoderWeights : IParameterSource
{
    /// <inheritdoc/>
    public bool Contains(string name) => true;

    /// <inheritdoc/>
    public Tensor Take(string name, Shape shape, ParameterKind kind)
    {
        var (scale, shift) = kind switch
        {
            ParameterKind.Scale => (0.1, 1),
            // Half of what a kernel reads was made zero by the ReLU before it.
            ParameterKind.Kernel => (Math.Sqrt(6.0 / shape.CountOf(1, 4)), 0),
            ParameterKind.Matrix => (Math.Sqrt(3.0 / shape[1]), 0),
            _ => (0.1, 0.0),
        };
        var tensor = Tensor.Uninitialized(shape);
        FilledParameters.Fill(name, scale, shift, tensor.Span);
        return tensor;
    }
}
