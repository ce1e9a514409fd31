using RadSharp.Imaging;
using RadSharp.Models.Systems;
using RadSharp.Training.Classifier;

namespace RadSharp.Training.Tests.Classifier;

public sealed class EyeStageTests : IDisposable
{
    private static readonly ClassifierRecipe Recipe = SmallFilms.Recipe with { Members = 2, Epochs = 8, ValidateEvery = 2 };

    private readonly string _folder = Directory.CreateTempSubdirectory("radsharp-eye").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_trained_eye_opens_and_tells_films_apart()
    {
        Run("one", CancellationToken.None);
        using var eye = MiniEye.Open(Path.Combine(_folder, "one", "eye"));
        Assert.Equal(2, eye.Config.Members);
        Assert.NotNull(eye.Statistics);
        var films = SmallFilms.Make(24, seed: 2);
        var logits = films.Select(film => eye.Look(new Image<byte>(SmallFilms.Size, SmallFilms.Size, 1, film.Pixels)).Findings[0]).ToArray();
        Assert.True(logits.Where((_, film) => film % 2 == 0).Average() > logits.Where((_, film) => film % 2 != 0).Average() + 0.5);
        Assert.True(File.Exists(Path.Combine(_folder, "one", "eye-0.csv")));
        Assert.StartsWith("<svg", File.ReadAllText(Path.Combine(_folder, "one", "eye-1.svg")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_that_is_stopped_and_begun_again_ends_with_the_same_bits()
    {
        Run("whole", CancellationToken.None);
        for (var stops = 0; stops < 3; stops++)
        {
            using var stop = new CancellationTokenSource();
            Assert.Throws<OperationCanceledException>(() => Run("parts", stop.Token, new StoppingWriter(stop, afterLines: 1 + (3 * stops))));
        }

        Run("parts", CancellationToken.None);
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(_folder, "whole", "eye", "model.safetensors")),
            File.ReadAllBytes(Path.Combine(_folder, "parts", "eye", "model.safetensors")));
        Assert.Equal(
            File.ReadAllText(Path.Combine(_folder, "whole", "eye-1.csv")), File.ReadAllText(Path.Combine(_folder, "parts", "eye-1.csv")));
    }

    [Fact]
    public void A_training_ends_when_other_films_get_no_better()
    {
        // With a learning rate of nearly nothing no validation but the first is the best.
        var recipe = Recipe with { Members = 1, Epochs = 40, LearningRate = 1e-12, Patience = 2, WarmUpEpochs = 0, AverageDecay = 0 };
        Run("early", CancellationToken.None, recipe: recipe);
        var lines = File.ReadAllLines(Path.Combine(_folder, "early", "eye-0.csv"));
        Assert.InRange(lines.Length, 3, 40 * 6);
    }

    private void Run(string name, CancellationToken cancellation, TextWriter? progress = null, ClassifierRecipe? recipe = null)
    {
        var runs = Path.Combine(_folder, name);
        new EyeStage(recipe ?? Recipe, SmallFilms.Make(48), SmallFilms.Make(24, seed: 1), runs) { Progress = progress }
            .Run(Path.Combine(runs, "eye"), cancellation);
    }

    /// <summary>Stops a training once it has told so much.</summary>
    private sealed class StoppingWriter(CancellationTokenSource stop, int afterLines) : StringWriter
    {
        private int _lines;

        public override void WriteLine(string? value)
        {
            if (++_lines >= afterLines)
            {
                stop.Cancel();
            }
        }
    }
}
