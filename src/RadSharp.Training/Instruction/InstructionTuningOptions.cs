namespace RadSharp.Training.Instruction;

/// <summary>How <see cref="InstructionTuning"/> trains.</summary>
public sealed record InstructionTuningOptions
{
    /// <summary>Steps in all.</summary>
    public required int Steps { get; init; }

    /// <summary>The step at which the learning rate rises and falls once more, before <see cref="Steps"/>; 0 for never.</summary>
    public int RestartAt { get; init; }

    /// <summary>Samples of a step.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Tokens, padding included, that go through the decoder at once; a step adds up as many such parts as it needs.</summary>
    public int TokenBudget { get; init; } = 4096;

    /// <summary>The highest learning rate.</summary>
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>Steps over which the learning rate rises.</summary>
    public int WarmUpSteps { get; init; } = 50;

    /// <summary>What is left of the learning rate at the end, as a part of the highest.</summary>
    public double Floor { get; init; } = 0.02;

    /// <summary>Weight decay of matrices.</summary>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>The gradients' largest norm.</summary>
    public double MaxNorm { get; init; } = 1;
}
