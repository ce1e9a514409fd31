using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using RadSharp.Models.Systems;
using RadSharp.Tensors;

namespace RadSharp.Cli.Commands;

/// <summary><c>radsharp perplexity DIR --text FILE</c>: what 8 and 4 bits cost a model, on a text.</summary>
internal static class PerplexityCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "A checkpoint's folder." };
        var text = new Option<string>("--text") { Description = "A file of text, such as reports.", HelpName = "FILE", Required = true };
        var reference = new Option<string>("--reference")
        {
            Description = "The type to compare with; bf16 where f32 does not fit into memory.",
            HelpName = "TYPE",
            DefaultValueFactory = _ => "f32",
        };
        var tokens = new Option<int>("--tokens")
        {
            Description = "Tokens of the text that are read at most.",
            HelpName = "N",
            DefaultValueFactory = _ => 512,
        };
        var @base = new Option<string?>("--base") { Description = "The folder of the base language model.", HelpName = "DIR" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object a line for each type." };
        var command = new Command("perplexity", "Compare a model in 8 and 4 bits with itself in full: perplexity and divergence.")
        {
            folder, text, reference, tokens, @base, json,
        };
        command.SetAction(result => CommandErrors.Catch("perplexity", () =>
        {
            var options = new ModelOptions
            {
                Matrices = ModelArguments.TypeOf("--reference", result.GetValue(reference)!),
                Base = result.GetValue(@base),
            };
            var scores = QuantizationLoss.Measure(
                result.GetValue(folder)!, File.ReadAllText(result.GetValue(text)!), [DType.Q8, DType.Q4], options, result.GetValue(tokens));
            foreach (var score in scores)
            {
                Console.WriteLine(result.GetValue(json) ? ToJson(score) : ToText(score));
            }

            return 0;
        }));
        return command;
    }

    private static string ToJson(QuantizationScore score) => JsonSerializer.Serialize(new
    {
        type = score.Type.ToString(),
        tokens = score.Tokens,
        perplexity = score.Perplexity,
        divergence = score.Divergence,
        largest_divergence = score.LargestDivergence,
        agreement = score.Agreement,
    });

    private static string ToText(QuantizationScore score) => string.Create(
        CultureInfo.InvariantCulture,
        $"{score.Type,-9} perplexity {score.Perplexity,10:0.0000}  divergence {score.Divergence:0.0e+0} nats, at most "
        + $"{score.LargestDivergence:0.0e+0}  same likeliest token {score.Agreement:0.0%} of {score.Tokens - 1}");
}
