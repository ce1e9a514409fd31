using RadSharp.Models.Systems;
using RadSharp.Models.Templates;
using RadSharp.Models.Tokenizers;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;
using RadSharp.Tensors.Optimizers;
using RadSharp.Training.Runs;

namespace RadSharp.Training.Instruction;

/// <summary>
/// Trains a connector and a decoder on conversations about films (visual instruction tuning, Liu et al. 2023): a film's features,
/// computed once, become visual tokens in the prompt, and the loss is the cross-entropy of the answers. A step depends on the
/// parameters, the optimizer's state and the step's number alone.
/// </summary>
public sealed class InstructionTuning : IDisposable
{
    private const string ValidationLoss = "validation loss";

    private readonly MiniLanguage _language;
    private readonly ITokenizer _tokenizer;
    private readonly ChatTemplate _template;
    private readonly Func<string, bool, Tensor> _features;
    private readonly InstructionTuningOptions _options;
    private readonly LearningRateSchedule _first, _second;
    private readonly Tape _training = Tape.ForTraining();

    /// <summary>Takes what is trained, and marks it so.</summary>
    /// <param name="language">Decoder and connector, Float32, in a set of their own that stays theirs.</param>
    /// <param name="tokenizer">Makes tokens of texts.</param>
    /// <param name="template">Writes conversations.</param>
    /// <param name="features">A film's features by its id, [places, channels], or those of its mirror image: <see cref="FilmFeatures"/>.</param>
    /// <param name="options">The numbers.</param>
    public InstructionTuning(
        MiniLanguage language, ITokenizer tokenizer, ChatTemplate template, Func<string, bool, Tensor> features,
        InstructionTuningOptions options)
    {
        ArgumentNullException.ThrowIfNull(language);
        ArgumentNullException.ThrowIfNull(options);
        (_language, _tokenizer, _template, _features, _options) = (language, tokenizer, template, features, options);
        var trained = language.Parameters.Parameters;
        ArgumentOutOfRangeException.ThrowIfNegative(options.RestartAt);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.RestartAt, options.Steps);
        _first = Cycle(options.RestartAt > 0 ? options.RestartAt : options.Steps);
        _second = Cycle(options.Steps - options.RestartAt);
        foreach (var parameter in trained)
        {
            parameter.IsTrainable = true;
        }

