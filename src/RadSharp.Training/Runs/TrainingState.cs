using RadSharp.Tensors;
using RadSharp.Tensors.Optimizers;

namespace RadSharp.Training.Runs;

/// <summary>All that a training changes, and that its checkpoints hold.</summary>
/// <param name="Parameters">
/// What is trained, and buffers that change along with it, such as running statistics; Float32. They belong to their model.
/// </param>
/// <param name="Optimizer">What changes them.</param>
/// <param name="Averages">Their averages, or null where none are kept.</param>
public sealed record TrainingState(
    IReadOnlyList<Parameter> Parameters, IOptimizer Optimizer, ExponentialMovingAverage? Averages = null);
