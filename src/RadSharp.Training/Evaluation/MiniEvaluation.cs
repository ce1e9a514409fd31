using RadSharp.Evaluation.Tables;
using RadSharp.Imaging;
using RadSharp.Instruct;
using RadSharp.Instruct.DataSets;
using RadSharp.Instruct.Samples;
using RadSharp.Models.Systems;

namespace RadSharp.Training.Evaluation;

/// <summary>radsharp-mini on films of patients that nothing was trained on.</summary>
public static class MiniEvaluation
{
    // Parts that ask much of a film take so many of them.
    private const int FilmsInDepth = 40;
    private const int FilmsOffTopic = 5;

    /// <summary>Measures everything.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Has the data sets <c>nih_cxr14</c> and, for view and lungs, <c>hannover</c>.</param>
    /// <param name="films">At most so many films of each data set, for a quick look; null for all.</param>
    /// <param name="progress">Gets a line for each part; null for none.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The measurements in the order of a table.</returns>
    /// <exception cref="IOException">A table or film is missing.</exception>
    /// <exception cref="InvalidDataException">A table is damaged, or has no film of a validation patient.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static IReadOnlyList<Measurement> Run(
        RadSharpMini model, string data, int? films = null, TextWriter? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        var nih = Path.Combine(data, "nih_cxr14");
        var labeled = Chosen(NihChestXray14.Read(nih), films);
        if (labeled.Count == 0)
        {
            throw new InvalidDataException($"{nih}: expected films of validation patients, found none.");
        }

        var hannover = Path.Combine(data, "hannover");
        var others = Directory.Exists(hannover) ? Chosen(HannoverRepository.Read(hannover), films) : [];

        // First, while the process holds nothing but the model.
        progress?.WriteLine("speed");
        List<Measurement> speed = [.. SpeedEvaluation.Of(model, [.. labeled.Take(FilmsInDepth)], cancellation)];
        progress?.WriteLine($"reading {labeled.Count + others.Count} films");
        var seen = labeled.Concat(others).Select(film => See(model, film, cancellation)).ToList();
        try
        {
            return [.. Of(model, [.. seen.Take(labeled.Count)], [.. seen.Skip(labeled.Count)], progress, cancellation), .. speed];
        }
        finally
        {
            seen.ForEach(film => film.Dispose());
        }
    }

    private static IEnumerable<Measurement> Of(
        RadSharpMini model, EvaluatedFilm[] labeled, EvaluatedFilm[] others, TextWriter? progress, CancellationToken cancellation)
    {
        EvaluatedFilm[] read = [.. labeled.Where(film => film.IsRead)];
        EvaluatedFilm[] some = [.. read.Take(FilmsInDepth)];
        (string Name, Func<IEnumerable<Measurement>> Measure)[] parts =
        [
            ("findings, view and lungs", () => EyeEvaluation.Of(read, [.. others.Where(film => film.IsRead)])),
            ($"reports on {read.Length} films", () => LanguageEvaluation.Reports(model, read, cancellation)),
            ($"questions about {some.Length} films", () => LanguageEvaluation.YesNo(model, some, cancellation)),
            ($"the views of {read.Length} films", () => LanguageEvaluation.Views(model, read, cancellation)),
            ($"corrections of {read.Length} reports", () => LanguageEvaluation.Corrections(model, read, cancellation)),
            ($"questions after corrections of {some.Length} reports", () => LanguageEvaluation.AfterCorrections(model, some, cancellation)),
            ("off-topic questions", () => LanguageEvaluation.OffTopic(model, [.. some.Take(FilmsOffTopic)], cancellation)),
            ($"conversations about {some.Length} films", () => DialogueEvaluation.Of(model, some, cancellation)),
            ("other films", () => RobustnessEvaluation.Changes(model, some, cancellation)),
            ("unfit images", () => RobustnessEvaluation.Refusals(model, [.. labeled, .. others], FilmsInDepth)),
        ];
        foreach (var (name, measure) in parts)
        {
            progress?.WriteLine(name);
            foreach (var measurement in measure())
            {
                yield return measurement;
            }
        }
    }

    // In an order without meaning, so that the first ones are like the others.
    private static IReadOnlyList<LabeledFilm> Chosen(IReadOnlyList<LabeledFilm> films, int? most) =>
    [
        .. new SeededChoice(0).Shuffled(films.Where(PatientSplit.IsForValidation), "evaluation").Take(most ?? int.MaxValue),
    ];

    private static EvaluatedFilm See(RadSharpMini model, LabeledFilm film, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var read = model.Read(FilmReader.Read(film.Image));
        return new(film, read.Reading, read.Encoded);
    }
}
