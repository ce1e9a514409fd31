using System.CommandLine;
using RadSharp.Imaging;
using RadSharp.Instruct.Reports;
using RadSharp.Instruct.Samples;
using RadSharp.Radiology.Boxes;
using RadSharp.Radiology.Findings;

namespace RadSharp.Cli.Commands;

/// <summary><c>radsharp instruct show</c>: the instruction samples that labels make, without any data set.</summary>
internal static class InstructCommand
{
    private const string Absent = "no ";
    private const string Uncertain = "possible ";

    // Where these are on many films, so that the samples about places can be shown too.
    private static readonly Dictionary<string, Box> Regions = new()
    {
        ["right lung"] = new(0.1, 0.12, 0.47, 0.8),
        ["left lung"] = new(0.53, 0.12, 0.9, 0.8),
    };

    public static Command Create() => new("instruct", "Make instruction samples of labeled films.") { Show() };

    private static Command Show()
    {
        var labels = new Option<string>("--labels")
        {
            Description = "Findings of the film, such as \"Cardiomegaly, no Effusion, possible Pneumonia\"; the others of NIH "
                + "ChestX-ray14 are absent.",
            Required = true,
        };
        var only = new Option<bool>("--only") { Description = "Nothing is known about the findings that are not given." };
        var view = new Option<View>("--view") { Description = "The film's view.", DefaultValueFactory = _ => View.PA };
        var task = new Option<string?>("--task")
        {
            Description = $"{string.Join(", ", Enum.GetNames<InstructionTask>())} or Conversation; all of them if not given.",
            HelpName = "TASK",
        };
        var shape = new Option<SampleShape>("--shape")
        {
            Description = "The paper whose shape the samples have.",
            DefaultValueFactory = _ => SampleShape.RadVlm,
        };
        var seed = new Option<long>("--seed") { Description = "Another seed takes other words.", DefaultValueFactory = _ => 1 };
        var json = new Option<bool>("--json") { Description = "Print one JSON object for each sample, in LLaVA's form." };
        var command = new Command("show", "Show the instruction samples of a film with these labels.")
        {
            labels, only, view, task, shape, seed, json,
        };
        command.SetAction(result => CommandErrors.Catch("instruct show", () =>
        {
            var film = new LabeledFilm(
                "shown", "film.png", result.GetValue(view), Findings(result.GetValue(labels)!, result.GetValue(only)))
            {
                Regions = Regions,
            };
            foreach (var sample in Samples(film, result.GetValue(task), result.GetValue(shape), result.GetValue(seed)))
            {
                Console.WriteLine(result.GetValue(json) ? SampleJson.Write(sample) : SampleText.Write(sample));
            }

            return 0;
        }));
        return command;
    }

    private static FilmFindings Findings(string labels, bool only)
    {
        var given = labels.Split([',', '|'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(label => !string.Equals(label, CheXpertFinding.NoFinding.Name, StringComparison.OrdinalIgnoreCase))
            .Select(label => label switch
            {
                _ when label.StartsWith(Absent, StringComparison.OrdinalIgnoreCase) =>
                    (label[Absent.Length..], FindingState.Absent),
                _ when label.StartsWith(Uncertain, StringComparison.OrdinalIgnoreCase) =>
                    (label[Uncertain.Length..], FindingState.Uncertain),
                _ => (label, FindingState.Present),
            });
        return given.Aggregate(
            only ? FilmFindings.Unknown : FilmFindings.OfNih([]), (findings, label) => findings.With(label.Item1, label.Item2));
    }

    private static IEnumerable<InstructionSample> Samples(LabeledFilm film, string? task, SampleShape shape, long seed)
    {
        if (task is null)
        {
            return SampleBuilder.Build(film, shape, seed);
        }

        var isConversation = string.Equals(task, "Conversation", StringComparison.OrdinalIgnoreCase);
        if (!isConversation && Array.Find(
            Enum.GetNames<InstructionTask>(), name => string.Equals(name, task, StringComparison.OrdinalIgnoreCase)) is null)
        {
            throw new ArgumentException(
                $"Expected one of {string.Join(", ", Enum.GetNames<InstructionTask>())} or Conversation, found '{task}'.");
        }

        var sample = isConversation
            ? SampleBuilder.Conversation(film, shape, seed)
            : SampleBuilder.Single(film, Enum.Parse<InstructionTask>(task, ignoreCase: true), shape, seed);
        return sample is null
            ? throw new ArgumentException(
                $"These labels make no sample of {task}: it needs a finding, view or box that is not given.")
            : [sample];
    }
}
