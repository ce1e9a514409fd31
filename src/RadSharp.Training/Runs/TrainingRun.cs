using System.Globalization;
using RadSharp.Tensors.Safetensors;

namespace RadSharp.Training.Runs;

/// <summary>
/// The bookkeeping of a training: which step is next, checkpoints, progress, curves. A training that is killed at any moment
/// and resumed ends with the same bits as one that was not, if each of its steps depends on nothing but the
/// <see cref="TrainingState"/>, the recipe (with its seed) and <see cref="Step"/>.
/// </summary>
/// <example>
/// <code>
/// run.TryResume();
/// while (run.Step &lt; run.TotalSteps)
/// {
///     if (run.Step % stepsPerEpoch == 0) { run.RecordValidation("macro AUROC", Validate()); }
///     …                                  // one step, its random choices from (seed, run.Step)
///     run.Record(loss, learningRate, samples: 32);
/// }
/// run.RecordValidation("macro AUROC", Validate());
/// run.Finish();
/// </code>
/// </example>
/// <remarks>
/// Validate before a step, as above, and not behind it: <see cref="Record"/> may save, and a training killed between saving and
/// validating would miss that measurement. So it is only made twice, with the same result.
/// </remarks>
public sealed class TrainingRun
{
    private const string Ending = ".checkpoint";

    private readonly string _folder, _stage;
    private readonly TrainingState _state;
    private TrainingProgress? _progress;
    private long _lastSave;

    /// <summary>Prepares the bookkeeping; nothing is read or written yet but for the folder, which is made.</summary>
    /// <param name="folder">Where checkpoints and curves go.</param>
    /// <param name="stage">What is trained, such as <c>classifier</c>: what the files' names begin with.</param>
    /// <param name="totalSteps">Steps of the whole training.</param>
    /// <param name="state">What is trained.</param>
    public TrainingRun(string folder, string stage, int totalSteps, TrainingState state)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentException.ThrowIfNullOrWhiteSpace(stage);
        ArgumentOutOfRangeException.ThrowIfNegative(totalSteps);
        if (stage.AsSpan().ContainsAny(Path.GetInvalidFileNameChars()))
        {
            throw new ArgumentException($"Expected a stage whose name can be a file's, but found '{stage}'.", nameof(stage));
        }

