namespace RadSharp.Tensors.Optimizers;

/// <summary>Changes parameters along their gradients, and can be stopped and resumed with the same bits.</summary>
public interface IOptimizer : IDisposable
{
    /// <summary>The groups, in the order given.</summary>
    IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>The parameters of all groups, in order.</summary>
    IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>
    /// What the optimiser remembers, under PyTorch's names: <c>NAME.exp_avg</c>, <c>NAME.momentum_buffer</c> and so on. Only
    /// parameters that have taken part in a step are there. The tensors belong to the optimiser: write them to a file before
    /// the next step, or clone them.
    /// </summary>
    IEnumerable<(string Name, Tensor Value)> State { get; }

    /// <summary>
    /// One step: every trainable parameter that has a gradient is changed; the others, and what is remembered of them, stay
    /// as they are. The gradients are only read. Allocates nothing on the managed heap after the first step.
    /// </summary>
    /// <param name="learningRateFactor">What every group's learning rate is multiplied with, such as
    /// <see cref="LearningRateSchedule.Factor"/>.</param>
    void Step(double learningRateFactor = 1);

    /// <summary>Forgets all gradients and keeps their memory, which the next backward pass writes anew.</summary>
    void ClearGradients();

    /// <summary>Continues from a <see cref="State"/> saved earlier; the values are copied.</summary>
    /// <param name="saved">All of it. A parameter that is not in there starts afresh.</param>
    /// <exception cref="ArgumentException">
    /// An entry is of no parameter here, has another shape or is not Float32, or a parameter's entries are incomplete. Then
    /// nothing was changed.
    /// </exception>
    void Restore(IEnumerable<(string Name, Tensor Value)> saved);
}
