using RadSharp.Instruct.DataSets;
using RadSharp.Training.Classifier;
using RadSharp.Training.Instruction;
using RadSharp.Training.Runs;

namespace RadSharp.Training.Recipes;

/// <summary>The whole training of radsharp-mini: its eye, then its language. Begun again after a kill, it goes on where it was.</summary>
/// <param name="recipe">How.</param>
/// <param name="data">The folder of the data sets <c>nih_cxr14</c> and <c>hannover</c>.</param>
/// <param name="runs">Keeps checkpoints and curves, and the eye between the stages.</param>
public sealed class MiniTraining(MiniRecipe recipe, string data, string runs)
{
    /// <summary>Where progress is written; null for nowhere.</summary>
    public TextWriter? Progress { get; init; }

    /// <summary>Trains, or goes on training, to the end.</summary>
    /// <param name="folder">The folder of the model, which is written at the end.</param>
    /// <param name="cancellation">Looked at before each step; what was done is saved then.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="IOException">A table or a film is missing, or another training has the folder of runs.</exception>
    /// <exception cref="InvalidDataException">A table is damaged, or a checkpoint is of another recipe.</exception>
    public void Run(string folder, CancellationToken cancellation = default)
    {
        using var own = RunsFolderLock.Take(runs);
        var films = FilmBank.Read(
            [
                .. NihChestXray14.Read(Path.Combine(data, "nih_cxr14")),
                .. HannoverRepository.Read(Path.Combine(data, "hannover")),
            ],
            recipe.Eye.Network.ImageSize);
        var (validation, training) = (
            films.Where(film => PatientSplit.IsForValidation(film.Film)).ToArray(),
            films.Where(film => !PatientSplit.IsForValidation(film.Film)).ToArray());
        Progress?.WriteLine($"{training.Length} films to train on, {validation.Length} of other patients to validate on");
        var eye = Path.Combine(runs, "eye");
        if (!File.Exists(Path.Combine(eye, "config.json")))
        {
            new EyeStage(recipe.Eye, training, validation, runs) { Progress = Progress }.Run(eye, cancellation);
        }

        new LanguageStage(recipe.Language, training, validation, runs) { Progress = Progress }.Run(eye, folder, cancellation);
    }
}
