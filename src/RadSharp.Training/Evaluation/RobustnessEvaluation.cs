using RadSharp.Evaluation.Tables;
using RadSharp.Imaging;
using RadSharp.Models.Systems;

namespace RadSharp.Training.Evaluation;

/// <summary>Whether the film decides what is said, and whether what is no chest film is refused.</summary>
internal static class RobustnessEvaluation
{
    private const string Seeing = "Seeing (part of the reports that change)";
    private const string Refusing = "Refusing";

    // Turning moves the pixels of a film that is not square by a fraction, and its probabilities by less than this.
    private const float LeastDifference = 0.02f;

    /// <summary>
    /// Reports on a film against those on other images, once by the whole model and once by the visual tokens alone, with nothing
    /// told of findings, view and lungs.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="films">Films that are read; each is set against the next of another patient.</param>
    /// <param name="cancellation">Ends it.</param>
    public static IEnumerable<Measurement> Changes(
        RadSharpMini model, IReadOnlyList<EvaluatedFilm> films, CancellationToken cancellation)
    {
        var others = films.Select((film, index) => films.Skip(index + 1).Concat(films.Take(index))
            .FirstOrDefault(other => other.Truth.Patient != film.Truth.Patient)).ToList();
        if (others.Count == 0 || others.Contains(null))
        {
            yield break;
        }

        yield return Changed(
            "another film", [.. films.Select(film => film.Encoded)], [.. others.Select(film => film!.Encoded)]);
        EncodedFilm[] silent = [.. films.Select(film => Silent(film.Encoded))];
        yield return Changed("another film's visual tokens alone", silent, [.. others.Select(film => Silent(film!.Encoded))]);

        // A blank film is refused; only its visual tokens can be asked about.
        using var blank = model.Read(UnfitFilms.Blank().ElementAt(2));
        yield return Changed("a blank film's visual tokens alone", silent, [.. films.Select(_ => Silent(blank.Encoded))]);
        var mirrored = films.Select(film => model.Read(UnfitFilms.Mirrored(FilmReader.Read(film.Truth.Image)))).ToList();
        yield return Changed(
            "the mirrored film's visual tokens alone", silent, [.. mirrored.Select(film => Silent(film.Encoded))]);
        mirrored.ForEach(film => film.Dispose());

        Measurement Changed(string name, IReadOnlyList<EncodedFilm> before, IReadOnlyList<EncodedFilm> after)
        {
            var request = ModelAnswers.Asked(model.ReportRequest);
            var answers = ModelAnswers.To(model, [.. before.Concat(after).Select(film => (film, request))], cancellation);
            var changed = Enumerable.Range(0, before.Count).Count(index => answers[index] != answers[before.Count + index]);
            return new(Seeing, name, (double)changed / before.Count, before.Count, "reports");
        }
    }

    /// <summary>Images that are to be refused, and films that are not.</summary>
    /// <param name="model">The model.</param>
    /// <param name="films">All films, refused ones too.</param>
    /// <param name="turned">How many of them are turned on their sides.</param>
    public static IEnumerable<Measurement> Refusals(RadSharpMini model, IReadOnlyList<EvaluatedFilm> films, int turned)
    {
        yield return Refused("blank images refused", UnfitFilms.Blank());
        yield return Refused("noise refused", UnfitFilms.Noise());
        yield return Refused("drawn landscapes refused", UnfitFilms.Photographs());
        yield return Part(
            "films on their sides refused or read upright", [.. films.Take(turned).SelectMany(film => IsKnownOnItsSide(model, film))],
            "images");
        yield return Part("upright films refused", [.. films.Select(film => !film.IsRead)], "films");

        Measurement Refused(string name, IEnumerable<Film> images)
        {
            var refusals = images.Select(image =>
            {
                using var read = model.Read(image);
                return read.Reading.Refusal is not null;
            }).ToList();
            return Part(name, refusals, "images");
        }
    }

    // Read upright is what has the same findings as the film that was not turned.
    private static IEnumerable<bool> IsKnownOnItsSide(RadSharpMini model, EvaluatedFilm film) =>
        UnfitFilms.Turned(FilmReader.Read(film.Truth.Image)).Select(image =>
        {
            using var read = model.Read(image);
            return read.Reading.Refusal is not null || read.Reading.Findings.Zip(film.Reading.Findings).All(
                finding => Math.Abs(finding.First.Probability - finding.Second.Probability) < LeastDifference);
        });

    private static Measurement Part(string name, List<bool> isRefused, string of) => new(
        Refusing, name, isRefused.Count == 0 ? double.NaN : (double)isRefused.Count(refused => refused) / isRefused.Count,
        isRefused.Count, of);

    // The visual tokens with nothing told.
    private static EncodedFilm Silent(EncodedFilm film) => film with { Reading = null, FindingsText = null };
}
