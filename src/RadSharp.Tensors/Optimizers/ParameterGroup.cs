namespace RadSharp.Tensors.Optimizers;

/// <summary>Parameters that share a learning rate and a weight decay.</summary>
/// <param name="parameters">The parameters; names must differ across all groups of an optimiser.</param>
public sealed class ParameterGroup(IEnumerable<Parameter> parameters)
{
    /// <summary>The parameters. Frozen ones may be among them; optimisers pass over them.</summary>
    public IReadOnlyList<Parameter> Parameters { get; } = [.. parameters];

    /// <summary>The learning rate, ≥ 0; a schedule's factor of the step multiplies it.</summary>
    public required double LearningRate
    {
        get;
        set => field = HyperParameter.NotNegative(nameof(LearningRate), value);
    }

    /// <summary>Weight decay, ≥ 0; zero where none is wanted, as is usual for biases and norms.</summary>
    public double WeightDecay
    {
        get;
        set => field = HyperParameter.NotNegative(nameof(WeightDecay), value);
    }
}
