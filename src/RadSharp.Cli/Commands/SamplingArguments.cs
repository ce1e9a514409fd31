using System.CommandLine;
using RadSharp.Models.Generation;

namespace RadSharp.Cli.Commands;

/// <summary>How an answer is made, for every command that makes one.</summary>
internal sealed class SamplingArguments
{
    private readonly Option<int?> _most = new("--max-tokens") { Description = "Tokens of the longest answer.", HelpName = "N" };
    private readonly Option<float> _temperature = new("--temperature") { Description = "0 for the likeliest token, always.", HelpName = "T" };
    private readonly Option<float> _topP = new("--top-p")
    {
        Description = "Only the likeliest tokens that sum up to this take part.",
        HelpName = "P",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<float> _penalty = new("--repetition-penalty")
    {
        Description = "Above 1 for fewer repetitions.",
        HelpName = "R",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<int> _seed = new("--seed") { Description = "Which random numbers.", HelpName = "N" };
    private readonly Option<string[]> _stop = new("--stop") { Description = "A text that ends the answer.", HelpName = "TEXT" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_most);
        command.Add(_temperature);
        command.Add(_topP);
        command.Add(_penalty);
        command.Add(_seed);
        command.Add(_stop);
    }

    /// <summary>What was said; the rest as a model's authors have it.</summary>
    public GenerationOptions Of(ParseResult result, GenerationOptions defaults) => defaults with
    {
        MaxNewTokens = result.GetValue(_most) ?? defaults.MaxNewTokens,
        StopStrings = result.GetValue(_stop) ?? [],
        Sampling = new Sampling
        {
            Temperature = result.GetValue(_temperature),
            TopP = result.GetValue(_topP),
            RepetitionPenalty = result.GetValue(_penalty),
            Seed = result.GetValue(_seed),
        },
    };
}
