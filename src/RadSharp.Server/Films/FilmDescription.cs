using RadSharp.Imaging;
using RadSharp.Imaging.Grey;
using RadSharp.Server.Api;

namespace RadSharp.Server.Films;

/// <summary>Says of a film what the API says.</summary>
internal static class FilmDescription
{
    private const int LongestName = 120;

    /// <summary>A film as the API has it.</summary>
    public static Api.Film Of(string id, string fileName, Imaging.Film film)
    {
        var (unit, minimum, maximum) = PixelUnit.Of(film);
        var windows = film.Grey.Presets.OfType<Window>().ToList();
        return new()
        {
            Id = id,
            FileName = fileName,
            Width = film.Width,
            Height = film.Height,
            View = film.View.ToString(),
            TakenAt = film.AcquisitionTime,
            Notes = [.. film.Concerns.Select(concern => concern.Message)],
            BitsStored = film.Grey.BitsStored,
            Minimum = minimum,
            Maximum = maximum,
            Window = film.Grey.Presets[0] is Window first ? Window(unit.Of(first)) : null,
            Presets =
            [
                .. windows.Select((window, index) => (Name: window.Explanation ?? $"window {index + 1}", Shown: unit.Of(window)))
                    .Select(preset => new FilmPreset(preset.Name, preset.Shown.Center, preset.Shown.Width)),
            ],
            IsInverted = film.Grey.IsInverted,
            PixelSpacing = film.Spacing is { } spacing ? [spacing.Row, spacing.Column] : null,
        };
    }

    /// <summary>A file's name without folders, control characters and signs that turn text around; never empty.</summary>
    public static string SafeName(string? name)
    {
        var last = (name ?? "").Split('/', '\\')[^1];
        var safe = new string([.. last.Where(letter => !char.IsControl(letter) && !IsDirection(letter))]).Trim().Trim('.');
        return safe.Length == 0 ? "film" : safe.Length <= LongestName ? safe : safe[^LongestName..];
    }

    // Unicode's bidirectional marks, by which "gpj.exe" can look like "exe.jpg".
    private static bool IsDirection(char letter) =>
        letter is '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static FilmWindow Window((double Center, double Width) window) => new(window.Center, window.Width);
}
