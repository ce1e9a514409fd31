using System.Globalization;

namespace RadSharp.Training.Runs;

/// <summary>How fast a training goes, and the line that says so.</summary>
/// <param name="stage">What is trained.</param>
/// <param name="totalSteps">Steps of the whole training.</param>
/// <param name="clock">The time.</param>
internal sealed class TrainingProgress(string stage, int totalSteps, TimeProvider clock)
{
    private readonly long _start = clock.GetTimestamp();
    private long _lineStart = clock.GetTimestamp();
    private long _samples;
    private int _steps;

    /// <summary>Time since the last line, or since this began.</summary>
    public TimeSpan SinceLine => clock.GetElapsedTime(_lineStart);

    /// <summary>Counts a step.</summary>
    public void Add(int samples)
    {
        _steps++;
        _samples += samples;
    }

    /// <summary>The line; the next one's interval begins.</summary>
    /// <param name="step">Steps done, those before a resume included.</param>
    /// <param name="loss">The smoothed loss.</param>
    /// <param name="learningRate">The last step's learning rate.</param>
    public string Line(int step, double loss, double learningRate)
    {
        _lineStart = clock.GetTimestamp();
        // Validation and saving in between count too: they take time as well in what is left.
        var elapsed = clock.GetElapsedTime(_start);
        var left = _steps == 0 ? TimeSpan.Zero : elapsed / _steps * (totalSteps - step);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{stage}: step {step} of {totalSteps}, loss {loss:0.0000}, learning rate {learningRate:0.0e+0}, " +
            $"{_samples / Math.Max(elapsed.TotalSeconds, 1e-9):0.0} samples/s, {Duration(left)} left");
    }

    private static string Duration(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes:00} min")
        : time.TotalMinutes >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds:00} s")
            : string.Create(CultureInfo.InvariantCulture, $"{time.Seconds} s");
}
