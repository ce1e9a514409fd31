using System.CommandLine;
using RadSharp.Models.Systems;
using RadSharp.Tensors;

namespace RadSharp.Cli.Commands;

/// <summary>What every command that opens a model asks for.</summary>
internal sealed class ModelArguments
{
    /// <summary>The folder.</summary>
    public Argument<string> Folder { get; } = new("DIR") { Description = "A checkpoint's folder, or one that radsharp quantize wrote." };

    /// <summary>How matrices are kept.</summary>
    public Option<string?> Type { get; } = new("--type")
    {
        Description = "How matrices are kept: q4, q8, bf16, f16 or f32; without it f32 for radsharp-mini, q4 for others.",
        HelpName = "TYPE",
    };

    /// <summary>The base model of an adapter.</summary>
    public Option<string?> Base { get; } = new("--base")
    {
        Description = "The folder of the base language model, for an adapter that lies elsewhere.",
        HelpName = "DIR",
    };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(Folder);
        command.Add(Type);
        command.Add(Base);
    }

    /// <summary>What was said.</summary>
    /// <exception cref="ArgumentException">The type is none.</exception>
    public (string Folder, ModelOptions Options) Of(ParseResult result) => (result.GetValue(Folder)!, OptionsOf(result));

    /// <summary>How the model is loaded.</summary>
    /// <exception cref="ArgumentException">The type is none.</exception>
    public ModelOptions OptionsOf(ParseResult result) => new()
    {
        Matrices = result.GetValue(Type) is { } type ? TypeOf("--type", type) : null,
        Base = result.GetValue(Base),
    };

    /// <summary>The storage type that a word stands for.</summary>
    /// <param name="option">The option that has it, for the message.</param>
    /// <param name="word">The word.</param>
    /// <exception cref="ArgumentException">It stands for none.</exception>
    public static DType TypeOf(string option, string word) => word.ToLowerInvariant() switch
    {
        "q4" => DType.Q4,
        "q8" => DType.Q8,
        "bf16" => DType.BFloat16,
        "f16" => DType.Float16,
        "f32" => DType.Float32,
        var other => throw new ArgumentException($"Expected {option} q4, q8, bf16, f16 or f32, found '{other}'."),
    };
}
