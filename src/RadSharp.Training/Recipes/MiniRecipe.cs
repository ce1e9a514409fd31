using RadSharp.Training.Classifier;

namespace RadSharp.Training.Recipes;

/// <summary>How radsharp-mini is trained, as a file: <c>runs/mini.json</c>.</summary>
public sealed record MiniRecipe
{
    /// <summary>What the recipe is of; <c>radsharp_mini</c>.</summary>
    public required string ModelType { get; init; }

    /// <summary>The first stage: findings, view and lungs.</summary>
    public ClassifierRecipe Eye { get; init; } = new();

    /// <summary>The second stage: connector and language model.</summary>
    public LanguageRecipe Language { get; init; } = new();
}
