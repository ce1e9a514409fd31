using RadSharp.Models.Decoders;

namespace RadSharp.Bench.Cases;

/// <summary>A decoder to measure, and what it reads.</summary>
/// <param name="Name">For the tables' titles.</param>
/// <param name="Config">The numbers.</param>
/// <param name="Prompts">Tokens of the prompts that are read in one go.</param>
/// <param name="Contexts">Tokens that are held when single tokens are read.</param>
internal sealed record DecoderShape(string Name, DecoderConfig Config, int[] Prompts, int[] Contexts)
{
    /// <summary>Llama 2 7B, and so Vicuna 7B; 152 tokens are RaDialog's prompt of 32 visual and 120 text tokens.</summary>
    public static DecoderShape Llama7B { get; } = new(
        "Llama 2 7B", new("llama", 32_000, 4096, 11_008, 32, 32, 32, 128, 4096) { NormEpsilon = 1e-5f }, [152, 512], [100, 2000]);

    /// <summary>A quarter of its layers: as fast in all that a layer does, in a quarter of the time and memory.</summary>
    public static DecoderShape QuarterLlama7B { get; } = Llama7B with
    {
        Name = "8 of the 32 layers of Llama 2 7B",
        Config = Llama7B.Config with { Layers = 8 },
    };

    /// <summary>A small one with grouped queries, for a quick look.</summary>
    public static DecoderShape Small { get; } = new(
        "a small decoder", new("llama", 4000, 512, 1376, 4, 8, 4, 64, 4096) { NormEpsilon = 1e-5f }, [152, 512], [100, 2000]);

    /// <summary>Tokens that the context must have room for.</summary>
    public int ContextLimit => Math.Max(Prompts.Max(), Contexts.Max()) + 64;

    /// <summary>A text of so many tokens, the same in every run.</summary>
    public int[] Text(int tokens)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, tokens).Select(_ => random.Next(Config.VocabularySize))];
    }
}
