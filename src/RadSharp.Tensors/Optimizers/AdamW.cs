using RadSharp.Tensors.Kernels.Optimizers;

namespace RadSharp.Tensors.Optimizers;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter 2019), with PyTorch's arithmetic: bias correction of both means,
/// ε added to the corrected root, decay independent of the gradient.
/// </summary>
/// <remarks>State of a parameter: <c>exp_avg</c>, <c>exp_avg_sq</c> (its shape) and <c>step</c> (a scalar).</remarks>
/// <param name="groups">What to train; each with its learning rate and weight decay.</param>
public sealed class AdamW(params IReadOnlyList<ParameterGroup> groups) : IOptimizer
{
    private const int Mean = 0;
    private const int Square = 1;
    private const int Steps = 2;

    private readonly OptimizerState _state = new(
        groups, new StateEntry("exp_avg"), new StateEntry("exp_avg_sq"), new StateEntry("step", IsScalar: true));

    /// <summary>β₁, what a step keeps of the gradient's running mean; 0 ≤ β₁ &lt; 1.</summary>
    public double Beta1
    {
        get;
        init => field = HyperParameter.BelowOne(nameof(Beta1), value);
    } = 0.9;

    /// <summary>β₂, what a step keeps of the squared gradient's running mean; 0 ≤ β₂ &lt; 1.</summary>
    public double Beta2
    {
        get;
        init => field = HyperParameter.BelowOne(nameof(Beta2), value);
    } = 0.999;

    /// <summary>ε, added to the corrected root of the squared gradient's mean; ≥ 0.</summary>
    public double Epsilon
    {
        get;
        init => field = HyperParameter.NotNegative(nameof(Epsilon), value);
    } = 1e-8;

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
            if (!state.TakesPart)
            {
                continue;
            }

            // float32 counts exactly up to 16 million steps.
            var steps = ++state[Steps].Span[0];
            var rate = state.Group.LearningRate * learningRateFactor;
            var factors = new AdamWFactors(
                Retention: (float)(1 - (rate * state.Group.WeightDecay)),
                StepSize: (float)(rate / (1 - Math.Pow(Beta1, steps))),
                MeanRate: (float)(1 - Beta1),
                SquareRate: (float)(1 - Beta2),
                SquareRetention: (float)Beta2,
                InverseCorrection: (float)(1 / Math.Sqrt(1 - Math.Pow(Beta2, steps))),
                Epsilon: (float)Epsilon);
            var weights = state.Parameter.Value;
            AdamWStep.Run(weights.Gradient.Span, factors, state[Mean].Span, state[Square].Span, weights.Span);
        }
    }

    /// <inheritdoc/>
    public void ClearGradients() => _state.ClearGradients();

    /// <inheritdoc/>
    public void Restore(IEnumerable<(string Name, Tensor Value)> saved) => _state.Restore(saved);

    /// <summary>Gives the memory of the state back; the parameters belong to their model.</summary>
    public void Dispose() => _state.Dispose();
}
