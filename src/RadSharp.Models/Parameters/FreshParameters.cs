using RadSharp.Tensors;

namespace RadSharp.Models.Parameters;

/// <summary>Fresh parameters for training from nothing, the same for the same seed, whatever the order in which they are taken.</summary>
/// <param name="seed">Which numbers.</param>
/// <param name="deviation">Standard deviation of matrices, embeddings and tokens; kernels follow He et al. (fan out, ReLU).</param>
public sealed class FreshParameters(int seed, float deviation = 0.02f) : IParameterSource
{
    /// <inheritdoc/>
    public bool Contains(string name) => true;

    /// <inheritdoc/>
    public Tensor Take(string name, Shape shape, ParameterKind kind)
    {
        var random = new Random(unchecked((int)FilledParameters.Hash(name) ^ seed));
        return kind switch
        {
            ParameterKind.Shift or ParameterKind.Statistic => Tensor.Zeros(shape),
            ParameterKind.Scale => Tensor.Full(shape, 1),
            ParameterKind.Kernel => Normal(random, shape, MathF.Sqrt(2f / (shape[0] * shape[2] * shape[3]))),
            _ => Normal(random, shape, deviation),
        };
    }

    private static Tensor Normal(Random random, Shape shape, float deviation)
    {
        var tensor = Tensor.Uninitialized(shape);
        foreach (ref var value in tensor.Span)
        {
            // Box and Muller; 1 − u is never zero.
            value = deviation * (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return tensor;
    }
}
