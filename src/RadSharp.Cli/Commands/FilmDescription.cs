using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using RadSharp.Imaging;

namespace RadSharp.Cli.Commands;

/// <summary>What is known of a film, for people or as JSON; who the patient is only if asked for.</summary>
/// <param name="film">The film.</param>
/// <param name="showIdentity">Whether names, numbers and dates of the patient are shown.</param>
internal sealed class FilmDescription(Film film, bool showIdentity)
{
    private const string Masked = "•••";

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A line for each thing known, then the windows and the notices.</summary>
    public string ToText()
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        foreach (var (name, value) in Known())
        {
            text.WriteLine($"{name,-12}{value}");
        }

        for (var index = 0; index < film.Grey.Presets.Count; index++)
        {
            text.WriteLine($"{(index == 0 ? "windows" : ""),-12}{index}: {film.Grey.Presets[index]}");
        }

        foreach (var concern in film.Concerns)
        {
            text.WriteLine($"{"notice",-12}{concern.Message}");
        }

        return text.ToString();
    }

    /// <summary>The same as one JSON object.</summary>
    public string ToJson()
    {
        var properties = Known().ToDictionary(entry => entry.Name.Replace(' ', '_'), entry => (object)entry.Value);
        properties["windows"] = film.Grey.Presets.Select(preset => preset.ToString());
        properties["notices"] = film.Concerns.Select(concern => new { doubt = concern.Doubt.ToString(), message = concern.Message });
        return JsonSerializer.Serialize(properties, Readable) + "\n";
    }

    private IEnumerable<(string Name, string Value)> Known() => All().Where(entry => entry.Value is { Length: > 0 })!;

    private IEnumerable<(string Name, string? Value)> All()
    {
        var (source, identity) = (film.Source, film.Identity);
        yield return ("format", source.Format.ToString());
        yield return ("encoding", source.Encoding);
        yield return ("size", $"{film.Width} × {film.Height}" + (source.FrameCount > 1 ? $", frame {source.Frame} of {source.FrameCount}" : ""));
        yield return ("bits", $"{film.Grey.BitsStored}{(film.Grey.IsSigned ? ", signed" : "")}");
        yield return ("polarity", film.Grey.IsInverted ? "low values bright" : "low values dark");
        yield return ("spacing", film.Spacing is { } spacing ? Describe(spacing) : null);
        yield return ("view", film.View == View.Unknown ? null : film.View.ToString());
        yield return ("laterality", film.Laterality == Laterality.Unknown ? null : film.Laterality.ToString());
        yield return ("body part", film.BodyPart);
        yield return ("modality", film.Modality);
        yield return ("taken", Personal(film.AcquisitionTime?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)));
        yield return ("patient", Personal(identity.PatientName));
        yield return ("patient id", Personal(identity.PatientId));
        yield return ("born", Personal(identity.BirthDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        yield return ("sex", Personal(identity.Sex));
        yield return ("age", Personal(identity.Age));
        yield return ("accession", Personal(identity.AccessionNumber));
        yield return ("study", Personal(identity.StudyUid));
        yield return ("description", Personal(identity.StudyDescription));
    }

    private string? Personal(string? value) => string.IsNullOrEmpty(value) || showIdentity ? value : Masked;

    private static string Describe(PixelSpacing spacing)
    {
        var place = spacing.Origin switch
        {
            SpacingOrigin.Patient => "in the patient",
            SpacingOrigin.Detector => "at the detector",
            _ => "on the scanned film",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{spacing.Row:0.####} × {spacing.Column:0.####} mm {place}");
    }
}
