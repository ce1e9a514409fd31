using RadSharp.Evaluation.Classification;
using RadSharp.Evaluation.Detection;
using RadSharp.Evaluation.Statistics;
using RadSharp.Evaluation.Tables;
using RadSharp.Imaging;
using RadSharp.Radiology.Boxes;
using RadSharp.Radiology.Findings;

namespace RadSharp.Training.Evaluation;

/// <summary>How good the detectors are: findings, their probabilities, view, lungs.</summary>
internal static class EyeEvaluation
{
    private const string Findings = "Findings (NIH labels, which are mined from reports)";
    private const string Anatomy = "View and lungs";

    /// <summary>Measures.</summary>
    /// <param name="labeled">Films with labels of NIH ChestX-ray14, all of them read.</param>
    /// <param name="others">Further films with a view, some with boxes of the lungs, all of them read.</param>
    public static IEnumerable<Measurement> Of(IReadOnlyList<EvaluatedFilm> labeled, IReadOnlyList<EvaluatedFilm> others)
    {
        var all = Enumerable.Range(0, labeled.Count).ToArray();
        yield return new(Findings, "macro AUROC", MacroArea(labeled, all), labeled.Count, "films")
        {
            Interval = Bootstrap.Interval([.. labeled.Select(film => film.Truth.Patient)], films => MacroArea(labeled, films)),
        };
        foreach (var view in new[] { View.PA, View.AP })
        {
            var films = all.Where(film => labeled[film].Truth.View == view).ToArray();
            yield return new(Findings, $"macro AUROC, {view} films", MacroArea(labeled, films), films.Length, "films");
        }

        yield return Mean("expected calibration error", ByFinding(labeled, all, Error));
        yield return Mean("macro average precision", ByFinding(labeled, all, Precision));
        yield return Mean("macro F1 of findings called present", CalledPresent(labeled));
        foreach (var (name, area) in NihLabels.All.Zip(ByFinding(labeled, all, Area)))
        {
            var present = labeled.Count(film => film.Truth.Findings[name] == FindingState.Present);
            yield return new(Findings, $"AUROC of {name.Replace('_', ' ')}", area, present, "films with it");
        }

        EvaluatedFilm[] viewed = [.. labeled.Concat(others).Where(film => film.Reading.ProbabilityOfAp is not null)];
        yield return new(Anatomy, "view accuracy", Share(viewed, SeesView), viewed.Length, "films");
        foreach (var measurement in Lungs([.. labeled.Concat(others).Where(film => film.Truth.Regions.Count > 0)]))
        {
            yield return measurement;
        }

        Measurement Mean(string name, IEnumerable<double> byFinding) =>
            new(Findings, name, Ranking.Macro(byFinding), labeled.Count, "films");
    }

    private static IEnumerable<Measurement> Lungs(EvaluatedFilm[] films)
    {
        List<(IReadOnlyList<Box> Said, IReadOnlyList<Box> Truth)> lungs =
        [
            .. from film in films
               from region in film.Truth.Regions
               select (Said(film, region.Key), (IReadOnlyList<Box>)[region.Value]),
        ];
        yield return new(Anatomy, "lung boxes, mAP@0.5", BoxPrecision.Mean(lungs), films.Length, "films");
        yield return new(Anatomy, "lung boxes, mean overlap", BoxPrecision.MeanOverlap(lungs), films.Length, "films");
    }

    private static IReadOnlyList<Box> Said(EvaluatedFilm film, string region) =>
        film.Reading.Regions.TryGetValue(region, out var box) ? [box] : [];

    private static bool SeesView(EvaluatedFilm film) => film.Reading.ProbabilityOfAp >= 0.5f == (film.Truth.View == View.AP);

    private static double Share(EvaluatedFilm[] films, Func<EvaluatedFilm, bool> isRight) =>
        films.Length == 0 ? double.NaN : (double)films.Count(isRight) / films.Length;

    private static double MacroArea(IReadOnlyList<EvaluatedFilm> films, int[] among) =>
        Ranking.Macro(ByFinding(films, among, Area));

    private static double Area(float[] scores, bool[] present) => Ranking.AreaUnderRoc(scores, present);

    private static double Precision(float[] scores, bool[] present) => Ranking.AveragePrecision(scores, present);

    private static double Error(float[] scores, bool[] present) => Calibration.ExpectedError(scores, present);

    // Probabilities and truth of each finding over some of the films.
    private static double[] ByFinding(IReadOnlyList<EvaluatedFilm> films, int[] among, Func<float[], bool[], double> measure) =>
    [
        .. NihLabels.All.Select((name, finding) => measure(
            Array.ConvertAll(among, film => films[film].Reading.Findings[finding].Probability),
            Array.ConvertAll(among, film => films[film].Truth.Findings[name] == FindingState.Present))),
    ];

    private static IEnumerable<double> CalledPresent(IReadOnlyList<EvaluatedFilm> films) =>
        from name in NihLabels.All
        let counts = DecisionCounts.Sum(films.Select(film => DecisionCounts.Of(
            film.Told[name] == FindingState.Present, film.Truth.Findings[name] == FindingState.Present)))
        where counts.HasPositives
        select counts.F1;
}
