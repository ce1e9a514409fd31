using System.CommandLine;
using RadSharp.Assistant;
using RadSharp.Models.Systems;

namespace RadSharp.Cli.Commands;

/// <summary>What every command asks for that reads films with a model, which need not be named.</summary>
internal sealed class AssistantArguments
{
    private readonly ModelArguments _loading = new();
    private readonly Option<string?> _folder = new("--model")
    {
        Description = $"A model's folder; without it {DefaultModel.Variable}, else models/radsharp-mini.",
        HelpName = "DIR",
    };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_folder);
        command.Add(_loading.Type);
        command.Add(_loading.Base);
    }

    /// <summary>Opens the model that was named, or the one that is taken when none is.</summary>
    /// <exception cref="IOException">There is none.</exception>
    /// <exception cref="InvalidDataException">It cannot be opened.</exception>
    public IVisionLanguageModel Open(ParseResult result) => ModelFolder.Open(
        result.GetValue(_folder) ?? DefaultModel.Find(), _loading.OptionsOf(result));
}
