using System.Globalization;
using System.Text;
using RadSharp.Evaluation.Plots;

namespace RadSharp.Training.Runs;

/// <summary>Loss and learning rate of every step, and what was measured in between.</summary>
public sealed class TrainingCurve
{
    // What a step keeps of the smoothed loss: a mean over about the last fifty steps.
    private const double Smoothing = 0.98;

    private const string LearningRate = "learning rate";

    private readonly List<double> _losses = [], _learningRates = [];
    private readonly Dictionary<string, List<CurvePoint>> _validations = [];
    private double _smoothed, _weight;

    /// <summary>Steps recorded.</summary>
    public int Steps => _losses.Count;

    /// <summary>The loss of each step, from the first.</summary>
    public IReadOnlyList<double> Losses => _losses;

    /// <summary>The learning rate of each step.</summary>
    public IReadOnlyList<double> LearningRates => _learningRates;

    /// <summary>The loss's moving average, not biased towards zero at the start; NaN before the first step.</summary>
    public double SmoothedLoss => _smoothed / _weight;

    /// <summary>Names of what was measured, in the order in which they were first recorded.</summary>
    public IReadOnlyCollection<string> ValidationNames => _validations.Keys;

    /// <summary>All measurements of a name, steps ascending; none where the name is not known.</summary>
    public IReadOnlyList<CurvePoint> Validation(string name) => _validations.GetValueOrDefault(name) ?? [];

    /// <summary>
    /// One line a step, with the columns <c>step</c> (steps done), <c>loss</c>, <c>learning_rate</c> and one for each
    /// measurement; empty where nothing was measured.
    /// </summary>
    public string ToCsv()
    {
        var csv = new StringBuilder("step,loss,learning_rate");
        foreach (var name in ValidationNames)
        {
            csv.Append(',').Append(Quoted(name));
        }

        var columns = _validations.Values
            .Select(points => points.ToDictionary(point => point.Step, point => point.Value))
            .ToList();
        // Step 0, before any training, is there only where something was measured.
        for (var step = columns.Any(column => column.ContainsKey(0)) ? 0 : 1; step <= Steps; step++)
        {
            csv.Append('\n').Append(step).Append(',')
                .Append(step == 0 ? "" : Number(_losses[step - 1])).Append(',')
                .Append(step == 0 ? "" : Number(_learningRates[step - 1]));
            foreach (var column in columns)
            {
                csv.Append(',').Append(column.TryGetValue(step, out var value) ? Number(value) : "");
            }
        }

        return csv.Append('\n').ToString();
    }

    /// <summary>
    /// Two panels as an SVG file: the loss, with every measurement that is called a loss; the other measurements with the
    /// learning rate.
    /// </summary>
    /// <param name="title">The headline.</param>
    public string ToSvg(string title)
    {
        var (losses, metrics) = (Lines(isLoss: true), Lines(isLoss: false));
        var rates = new PlotSeries(LearningRate, OverSteps(_learningRates), OnRight: true);
        return LinePlot.Draw(
            title,
            new PlotPanel("step", "loss", [new("training loss", OverSteps(_losses)), .. losses]),
            new PlotPanel("step", "metric", [.. metrics, rates], LearningRate));
    }

    internal void Add(double loss, double learningRate)
    {
        _losses.Add(loss);
        _learningRates.Add(learningRate);
        _smoothed = (Smoothing * _smoothed) + ((1 - Smoothing) * loss);
        _weight = (Smoothing * _weight) + (1 - Smoothing);
    }

    // A resumed training measures again what was measured since its checkpoint, so the same step is replaced.
    internal void AddValidation(string name, CurvePoint point)
    {
        if (!_validations.TryGetValue(name, out var points))
        {
            _validations.Add(name, points = []);
        }

        if (points.Count > 0 && points[^1].Step == point.Step)
        {
            points.RemoveAt(points.Count - 1);
        }

        points.Add(point);
    }

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Quoted(string text) =>
        text.AsSpan().ContainsAny(',', '"', '\n') ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private static List<(double X, double Y)> OverSteps(List<double> values) =>
        [.. values.Select((value, index) => (index + 1.0, value))];

    private IEnumerable<PlotSeries> Lines(bool isLoss) =>
        from validation in _validations
        where validation.Key.EndsWith("loss", StringComparison.OrdinalIgnoreCase) == isLoss
        select new PlotSeries(validation.Key, [.. validation.Value.Select(point => ((double)point.Step, point.Value))]);
}
