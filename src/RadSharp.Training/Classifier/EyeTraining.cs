using RadSharp.Models.Parameters;
using RadSharp.Models.Vision;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Optimizers;

namespace RadSharp.Training.Classifier;

/// <summary>
/// The training of one member of radsharp-mini's eye, a step at a time. What a step does depends on the recipe, the seed and the
/// step's number only, so that a training can be taken up again anywhere.
/// </summary>
public sealed class EyeTraining : IDisposable
{
    private readonly ClassifierRecipe _recipe;
    private readonly int _seed;
    private readonly IReadOnlyList<BankedFilm> _films;
    private readonly ParameterSet _parameters = new();
    private readonly Tensor _positiveWeights;
    private readonly LearningRateSchedule _schedule;

    /// <summary>A fresh network.</summary>
    /// <param name="recipe">How it is trained.</param>
    /// <param name="seed">Where its random numbers begin.</param>
    /// <param name="films">The films to train on, at the network's size.</param>
    /// <exception cref="ArgumentException">There are fewer films than a step takes.</exception>
    public EyeTraining(ClassifierRecipe recipe, int seed, IReadOnlyList<BankedFilm> films)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(films);
        (_recipe, _seed, _films) = (recipe, seed, films);
        StepsPerEpoch = films.Count / recipe.BatchSize;
        if (StepsPerEpoch == 0)
        {
            throw new ArgumentException(
                $"Expected at least {recipe.BatchSize} films to train on, as many as a step takes, but found {films.Count}.",
                nameof(films));
        }

        _schedule = LearningRateSchedule.Cosine(Math.Min(recipe.WarmUpEpochs * StepsPerEpoch, TotalSteps), TotalSteps);
        var weights = ClassifierLoss.PositiveWeights(films);
        _positiveWeights = Tensor.From(weights, [weights.Length]);
        Network = new(new ParameterScope(new FreshParameters(seed), _parameters), recipe.Network);
        var trained = Parameters.Where(parameter => !IsRunningStatistic(parameter)).ToList();
        trained.ForEach(parameter => parameter.IsTrainable = true);
        Optimizer = new(
            new ParameterGroup(trained.Where(parameter => parameter.Shape.Rank > 1))
            {
                LearningRate = recipe.LearningRate,
                WeightDecay = recipe.WeightDecay,
            },
            new ParameterGroup(trained.Where(parameter => parameter.Shape.Rank == 1)) { LearningRate = recipe.LearningRate });
        Average = new(Parameters, recipe.AverageDecay);
    }

    /// <summary>The network; it has the weights of the last step.</summary>
    public ChestNetwork Network { get; }

    /// <summary>All of its parameters, the running statistics of its norms among them.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters.Parameters;

    /// <summary>AdamW.</summary>
    public AdamW Optimizer { get; }

    /// <summary>The moving average of all parameters, which is what is validated and kept.</summary>
    public ExponentialMovingAverage Average { get; }

    /// <summary>Steps in which every film is seen once; what does not fill a batch is left for another epoch.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>Steps of the whole training.</summary>
    public int TotalSteps => StepsPerEpoch * _recipe.Epochs;

    /// <summary>The learning rate of a step.</summary>
    /// <param name="step">From 0.</param>
    public double LearningRate(int step) => _recipe.LearningRate * _schedule.Factor(step);

    /// <summary>Does a step.</summary>
    /// <param name="step">Its number, from 0.</param>
    /// <returns>The loss of the findings.</returns>
    /// <exception cref="InvalidOperationException">The loss is no number: the learning rate is too high.</exception>
    public double Step(int step)
    {
        var order = Order(step / StepsPerEpoch);
        var films = order.AsSpan((step % StepsPerEpoch) * _recipe.BatchSize, _recipe.BatchSize).ToArray();
        using var tape = Tape.ForTraining(unchecked((ulong)Seed(step)));
        var batch = ClassifierBatch.Make(tape, [.. films.Select(film => _films[film])], _recipe, new Random(Seed(step)));
        var output = Network.Forward(tape, batch.Images, training: true, _recipe.Dropout);
        var (whole, findings) = ClassifierLoss.Of(tape, output, batch, _positiveWeights, _recipe);
        var loss = findings.Span[0];
        if (!float.IsFinite(whole.Span[0]))
        {
            throw new InvalidOperationException($"Step {step}: the loss is {whole.Span[0]}. Lower the learning rate.");
        }

        Optimizer.ClearGradients();
        tape.Backward(whole);
        Optimizer.Step(_schedule.Factor(step));
        Average.Update(step);
        return loss;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Network.Dispose();
        Average.Dispose();
        Optimizer.Dispose();
        _positiveWeights.Dispose();
        _parameters.Dispose();
    }

    /// <summary>Whether a parameter is a batch norm's memory, which is not learned but measured.</summary>
    internal static bool IsRunningStatistic(Parameter parameter) =>
        parameter.Name.EndsWith(".running_mean", StringComparison.Ordinal)
        || parameter.Name.EndsWith(".running_var", StringComparison.Ordinal);

    private int[] Order(int epoch)
    {
        var order = Enumerable.Range(0, _films.Count).ToArray();
        new Random(Seed(-1 - epoch)).Shuffle(order);
        return order;
    }

    // Steps and epochs of all members draw from places that are far apart.
    private int Seed(int step) => unchecked((_seed * 1_000_003) + (step * 7919));
}
