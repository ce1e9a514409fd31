using System.Globalization;
using System.Text.Json;
using RadSharp.Imaging;

namespace RadSharp.Assistant;

/// <summary>
/// What the assistant says by itself, from <c>assistant.json</c>: requests, sections that no model writes, notices.
/// </summary>
public static class AssistantWords
{
    private static readonly JsonElement All = Read();

    /// <summary>What every result says beside it.</summary>
    public static string Notice { get; } = All.GetProperty("notice").GetString()!;

    /// <summary>The request for an impression, below findings that were written.</summary>
    public static string ImpressionRequest { get; } = All.GetProperty("impression").GetString()!;

    /// <summary>The section Technique of a view; null where there is nothing to say about it.</summary>
    public static string? Technique(View view) =>
        All.GetProperty("technique").TryGetProperty(view.ToString(), out var words) ? words.GetString() : null;

    /// <summary>What a heat map shows and what it does not, a sentence.</summary>
    public static string Attention(FindingAttention attention) => Fill(All.GetProperty("attention").GetString()!, attention);

    /// <summary>The same in lines for the picture itself.</summary>
    public static IReadOnlyList<string> AttentionOnFilm(FindingAttention attention) =>
        [.. All.GetProperty("attention_on_film").EnumerateArray().Select(line => Fill(line.GetString()!, attention))];

    private static string Fill(string words, FindingAttention attention) => words
        .Replace("{finding}", attention.Finding.Replace('_', ' '), StringComparison.Ordinal)
        .Replace(
            "{percent}", (100 * attention.Probability).ToString("0", CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static JsonElement Read()
    {
        using var stream = typeof(AssistantWords).Assembly.GetManifestResourceStream("RadSharp.Assistant.assistant.json")!;
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }
}
