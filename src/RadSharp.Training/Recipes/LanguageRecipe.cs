using RadSharp.Training.Instruction;

namespace RadSharp.Training.Recipes;

/// <summary>How radsharp-mini's connector and language model are made and trained.</summary>
public sealed record LanguageRecipe
{
    /// <summary>Where the random numbers begin.</summary>
    public int Seed { get; init; }

    /// <summary>Tokens of the vocabulary, bytes and special ones included.</summary>
    public int VocabularySize { get; init; } = 2048;

    /// <summary>Samples whose words the vocabulary is made of.</summary>
    public int VocabularySamples { get; init; } = 4000;

    /// <summary>What is drawn how often for the vocabulary, which should know the words of every kind of turn.</summary>
    public CurriculumMixture VocabularyMixture { get; init; } = new();

    /// <summary>Rows and columns of visual tokens.</summary>
    public int Grid { get; init; } = 4;

    /// <summary>Width of a token's hidden state.</summary>
    public int HiddenSize { get; init; } = 192;

    /// <summary>Width inside the feed-forward part.</summary>
    public int IntermediateSize { get; init; } = 512;

    /// <summary>Layers of the decoder.</summary>
    public int Layers { get; init; } = 4;

    /// <summary>Heads of queries.</summary>
    public int Heads { get; init; } = 6;

    /// <summary>Heads of keys and values.</summary>
    public int KeyValueHeads { get; init; } = 6;

    /// <summary>Tokens of the longest conversation.</summary>
    public int MaxPositions { get; init; } = 2048;

    /// <summary>Samples of a validation.</summary>
    public int ValidationSamples { get; init; } = 256;

    /// <summary>Steps between two validations.</summary>
    public int ValidateEvery { get; init; } = 200;

    /// <summary>The optimizer's numbers.</summary>
    public InstructionTuningOptions Tuning { get; init; } = new() { Steps = 1000 };

    /// <summary>What is drawn how often.</summary>
    public CurriculumMixture Mixture { get; init; } = new();
}
