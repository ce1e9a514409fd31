using RadSharp.Tensors.Kernels.Optimizers;

namespace RadSharp.Tensors.Optimizers;

/// <summary>
/// Stochastic gradient descent with momentum, with PyTorch's arithmetic: no dampening, weight decay as a part of the
/// gradient, Nesterov's look-ahead on request.
/// </summary>
/// <remarks>State of a parameter: <c>momentum_buffer</c> (its shape); none without momentum.</remarks>
/// <param name="momentum">What a step keeps of the momentum buffer; 0 ≤ momentum &lt; 1, zero for none.</param>
/// <param name="groups">What to train; each with its learning rate and weight decay.</param>
public sealed class SgdMomentum(double momentum, params IReadOnlyList<ParameterGroup> groups) : IOptimizer
{
    private readonly OptimizerState _state = new(groups, momentum > 0 ? [new StateEntry("momentum_buffer")] : []);

    /// <summary>What a step keeps of the momentum buffer.</summary>
    public double Momentum { get; } = HyperParameter.BelowOne(nameof(Momentum), momentum);

    /// <summary>Whether a step looks ahead along the new buffer.</summary>
    public bool Nesterov { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<ParameterGroup> Groups { get; } = groups;

    /// <inheritdoc/>
    public IReadOnlyList<Parameter> Parameters => _state.Parameters;

    /// <inheritdoc/>
    public IEnumerable<(string Name, Tensor Value)> State => _state.Named;

    /// <inheritdoc/>
    public void Step(double learningRateFactor = 1)
    {
        foreach (var state in _state.OfParameters)
        {
            if (state.TakesPart)
            {
                var factors = new MomentumFactors(
                    Rate: (float)(state.Group.LearningRate * learningRateFactor),
                    Decay: (float)state.Group.WeightDecay,
                    Momentum: (float)Momentum,
                    Nesterov);
                var weights = state.Parameter.Value;
                MomentumStep.Run(weights.Gradient.Span, factors, Momentum > 0 ? state[0].Span : [], weights.Span);
            }
        }
    }

    /// <inheritdoc/>
    public void ClearGradients() => _state.ClearGradients();

    /// <inheritdoc/>
    public void Restore(IEnumerable<(string Name, Tensor Value)> saved) => _state.Restore(saved);

    /// <summary>Gives the memory of the state back; the parameters belong to their model.</summary>
    public void Dispose() => _state.Dispose();
}
