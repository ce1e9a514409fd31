using System.Globalization;
using RadSharp.Assistant;
using RadSharp.Imaging;
using RadSharp.Models.Systems;
using RadSharp.Radiology.Boxes;
using RadSharp.Radiology.Findings;

namespace RadSharp.Cli.Commands;

/// <summary>What is known of a film in lines for people.</summary>
internal static class FilmLines
{
    private const int NameWidth = 20;
    private const int LineWidth = 100;

    /// <summary>The film's name, its view, and what is doubtful about it.</summary>
    public static string Heading(string path, ShownFilm film)
    {
        var view = film.View == View.Unknown ? "" : $", {film.View} view";
        return string.Concat([
            $"{path}{view}\n", .. film.Film.Concerns.Select(concern => $"Notice: {concern.Message}\n")]);
    }

    /// <summary>Every finding with its probability, a line each, the likeliest first; those that follow from others last.</summary>
    public static string Table(ShownFilm film)
    {
        var states = (film.Reading?.Findings ?? []).ToDictionary(finding => finding.Name, finding => finding.State);
        var text = new StringWriter(CultureInfo.InvariantCulture);
        var lines = film.Probabilities.OrderBy(finding => states.Count > 0 && !states.ContainsKey(finding.Name))
            .ThenByDescending(finding => finding.Probability);
        foreach (var (name, probability) in lines)
        {
            var state = states.TryGetValue(name, out var known) ? Word(known) : "";
            text.WriteLine($"  {name.Replace('_', ' ').PadRight(NameWidth)}{Percent(probability),5}  {state}".TrimEnd());
        }

        return text.ToString();
    }

    /// <summary>Findings that are present or possible, a line each; the others together.</summary>
    public static string Summary(ShownFilm film)
    {
        if (film.Reading is not { } reading)
        {
            return film.Probabilities.Count == 0 ? "" : $"Classifier\n{Table(film)}";
        }

        var text = new StringWriter(CultureInfo.InvariantCulture);
        text.WriteLine("Classifier");
        foreach (var finding in reading.Findings.Where(IsNamed).OrderByDescending(finding => finding.Probability))
        {
            text.WriteLine($"  {Word(finding.State),-10}{Name(finding).PadRight(NameWidth)}{Percent(finding.Probability),5}");
        }

        var others = reading.Findings.Where(finding => !IsNamed(finding)).OrderByDescending(finding => finding.Probability)
            .Select(finding => $"{Name(finding)} {Percent(finding.Probability)}");
        foreach (var (index, line) in Wrapped(others).Index())
        {
            text.WriteLine($"  {(index == 0 ? "absent" : ""),-10}{line}");
        }

        return text.ToString();
    }

    /// <summary>Boxes, a line each.</summary>
    public static string Boxes(IReadOnlyList<(string Name, Box Box)> regions) => regions.Count == 0 ? "" :
        "Boxes (left, top, right, bottom as parts of the film)\n"
        + string.Concat(regions.Select(region => $"  {region.Name.PadRight(NameWidth)}{BoxText.Format(region.Box)}\n"));

    /// <summary>Where something is, in sentences.</summary>
    public static string Place(FilmPlace place)
    {
        if (place.Attention is not { } attention)
        {
            return Boxes(place.Regions);
        }

        var (x, y) = attention.Peak;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{AssistantWords.Attention(attention)}\nMost at {100 * x:0} % of the film's width and {100 * y:0} % of its height. "
            + $"The model takes it to be {Word(attention.State)}.\n");
    }

    /// <summary>The model's name and what it is not.</summary>
    public static string Notice(IVisionLanguageModel model) => $"{model.Name}. {AssistantWords.Notice}";

    private static bool IsNamed(FindingReading finding) => finding.State is FindingState.Present or FindingState.Uncertain;

    private static string Name(FindingReading finding) => finding.Name.Replace('_', ' ');

    private static string Word(FindingState state) => state switch
    {
        FindingState.Present => "present",
        FindingState.Uncertain => "possible",
        FindingState.Absent => "absent",
        _ => "not known",
    };

    // Nothing is certain, and nothing is impossible.
    private static string Percent(double probability) => probability switch
    {
        < 0.01 => "<1 %",
        > 0.99 => ">99 %",
        _ => (100 * probability).ToString("0", CultureInfo.InvariantCulture) + " %",
    };

    private static IEnumerable<string> Wrapped(IEnumerable<string> parts)
    {
        var line = "";
        foreach (var part in parts)
        {
            if (line.Length + part.Length > LineWidth)
            {
                yield return line + ",";
                line = "";
            }

            line += line.Length == 0 ? part : $", {part}";
        }

        if (line.Length > 0)
        {
            yield return line;
        }
    }
}
