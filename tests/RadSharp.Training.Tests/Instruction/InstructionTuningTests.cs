using RadSharp.Imaging;
using RadSharp.Instruct.Reports;
using RadSharp.Models.Parameters;
using RadSharp.Models.Systems;
using RadSharp.Models.Vision;
using RadSharp.Tensors;
using RadSharp.Training.Instruction;
using RadSharp.Training.Runs;
using RadSharp.Training.Tests.Tokenizers;

namespace RadSharp.Training.Tests.Instruction;

public sealed class InstructionTuningTests : IDisposable
{
    private const int Width = 8;

    // The films look different, and the prompt says nothing of them.
    private static readonly InstructionCurriculum FilmAlone = new(
        [
            new("a", "a.png", View.PA, FilmFindings.OfNih(["Cardiomegaly", "Edema", "Mass", "Effusion", "Hernia"])),
            new("b", "b.png", View.PA, FilmFindings.OfNih([])),
        ],
        1,
        new() { Shown = 0, Reports = 1 });

    private readonly TokenizerFolder _folder = new(TestFilms.Texts(), 600);
    private readonly Tensor _a = Tensor.Full([4, Width], 1), _b = Tensor.Full([4, Width], -1);

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_tiny_decoder_learns_to_report_what_it_sees()
    {
        using var learner = new Learner(_folder, Features, steps: 100);
        var before = learner.Tuning.Evaluate(FilmAlone, 8);
        for (var step = 0; step < 100; step++)
        {
            learner.Tuning.Step(FilmAlone, step);
        }

        var after = learner.Tuning.Evaluate(FilmAlone, 32);
        using var blind = learner.With((film, _) => Features(film == "a" ? "b" : "a", false));
        Assert.InRange(before, 5, 8);
        Assert.InRange(after, 0, 1.6);
        Assert.True(blind.Evaluate(FilmAlone, 32) > after + 0.3, $"{after}, the other film {blind.Evaluate(FilmAlone, 32)}");
    }

    [Fact]
    public void A_training_goes_on_from_its_state_with_the_same_bits()
    {
        using var whole = new Learner(_folder, Features, steps: 10);
        using var cut = new Learner(_folder, Features, steps: 10);
        using var resumed = new Learner(_folder, Features, steps: 10);
        for (var step = 0; step < 3; step++)
        {
            whole.Tuning.Step(FilmAlone, step);
        }

        cut.Tuning.Step(FilmAlone, 0);
        cut.Tuning.Step(FilmAlone, 1);
        foreach (var (from, to) in cut.Parameters.Parameters.Zip(resumed.Parameters.Parameters))
        {
            from.Value.Span.CopyTo(to.Value.Span);
        }

        resumed.Tuning.Optimizer.Restore(cut.Tuning.Optimizer.State);
        resumed.Tuning.Step(FilmAlone, 2);
        Assert.All(whole.Parameters.Parameters.Zip(resumed.Parameters.Parameters), pair =>
            Assert.True(pair.First.Value.Span.SequenceEqual(pair.Second.Value.Span), pair.First.Name));
    }

    [Fact]
    public void A_run_records_the_loss_of_every_step_and_validations_in_between_and_at_the_end()
    {
        using var learner = new Learner(_folder, Features, steps: 5);
        var run = new TrainingRun(
            Path.Combine(_folder.Path, "run"), "language", 5, new(learner.Parameters.Parameters, learner.Tuning.Optimizer));
        learner.Tuning.Run(run, FilmAlone, FilmAlone, samples: 4, every: 3, TestContext.Current.CancellationToken);
        Assert.Equal(5, run.Curve.Losses.Count);
        Assert.Equal([0, 3, 5], run.Curve.Validation("validation loss").Select(point => point.Step));
        Assert.Equal(learner.Tuning.Evaluate(FilmAlone, 4), run.Curve.Validation("validation loss")[^1].Value);
        Assert.True(File.Exists(Path.Combine(_folder.Path, "run", "language.svg")));
    }

    [Fact]
    public void Parts_of_a_step_add_up_to_the_whole_step()
    {
        using var whole = new Learner(_folder, Features, steps: 10);
        using var parts = new Learner(_folder, Features, steps: 10, tokenBudget: 1);
        Assert.Equal(whole.Tuning.Step(FilmAlone, 0), parts.Tuning.Step(FilmAlone, 0), 1e-4);
        Assert.All(whole.Parameters.Parameters.Zip(parts.Parameters.Parameters), pair =>
            Assert.All(pair.First.Value.Gradient.Span.ToArray().Zip(pair.Second.Value.Gradient.Span.ToArray()), values =>
                Assert.Equal(values.First, values.Second, 1e-4)));
    }

    [Fact]
    public void The_learning_rate_falls_twice_where_a_training_is_begun_once_more()
    {
        using var once = new Learner(_folder, Features, steps: 40);
        using var twice = new Learner(_folder, Features, steps: 60, restartAt: 40);
        for (var step = 0; step < 40; step++)
        {
            Assert.Equal(once.Tuning.LearningRate(step), twice.Tuning.LearningRate(step));
        }

        Assert.InRange(twice.Tuning.LearningRate(39), 0, 5e-4);
        Assert.Equal(5e-3, twice.Tuning.LearningRate(45), 1e-9);
        Assert.InRange(twice.Tuning.LearningRate(59), 0, 5e-4);
    }

    private Tensor Features(string film, bool isMirrored) => film == "a" ? _a : _b;

    private sealed class Learner : IDisposable
    {
        private readonly MiniLanguage _language;
        private readonly TokenizerFolder _folder;
        private readonly InstructionTuningOptions _options;

        public Learner(TokenizerFolder folder, Func<string, bool, Tensor> features, int steps, int tokenBudget = 4096, int restartAt = 0)
        {
            var config = new MiniConfig
            {
                Vision = new() { Backbone = new() { BlockKind = ResNetBlockKind.Basic, Blocks = [1], Width = Width, Channels = 1 } },
                Text = new("qwen2", folder.Tokenizer.Vocabulary.Size, 64, 128, 2, 4, 4, 16, 1024)
                {
                    HasAttentionBias = true,
                    TiesEmbeddings = true,
                },
            };
            _folder = folder;
            _language = new(new ParameterScope(new FreshParameters(1), Parameters), config);
            _options = new()
            {
                Steps = steps,
                RestartAt = restartAt,
                BatchSize = 8,
                TokenBudget = tokenBudget,
                WarmUpSteps = 5,
                LearningRate = 5e-3,
            };
            Tuning = With(features);
        }

        public ParameterSet Parameters { get; } = new();

        public InstructionTuning Tuning { get; }

        public InstructionTuning With(Func<string, bool, Tensor> features) =>
            new(_language, _folder.Tokenizer, _folder.Template, features, _options);

        public void Dispose()
        {
            Tuning.Dispose();
            Parameters.Dispose();
        }
    }
}