        Optimizer = new AdamW(
            Group(trained.Where(parameter => parameter.Shape.Rank > 1), options.WeightDecay),
            Group(trained.Where(parameter => parameter.Shape.Rank <= 1), 0))
        {
            Beta2 = 0.98,
        };
    }

    /// <summary>Has the state that a checkpoint keeps beside the parameters.</summary>
    public AdamW Optimizer { get; }

    /// <summary>The learning rate of a step.</summary>
    /// <param name="step">Steps done before it; the first has the rate of the second, as a rise from 0 would waste it.</param>
    public double LearningRate(int step) => _options.LearningRate * Factor(step);

    /// <summary>One step of the optimizer.</summary>
    /// <param name="curriculum">Gives the samples, those of a step after those of the step before.</param>
    /// <param name="step">Steps done before it.</param>
    /// <returns>The mean loss of the learned tokens before the step, in nats.</returns>
    /// <exception cref="InvalidDataException">The gradients are not finite; nothing was changed.</exception>
    public double Step(InstructionCurriculum curriculum, int step)
    {
        var samples = Samples(curriculum, (long)step * _options.BatchSize, _options.BatchSize);
        var counted = samples.Sum(sample => sample.Tokens.Counted);
        Optimizer.ClearGradients();
        double sum = 0;
        foreach (var batch in InstructionBatch.Split(samples, _options.TokenBudget, _tokenizer.Vocabulary.Padding ?? 0))
        {
            var loss = Loss(_training, batch);
            sum += loss.Span[0] * (double)batch.Counted;
            _training.Backward(loss, (float)batch.Counted / counted);
            _training.Reset();
        }

        var norm = GradientClipping.ByGlobalNorm(Optimizer.Parameters, _options.MaxNorm);
        if (!double.IsFinite(norm))
        {
            throw new InvalidDataException($"Step {step}: expected finite gradients, found the norm {norm}. Lower the learning rate.");
        }

        Optimizer.Step(Factor(step));
        return sum / counted;
    }

    /// <summary>The steps that are left of a run, with the loss on other films in between and at the end; then its files.</summary>
    /// <param name="run">Keeps checkpoints and curves of the trained parameters and <see cref="Optimizer"/>; resumed before.</param>
    /// <param name="training">What is learned.</param>
    /// <param name="validation">About films of patients that are not trained on.</param>
    /// <param name="samples">Samples of a validation.</param>
    /// <param name="every">Steps from one validation to the next.</param>
    /// <param name="cancellation">Looked at before each step; what was done is saved then.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Run(
        TrainingRun run, InstructionCurriculum training, InstructionCurriculum validation, int samples = 256, int every = 200,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        while (run.Step < run.TotalSteps)
        {
            run.SaveIfCancelled(cancellation);
            var step = run.Step;
            if (step % every == 0)
            {
                run.RecordValidation(ValidationLoss, Evaluate(validation, samples));
            }

            run.Record(Step(training, step), LearningRate(step), _options.BatchSize);
        }

        run.RecordValidation(ValidationLoss, Evaluate(validation, samples));
        run.Finish();
    }

    /// <summary>The mean loss of the learned tokens, in nats, over the first samples of a curriculum.</summary>
    /// <param name="curriculum">About films of patients that are not trained on.</param>
    /// <param name="samples">How many.</param>
    public double Evaluate(InstructionCurriculum curriculum, int samples)
    {
        using var tape = Tape.ForInference();
        double sum = 0;
        long counted = 0;
        foreach (var batch in InstructionBatch.Split(Samples(curriculum, 0, samples), _options.TokenBudget, _tokenizer.Vocabulary.Padding ?? 0))
        {
            sum += Loss(tape, batch).Span[0] * (double)batch.Counted;
            counted += batch.Counted;
            tape.Reset();
        }

        return sum / counted;
    }

    /// <summary>Gives the optimizer's state and working memory back; the parameters stay their set's.</summary>
    public void Dispose()
    {
        Optimizer.Dispose();
        _training.Dispose();
    }

    private LearningRateSchedule Cycle(int steps) =>
        LearningRateSchedule.Cosine(Math.Min(_options.WarmUpSteps, steps), steps, _options.Floor);

    private double Factor(int step) => _options.RestartAt > 0 && step >= _options.RestartAt
        ? _second.Factor(Math.Max(1, step - _options.RestartAt))
        : _first.Factor(Math.Max(1, step));

    private ParameterGroup Group(IEnumerable<Parameter> parameters, double decay) =>
        new(parameters) { LearningRate = _options.LearningRate, WeightDecay = decay };

    private List<(TokenizedSample Tokens, Tensor Features)> Samples(InstructionCurriculum curriculum, long first, int count)
    {
        var samples = new List<(TokenizedSample, Tensor)>(count);
        for (var number = first; number < first + count; number++)
        {
            var draw = curriculum.Draw(number);
            var features = _features(draw.Film, draw.IsMirrored);
            samples.Add((TokenizedSample.Of(draw.Sample, draw.Shown, _tokenizer, _template, features.Shape[0]), features));
        }

        return samples;
    }

    private Tensor Loss(Tape tape, InstructionBatch batch)
    {
        var decoder = _language.Decoder;
        var hidden = decoder.Config.HiddenSize;
        var visual = _language.VisualTokens(tape, tape.From(batch.Features, [batch.ImagePlaces.Length, batch.FeatureWidth]));
        var text = tape.Reshape(decoder.Embed(tape, batch.Ids, batch.Rows), batch.Ids.Length, hidden);
        var embeddings = tape.Reshape(
            tape.ReplaceRows(text, batch.ImagePlaces, visual), batch.Rows, batch.Ids.Length / batch.Rows, hidden);
        return decoder.Loss(tape, embeddings, batch.Labels);
    }
}
