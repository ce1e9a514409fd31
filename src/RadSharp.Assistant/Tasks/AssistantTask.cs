using System.Text.Json;
using RadSharp.Radiology.Boxes;

namespace RadSharp.Assistant.Tasks;

/// <summary>Something that a reader asks for by a click, from <c>tasks.json</c>.</summary>
/// <param name="Id">Its short name: <c>report</c>, <c>present</c>, ….</param>
/// <param name="Label">What a button says.</param>
/// <param name="Prompt">What the model is asked; <c>{finding}</c>, <c>{region}</c> and <c>{box}</c> stand for what it needs.</param>
/// <param name="Needs">What the reader has to name first; null for nothing.</param>
/// <param name="Group">Tasks of a group stand together.</param>
public sealed record AssistantTask(string Id, string Label, string Prompt, TaskNeed? Needs, string Group)
{
    private const int LongestName = 60;

    /// <summary>All tasks, in the file's order.</summary>
    public static IReadOnlyList<AssistantTask> All { get; } = Read();

    /// <summary>The task of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists them.</exception>
    public static AssistantTask Of(string id) => All.FirstOrDefault(task => task.Id == id) ?? throw new ArgumentException(
        $"Expected a task ({string.Join(", ", All.Select(task => task.Id))}), found '{Shown(id)}'.");

    /// <summary>The question that the task puts to a model.</summary>
    /// <param name="finding">A finding's name, blanks or underscores between its words.</param>
    /// <param name="region">A region's name.</param>
    /// <param name="box">A place on the film.</param>
    /// <exception cref="ArgumentException">What the task needs is missing or no name or no box.</exception>
    public string Ask(string? finding = null, string? region = null, Box? box = null) => Needs switch
    {
        TaskNeed.Finding => Fill("finding", Name(finding, "finding")),
        TaskNeed.Region => Fill("region", Name(region, "region")),
        TaskNeed.Box => Fill("box", BoxText.Format(Checked(box))),
        _ => Prompt,
    };

    /// <summary>Refuses a box that is not a part of a film.</summary>
    /// <exception cref="ArgumentException">It has no area, or lies outside.</exception>
    public static Box Checked(Box? box) => box is { } found
        ? found is { X1: >= 0, Y1: >= 0, X2: <= 1, Y2: <= 1 } && found.X1 < found.X2 && found.Y1 < found.Y2
            ? found
            : throw new ArgumentException(
                "Expected a box with 0 ≤ x1 < x2 ≤ 1 and 0 ≤ y1 < y2 ≤ 1, found "
                + $"{found.X1:0.###}, {found.Y1:0.###}, {found.X2:0.###}, {found.Y2:0.###}.")
        : throw new ArgumentException("Expected a box, found none. Draw one on the film first.");

    private string Fill(string place, string words) => Prompt.Replace($"{{{place}}}", words, StringComparison.Ordinal);

    // Letters, blanks and hyphens only, so that a name cannot become a sentence of its own.
    private static string Name(string? name, string what)
    {
        var words = name?.Replace('_', ' ').Trim() ?? "";
        return words.Length is > 0 and <= LongestName && words.All(letter => char.IsLetter(letter) || letter is ' ' or '-')
            ? words.ToLowerInvariant()
            : throw new ArgumentException(
                $"Expected the name of a {what}, found {(words.Length == 0 ? "none" : $"'{Shown(words)}'")}. Name one.");
    }

    private static string Shown(string text) => text.Length > LongestName ? $"{text[..LongestName]}…" : text;

    private static List<AssistantTask> Read()
    {
        using var stream = typeof(AssistantTask).Assembly.GetManifestResourceStream("RadSharp.Assistant.tasks.json")!;
        using var document = JsonDocument.Parse(stream);
        return
        [
            .. document.RootElement.GetProperty("tasks").EnumerateArray().Select(task => new AssistantTask(
                Text(task, "id")!, Text(task, "label")!, Text(task, "prompt")!,
                Text(task, "needs") is { } need ? Enum.Parse<TaskNeed>(need, ignoreCase: true) : null, Text(task, "group")!)),
        ];
    }

    private static string? Text(JsonElement task, string name) =>
        task.TryGetProperty(name, out var value) ? value.GetString() : null;
}
