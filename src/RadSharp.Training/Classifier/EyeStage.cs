using RadSharp.Imaging;
using RadSharp.Models.Checkpoints;
using RadSharp.Models.Parameters;
using RadSharp.Models.Systems;
using RadSharp.Models.Vision;
using RadSharp.Radiology.Findings;
using RadSharp.Tensors.Safetensors;
using RadSharp.Training.Recipes;
using RadSharp.Training.Runs;

namespace RadSharp.Training.Classifier;

/// <summary>
/// The first stage of radsharp-mini's training: trains the members of its eye one after another, calibrates them together and
/// writes the eye's folder. Begun again after a kill, it goes on where it was.
/// </summary>
/// <param name="recipe">How.</param>
/// <param name="training">Films to train on, at the network's size.</param>
/// <param name="validation">Films of other patients: for early stopping, calibration, and the limits of what is read.</param>
/// <param name="runs">The folder of checkpoints and curves.</param>
public sealed class EyeStage(
    ClassifierRecipe recipe, IReadOnlyList<BankedFilm> training, IReadOnlyList<BankedFilm> validation, string runs)
{
    private const string ValidationLoss = "validation loss";

    // The part of films of other patients that must not be refused as no chest films.
    private const double ShareLetThrough = 0.995;

    private readonly float[] _positiveWeights = ClassifierLoss.PositiveWeights(training);

    /// <summary>Where progress is written; null for nowhere.</summary>
    public TextWriter? Progress { get; init; }

    /// <summary>Trains, or goes on training, to the end.</summary>
    /// <param name="folder">The folder of the eye, which is written at the end.</param>
    /// <param name="cancellation">Looked at before each step; what was done is saved then.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="InvalidDataException">A checkpoint in the folder of runs is of another recipe.</exception>
    public void Run(string folder, CancellationToken cancellation = default)
    {
        var best = Enumerable.Range(0, recipe.Members).Select(member => Train(member, cancellation)).ToArray();
        var members = new List<ParameterSet>();
        try
        {
            List<EyePredictions> predictions = [];
            FeatureStatistics? statistics = null;
            foreach (var file in best)
            {
                members.Add(new ParameterSet());
                using var checkpoint = CheckpointFiles.Open(file);
                using var network = new ChestNetwork(
                    new ParameterScope(new CheckpointParameters(checkpoint), members[^1]), recipe.Network);
                predictions.Add(EyePredictions.Of(network, validation));
                statistics ??= FeatureStatistics.Of(EyePredictions.Of(network, training).Pooled);
            }

            Write(folder, members, EyePredictions.Mean(predictions), statistics!);
        }
        finally
        {
            members.ForEach(member => member.Dispose());
        }
    }

    // The file of the member's best averages.
    private string Train(int member, CancellationToken cancellation)
    {
        using var eye = new EyeTraining(recipe, recipe.Seed + member, training);
        var stage = $"eye-{member}";
        var best = Path.Combine(runs, $"{stage}.safetensors");
        var run = new TrainingRun(runs, stage, eye.TotalSteps, new(eye.Parameters, eye.Optimizer, eye.Average))
        {
            // Without the number of members, so that one more can be added to those that are there.
            Recipe = RecipeJson.Write(recipe with { Members = 1 }),
            Progress = Progress,
        };
        run.TryResume();
        while (true)
        {
            if (run.Step > 0 && (run.Step % (recipe.ValidateEvery * eye.StepsPerEpoch) == 0 || run.Step == run.TotalSteps))
            {
                Validate(eye, run, best);
            }

            if (run.Step == run.TotalSteps || IsOver(run.Curve.Validation(ValidationLoss)))
            {
                run.Finish();
                return best;
            }

            run.SaveIfCancelled(cancellation);
            var step = run.Step;
            run.Record(eye.Step(step), eye.LearningRate(step), recipe.BatchSize);
        }
    }

    // Keeps the averages where they are the best so far; after a resumption the same is done again with the same result.
    private void Validate(EyeTraining eye, TrainingRun run, string best)
    {
        eye.Average.Swap();
        try
        {
            var predictions = EyePredictions.Of(eye.Network, validation);
            run.RecordValidation(ValidationLoss, ClassifierMetrics.Loss(predictions, validation, _positiveWeights));
            run.RecordValidation("macro AUROC", ClassifierMetrics.MacroAreaUnderRoc(predictions, validation));
            run.RecordValidation("macro AUROC, PA", ClassifierMetrics.MacroAreaUnderRoc(predictions, validation, View.PA));
            run.RecordValidation("macro AUROC, AP", ClassifierMetrics.MacroAreaUnderRoc(predictions, validation, View.AP));
            run.RecordValidation("view accuracy", ClassifierMetrics.ViewAccuracy(predictions, validation));
            var losses = run.Curve.Validation(ValidationLoss);
            if (losses[^1].Value <= losses.Min(point => point.Value))
            {
                SafetensorsWriter.Write(
                    best, [.. eye.Parameters.Select(parameter => new SafetensorsTensor(parameter.Name, parameter.Value))]);
            }
        }
        finally
        {
            eye.Average.Swap();
        }
    }

    private bool IsOver(IReadOnlyList<CurvePoint> losses)
    {
        if (losses.Count == 0)
        {
            return false;
        }

        var best = losses.Min(point => point.Value);
        return losses.Reverse().TakeWhile(point => point.Value > best).Count() >= recipe.Patience;
    }

    private void Write(
        string folder, IReadOnlyList<ParameterSet> members, EyePredictions predictions, FeatureStatistics statistics)
    {
        var config = new MiniConfig
        {
            Vision = recipe.Network,
            Members = recipe.Members,
            Findings = FindingCalibration.Fit(
                predictions.Findings,
                [.. validation.Select(film => NihLabels.All.Select((_, finding) => film.Has(finding)).ToArray())]),
            Suitability = new() { Distance = statistics.DistanceWithin(predictions.Pooled, ShareLetThrough) },
        };
        MiniFolder.WriteEye(folder, config, members, statistics);
    }
}
