using RadSharp.Tensors.Gradients;
using RadSharp.Training.Classifier;

namespace RadSharp.Training.Tests.Classifier;

public sealed class EyeTrainingTests
{
    [Fact]
    public void A_small_network_learns_findings_view_and_lungs()
    {
        var (films, others) = (SmallFilms.Make(96), SmallFilms.Make(48, seed: 1));
        using var training = new EyeTraining(SmallFilms.Recipe, seed: 0, films);
        var losses = Enumerable.Range(0, training.TotalSteps).Select(training.Step).ToArray();
        Assert.True(losses[^12..].Average() < losses[..12].Average() / 2);
        training.Average.Swap();
        var predictions = EyePredictions.Of(training.Network, others);
        Assert.True(ClassifierMetrics.MacroAreaUnderRoc(predictions, others) > 0.9);
        Assert.True(ClassifierMetrics.ViewAccuracy(predictions, others) > 0.9);
        // The lungs are the same on all films, but for the changes in training: left one first.
        Assert.Equal(0.6f, predictions.Lungs[2][0], 0.15f);
        Assert.Equal(0.1f, predictions.Lungs[2][4], 0.15f);
    }

    [Fact]
    public void A_step_depends_on_seed_and_number_alone()
    {
        var films = SmallFilms.Make(16);
        using var one = new EyeTraining(SmallFilms.Recipe, seed: 5, films);
        using var same = new EyeTraining(SmallFilms.Recipe, seed: 5, films);
        using var other = new EyeTraining(SmallFilms.Recipe, seed: 6, films);
        double[] first = [.. Enumerable.Range(0, 3).Select(one.Step)];
        Assert.Equal(first, Enumerable.Range(0, 3).Select(same.Step));
        Assert.NotEqual(first, Enumerable.Range(0, 3).Select(other.Step));
    }

    [Fact]
    public void Every_parameter_but_running_statistics_is_trained_and_those_are_measured()
    {
        using var training = new EyeTraining(SmallFilms.Recipe with { WarmUpEpochs = 0 }, seed: 0, SmallFilms.Make(24));
        var before = training.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value.Span.ToArray());
        training.Step(0);
        foreach (var parameter in training.Parameters)
        {
            Assert.False(before[parameter.Name].AsSpan().SequenceEqual(parameter.Value.Span), parameter.Name);
            Assert.Equal(!EyeTraining.IsRunningStatistic(parameter), parameter.IsTrainable);
        }
    }

    [Fact]
    public void Fewer_films_than_a_batch_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new EyeTraining(SmallFilms.Recipe, 0, SmallFilms.Make(7)));
        Assert.Contains("at least 8 films", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rare_findings_weigh_more()
    {
        var films = SmallFilms.Make(30);
        var weights = ClassifierLoss.PositiveWeights(films);
        // Twenty films have labels, ten of them the first finding, none another.
        Assert.Equal(MathF.Log(1 + 2), weights[0], 1e-5f);
        Assert.Equal(MathF.Log(1 + 20), weights[1], 1e-5f);
    }

    [Fact]
    public void Mixing_keeps_sums_and_leaves_unknown_labels_out()
    {
        var films = SmallFilms.Make(8);
        var still = SmallFilms.Recipe with { Augmentation = new() { Degrees = 0, Scale = 0, Aspect = 0, Shift = 0, Mirror = 0, Gamma = 0, Contrast = 0, Brightness = 0 } };
        using var tape = Tape.ForInference();
        var plain = ClassifierBatch.Make(tape, films, still, new Random(0));
        var mixed = ClassifierBatch.Make(tape, films, still with { Mixup = 0.5 }, new Random(0));
        Assert.Equal(plain.Images.Span.ToArray().Sum(), mixed.Images.Span.ToArray().Sum(), 1f);
        Assert.NotEqual(plain.Images.Span[0], mixed.Images.Span[0]);
        // The first film has labels, the last one, with which it is mixed, too; the second's partner has; the third has none.
        Assert.Equal(1, mixed.FindingsMask.Span[0]);
        Assert.Equal(0, mixed.FindingsMask.Span[2 * 14]);
        Assert.Equal(0, mixed.FindingsMask.Span[5 * 14]);
        Assert.InRange(mixed.Findings.Span[0], 0.5f, 0.999f);
        Assert.Equal(1, mixed.Findings.Span[0] + mixed.Findings.Span[7 * 14], 1e-5f);
    }
}
