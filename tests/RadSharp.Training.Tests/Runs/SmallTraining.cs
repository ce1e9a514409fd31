using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;
using RadSharp.Tensors.Optimizers;
using RadSharp.Training.Runs;

namespace RadSharp.Training.Tests.Runs;

/// <summary>A network of three layers with a batch norm and dropout, whose steps depend on (seed, step) only.</summary>
internal sealed class SmallTraining : IDisposable
{
    public const int Steps = 40;
    private const int Inputs = 6;
    private const int Batch = 12;

    private readonly Parameter[] _parameters;
    private readonly Parameter _weight, _norm, _shift, _mean, _variance, _head;
    private readonly AdamW _optimizer;
    private readonly ExponentialMovingAverage _averages;

    public SmallTraining(
        string folder, string recipe = "seed 7", TimeSpan? saveInterval = null, TextWriter? progress = null, int hidden = 8)
    {
        var random = new Random(7);
        Parameter Fresh(string name, Shape shape) => new(
            name, Tensor.From([.. Enumerable.Range(0, (int)shape.Count).Select(_ => random.NextSingle() - 0.5f)], shape));

        _weight = Fresh("weight", [hidden, Inputs]);
        _norm = new("norm", Tensor.Full([hidden], 1));
        _shift = new("shift", Tensor.Zeros([hidden]));
        _mean = new("running_mean", Tensor.Zeros([hidden]), trainable: false);
        _variance = new("running_var", Tensor.Full([hidden], 1), trainable: false);
        _head = Fresh("head", [1, hidden]);
        _parameters = [_weight, _norm, _shift, _mean, _variance, _head];
        _optimizer = new(new ParameterGroup(_parameters) { LearningRate = 0.02, WeightDecay = 0.01 });
        _averages = new(_parameters, decay: 0.9);
        Run = new(folder, "small", Steps, new(_parameters, _optimizer, _averages))
        {
            Recipe = recipe,
            SaveInterval = saveInterval ?? TimeSpan.FromHours(1),
            Progress = progress,
            ProgressInterval = TimeSpan.Zero,
        };
    }

    public TrainingRun Run { get; }

    /// <summary>Weights, running statistics and averages, bit for bit.</summary>
    public float[] Bits =>
    [
        .. _parameters.SelectMany(parameter => parameter.Value.Span.ToArray()),
        .. _averages.State.SelectMany(entry => entry.Value.Span.ToArray()),
    ];

    /// <summary>Trains to a step, validating at each tenth.</summary>
    public void To(int end)
    {
        while (Run.Step < end)
        {
            if (Run.Step % 10 == 0)
            {
                Validate();
            }

            Once();
        }
    }

    public void Finish()
    {
        Validate();
        Run.Finish();
    }

    public void Dispose()
    {
        _averages.Dispose();
        _optimizer.Dispose();
        foreach (var parameter in _parameters)
        {
            parameter.Dispose();
        }
    }

    /// <summary>Does something while the parameters hold the averages.</summary>
    public void Swapped(Action action)
    {
        _averages.Swap();
        action();
        _averages.Swap();
    }

    private void Validate() => Swapped(() =>
    {
        Run.RecordValidation("validation loss", _head.Value.Span[0]);
        Run.RecordValidation("metric", Run.Step / (double)Steps);
    });

    private void Once()
    {
        var random = new Random(HashCode(Run.Step));
        var images = Enumerable.Range(0, Batch * Inputs).Select(_ => (random.NextSingle() * 2) - 1).ToArray();
        var answers = images.Chunk(Inputs).Select(image => image.Sum()).ToArray();
        using var tape = Tape.ForTraining((ulong)Run.Step);
        var hidden = tape.Linear(tape.From(images, [Batch, Inputs]), _weight);
        var normed = tape.BatchNorm(tape.Reshape(hidden, Batch, 1, 1, -1), _norm, _shift, _mean, _variance, training: true);
        var dropped = tape.Dropout(tape.Activate(tape.Reshape(normed, Batch, -1), Activation.Relu), 0.2f);
        var difference = tape.Subtract(tape.Linear(dropped, _head), tape.From(answers, [Batch, 1]));
        var loss = tape.Mean(tape.Square(difference));
        _optimizer.ClearGradients();
        tape.Backward(loss);
        _optimizer.Step();
        _averages.Update();
        Run.Record(loss.Span[0], 0.02, Batch);
    }

    private static int HashCode(int step) => unchecked((step + 1) * 0x5bd1e995);
}
