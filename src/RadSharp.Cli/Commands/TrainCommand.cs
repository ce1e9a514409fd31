using System.CommandLine;
using RadSharp.Training.Recipes;

namespace RadSharp.Cli.Commands;

/// <summary><c>radsharp train RECIPE</c>: trains a model as a recipe says, or goes on where it was stopped.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var recipe = new Argument<string>("RECIPE")
        {
            Description = "How the model is trained: runs/mini.json is radsharp-mini's own.",
        };
        var data = new Option<string>("--data")
        {
            Description = "Holds the data sets nih_cxr14 and hannover.",
            HelpName = "DIR",
            Required = true,
        };
        var output = new Option<string>("--output")
        {
            Description = "The folder of the model, which is written at the end.",
            HelpName = "DIR",
            Required = true,
        };
        var runs = new Option<string>("--runs")
        {
            Description = "Keeps checkpoints and curves. A training that finds its own there goes on from them.",
            HelpName = "DIR",
            DefaultValueFactory = _ => Path.Combine("artifacts", "runs", "mini"),
        };
        var command = new Command("train", "Train a model as a recipe says, or go on where it was stopped.")
        {
            recipe, data, output, runs,
        };
        command.SetAction((result, cancellation) => CommandErrors.CatchAsync("train", () =>
        {
            var training = new MiniTraining(
                RecipeJson.Read(result.GetValue(recipe)!), result.GetValue(data)!, result.GetValue(runs)!)
            {
                Progress = Console.Out,
            };
            training.Run(result.GetValue(output)!, cancellation);
            return 0;
        }));
        return command;
    }
}
