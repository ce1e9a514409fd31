using RadSharp.Models.Vision;

namespace RadSharp.Training.Classifier;

/// <summary>How radsharp-mini's eye is trained: RaDialog's findings classifier in small, with view, patient and lungs beside it.</summary>
public sealed record ClassifierRecipe
{
    /// <summary>The network.</summary>
    public ChestNetworkConfig Network { get; init; } = new();

    /// <summary>Networks that are trained one after another, each from another seed; their logits are averaged.</summary>
    public int Members { get; init; } = 1;

    /// <summary>Where the random numbers of the first member begin.</summary>
    public int Seed { get; init; }

    /// <summary>Times that every film is seen.</summary>
    public int Epochs { get; init; } = 60;

    /// <summary>Films of a step.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>AdamW's largest learning rate, after a linear rise; half a cosine leads down to zero.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Epochs of the linear rise.</summary>
    public int WarmUpEpochs { get; init; } = 2;

    /// <summary>AdamW's decay of matrices and kernels; biases and norms have none.</summary>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>α of mixup's Beta(α, α) (Zhang et al. 2018); 0 for none.</summary>
    public double Mixup { get; init; }

    /// <summary>Part of the pooled features that is dropped.</summary>
    public float Dropout { get; init; } = 0.2f;

    /// <summary>What a step keeps of the weights' moving average, which is what is validated and shipped.</summary>
    public double AverageDecay { get; init; } = 0.995;

    /// <summary>Weight of the view's, the sex's and the age's losses beside the findings'.</summary>
    public float PatientWeight { get; init; } = 0.3f;

    /// <summary>Weight of the lungs' boxes' loss.</summary>
    public float LungWeight { get; init; } = 2;

    /// <summary>Epochs between two validations.</summary>
    public int ValidateEvery { get; init; } = 5;

    /// <summary>Validations without a smaller loss after which a member's training ends; its best average is kept.</summary>
    public int Patience { get; init; } = 4;

    /// <summary>How films are changed.</summary>
    public FilmAugmentation Augmentation { get; init; } = new();
}
