using System.Diagnostics;
using RadSharp.Evaluation.Tables;
using RadSharp.Imaging;
using RadSharp.Instruct.Samples;
using RadSharp.Models.Systems;

namespace RadSharp.Training.Evaluation;

/// <summary>How long a film takes, from its file on, one at a time, and how much memory.</summary>
internal static class SpeedEvaluation
{
    private const string Group = "Speed";

    // Compiling and the first touch of the weights are no part of it.
    private const int WarmUp = 3;

    /// <summary>Measures.</summary>
    /// <param name="model">The model.</param>
    /// <param name="films">Films whose files are read anew.</param>
    /// <param name="cancellation">Ends it.</param>
    public static IEnumerable<Measurement> Of(
        RadSharpMini model, IReadOnlyList<LabeledFilm> films, CancellationToken cancellation)
    {
        var request = ModelAnswers.Asked(model.ReportRequest);
        var (toFindings, toReport) = (new List<double>(), new List<double>());
        for (var turn = -Math.Min(WarmUp, films.Count); turn < films.Count; turn++)
        {
            var watch = Stopwatch.StartNew();
            using var read = model.Read(FilmReader.Read(films[Math.Max(turn, 0)].Image));
            var seen = watch.Elapsed.TotalMilliseconds;
            if (read.Reading.Refusal is null)
            {
                ModelAnswers.To(model, [(read.Encoded, request)], cancellation);
                if (turn >= 0)
                {
                    toFindings.Add(seen);
                    toReport.Add(watch.Elapsed.TotalMilliseconds);
                }
            }
        }

        yield return new(Group, "film to findings, median", Median(toFindings), toFindings.Count, "films") { Unit = "ms" };
        yield return new(Group, "film to finished report, median", Median(toReport), toReport.Count, "films") { Unit = "ms" };
        using var process = Process.GetCurrentProcess();
        var megabytes = process.PeakWorkingSet64 / 1e6;
        yield return new(Group, "resident memory at most", megabytes, toReport.Count, "films") { Unit = "MB" };
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values.Count == 0 ? double.NaN : (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2;
    }
}