        (_folder, _stage, TotalSteps, _state) = (folder, stage, totalSteps, state);
        Directory.CreateDirectory(folder);
    }

    /// <summary>
    /// Everything else that the result depends on, as text: seed, batch, learning rate, data. A checkpoint that was written with
    /// another text is not resumed.
    /// </summary>
    public string Recipe { get; init; } = "";

    /// <summary>How often <see cref="Record"/> saves.</summary>
    public TimeSpan SaveInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Where progress is written; null for nowhere.</summary>
    public TextWriter? Progress { get; init; }

    /// <summary>How often <see cref="Record"/> writes progress.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Steps of the whole training.</summary>
    public int TotalSteps { get; }

    /// <summary>The next step to do: steps done so far.</summary>
    public int Step => Curve.Steps;

    /// <summary>Loss, learning rate and measurements so far.</summary>
    public TrainingCurve Curve { get; private set; } = new();

    /// <summary>
    /// Continues from the newest checkpoint of this stage in the folder, or from the one before if that cannot be read.
    /// </summary>
    /// <returns>False where there is none: the training begins with what the parameters hold now.</returns>
    /// <exception cref="InvalidDataException">
    /// The checkpoint is of another recipe, of parameters with other names or shapes, or of another optimizer. Then do not
    /// go on with this training.
    /// </exception>
    /// <exception cref="InvalidOperationException">The parameters hold the averages now.</exception>
    public bool TryResume()
    {
        ThrowIfSwapped("TryResume");
        foreach (var path in Checkpoints())
        {
            SafetensorsFile file;
            try
            {
                file = SafetensorsFile.Open(path);
            }
            catch (Exception error) when (error is InvalidDataException or IOException)
            {
                Progress?.WriteLine($"{_stage}: {error.Message} The checkpoint before it is tried.");
                continue;
            }

            using (file)
            {
                Curve = RunCheckpoint.Read(file, _state, Recipe, TotalSteps);
            }

            Progress?.WriteLine($"{_stage}: resumed at step {Step} of {TotalSteps} from {path}");
            return true;
        }

        return false;
    }

    /// <summary>
    /// Saves everything that resuming needs, whole or not at all, and removes all other checkpoints of this stage but the one
    /// before, which is there for the case that the newest cannot be read.
    /// </summary>
    /// <exception cref="IOException">It cannot be written; older checkpoints are still there.</exception>
    /// <exception cref="InvalidOperationException">The parameters hold the averages now.</exception>
    public void Save()
    {
        ThrowIfSwapped("Save");
        var path = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{_stage}-{Step:00000000}{Ending}"));
        RunCheckpoint.Write(path, _state, Curve, Recipe, TotalSteps);
        // Later ones are of a training that was not resumed, or cannot be read.
        var before = Checkpoints().FirstOrDefault(other => string.CompareOrdinal(other, path) < 0);
        var others = Checkpoints().Where(other => other != path && other != before);
        // What a killed process left half-written begins with a dot.
        foreach (var other in others.Concat(Directory.EnumerateFiles(_folder, $".{_stage}-*{Ending}.*.tmp")))
        {
            File.Delete(other);
        }

        _lastSave = Clock.GetTimestamp();
    }

    /// <summary>Ends a training between two steps where that is wanted, with everything saved.</summary>
    /// <param name="cancellation">Whether it is.</param>
    /// <exception cref="OperationCanceledException">It is.</exception>
    /// <exception cref="IOException">The checkpoint cannot be written.</exception>
    public void SaveIfCancelled(CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            Save();
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>
    /// Counts a step as done, once parameters, optimizer and averages are where it leads. Saves and writes progress when it is
    /// time.
    /// </summary>
    /// <param name="loss">The step's loss.</param>
    /// <param name="learningRate">The step's learning rate, factor of the schedule included.</param>
    /// <param name="samples">Samples that the step saw.</param>
    /// <exception cref="InvalidOperationException">
    /// The loss is not finite, so the training has failed; nothing is saved. Or all steps are done already.
    /// </exception>
    /// <exception cref="IOException">A checkpoint cannot be written.</exception>
    public void Record(double loss, double learningRate, int samples)
    {
        if (!double.IsFinite(loss))
        {
            throw new InvalidOperationException(
                $"{_stage}: the loss of step {Step} is {loss}, so the training has failed. Try a smaller learning rate; the " +
                $"checkpoints in {_folder} are from before this step.");
        }

        if (Step >= TotalSteps)
        {
            throw new InvalidOperationException(
                $"{_stage}: all {TotalSteps} steps are done, so there is no further one to record.");
        }

        Curve.Add(loss, learningRate);
        if (_progress is null)
        {
            // The clock runs from the end of the first step, which also prepares memory and compiles.
            _progress = new(_stage, TotalSteps, Clock);
            _lastSave = Clock.GetTimestamp();
        }
        else
        {
            _progress.Add(samples);
            if (_progress.SinceLine >= ProgressInterval)
            {
                Progress?.WriteLine(_progress.Line(Step, Curve.SmoothedLoss, learningRate));
            }
        }

        if (Clock.GetElapsedTime(_lastSave) >= SaveInterval)
        {
            Save();
        }
    }

    /// <summary>
    /// Keeps a measurement made after the steps done so far; made again at the same step it replaces the first. A name that ends
    /// with <c>loss</c> is drawn beside the training's loss, others apart from it.
    /// </summary>
    /// <param name="name">What was measured, one line.</param>
    /// <param name="value">The result; NaN where it is not defined.</param>
    public void RecordValidation(string name, double value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Contains('\n', StringComparison.Ordinal))
        {
            throw new ArgumentException("Expected a name of one line.", nameof(name));
        }

        Curve.AddValidation(name, new(Step, value));
        Progress?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_stage}: after step {Step}, {name} {value:0.0000}"));
    }

    /// <summary>Saves, and writes <c>STAGE.csv</c> and <c>STAGE.svg</c> into the folder.</summary>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void Finish()
    {
        Save();
        File.WriteAllText(Path.Combine(_folder, $"{_stage}.csv"), Curve.ToCsv());
        File.WriteAllText(Path.Combine(_folder, $"{_stage}.svg"), Curve.ToSvg(_stage));
    }

    // Newest first. The numbers are filled up with zeros, so names sort as numbers do.
    private string[] Checkpoints() =>
    [
        .. Directory.EnumerateFiles(_folder, $"{_stage}-*{Ending}")
            .Where(path => Path.GetFileNameWithoutExtension(path)[(_stage.Length + 1)..].All(char.IsAsciiDigit))
            .OrderDescending(StringComparer.Ordinal),
    ];

    private void ThrowIfSwapped(string operation)
    {
        if (_state.Averages is { IsSwapped: true })
        {
            throw new InvalidOperationException(
                $"{operation}: the parameters hold the averages now. Call Swap once more to bring the weights back first.");
        }
    }
}
