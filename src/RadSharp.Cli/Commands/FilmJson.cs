using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using RadSharp.Assistant;
using RadSharp.Imaging;
using RadSharp.Radiology.Boxes;
using RadSharp.Radiology.Findings;

namespace RadSharp.Cli.Commands;

/// <summary>What is known of a film as JSON. Objects are put together by hand: a start has no time for reflection.</summary>
internal static class FilmJson
{
    private const int Decimals = 4;

    /// <summary>An object on one line.</summary>
    public static string Line(JsonObject value)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            value.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>The view; null where it is not known.</summary>
    public static JsonNode? View(ShownFilm film) => film.View == Imaging.View.Unknown ? null : film.View.ToString();

    /// <summary>Every finding that the model knows, with its probability.</summary>
    public static JsonObject Findings(ShownFilm film) => new(film.Probabilities.Select(
        finding => KeyValuePair.Create<string, JsonNode?>(finding.Name, Rounded(finding.Probability))));

    /// <summary>The findings that the model takes to be in a state.</summary>
    public static JsonArray In(ShownFilm film, FindingState state) => new([
        .. (film.Reading?.Findings ?? []).Where(finding => finding.State == state)
            .Select(finding => (JsonNode?)JsonValue.Create(finding.Name))]);

    /// <summary>Boxes as <c>{"label": …, "box": [x1, y1, x2, y2]}</c>, parts of the film's width and height.</summary>
    public static JsonArray Boxes(IEnumerable<(string Name, Box Box)> regions) => new([
        .. regions.Select(region => (JsonNode?)new JsonObject
        {
            ["label"] = region.Name,
            ["box"] = new JsonArray(
                Rounded(region.Box.X1), Rounded(region.Box.Y1), Rounded(region.Box.X2), Rounded(region.Box.Y2)),
        })]);

    /// <summary>A number with four decimals.</summary>
    public static JsonNode Rounded(double value) => JsonValue.Create(Math.Round(value, Decimals));
}
