using RadSharp.Models.Checkpoints;
using RadSharp.Radiology.Findings;

namespace RadSharp.Models.Systems;

/// <summary>The systems' own words, from <c>prompts.json</c>, which names where each comes from.</summary>
internal static class Prompts
{
    private const string File = "prompts.json";

    private static readonly ConfigFields All = Read();

    /// <summary>RadVLM's.</summary>
    public static RadVlmPrompts RadVlm { get; } = OfRadVlm(All.Section("radvlm"));

    /// <summary>RaDialog's.</summary>
    public static RaDialogPrompts RaDialog { get; } = OfRaDialog(All.Section("radialog"));

    /// <summary>radsharp-mini's.</summary>
    public static MiniPrompts Mini { get; } = OfMini(All.Section("radsharp_mini"));

    private static ConfigFields Read()
    {
        using var stream = typeof(Prompts).Assembly.GetManifestResourceStream($"RadSharp.Models.Systems.{File}")!;
        return ConfigFields.Read(stream, File);
    }

    private static RadVlmPrompts OfRadVlm(ConfigFields fields) => new(fields.Text("report"), fields.Positive("max_new_tokens"));

    private static MiniPrompts OfMini(ConfigFields fields) => new()
    {
        View = fields.Text("view"),
        Regions = fields.Texts("regions"),
        Region = fields.Text("region"),
        Findings = fields.Text("findings"),
        Order = fields.Texts("order"),
        NoFindings = fields.Text("no_findings"),
        Possible = fields.Text("possible"),
        WithoutBox = fields.Text("without_box"),
        Asked = fields.Text("asked"),
        States = new Dictionary<FindingState, string>
        {
            [FindingState.Present] = fields.Text("present"),
            [FindingState.Uncertain] = fields.Text("uncertain"),
            [FindingState.Absent] = fields.Text("absent"),
        },
        Now = fields.Text("now"),
        Politeness = fields.Texts("politeness"),
        Asking = fields.Texts("asking"),
        Mentioning = fields.Texts("mentioning"),
        Locating = fields.Texts("locating"),
        AllRegions = fields.Text("all_regions"),
        Wishes = [.. fields.Texts("wishes").Chunk(2).Select(pair => (pair[0], pair[1]))],
        Report = fields.Text("report"),
        MaxNewTokens = fields.Positive("max_new_tokens"),
    };

    private static RaDialogPrompts OfRaDialog(ConfigFields fields) => new()
    {
        System = fields.Text("system"),
        User = fields.Text("user"),
        Assistant = fields.Text("assistant"),
        Separator = fields.Text("separator"),
        End = fields.Text("end"),
        AlignImage = fields.Text("align_image"),
        ProjectImage = fields.Text("project_image"),
        Film = fields.Text("film"),
        NoFindings = fields.Text("no_findings"),
        Report = fields.Text("report"),
        MaxNewTokens = fields.Positive("max_new_tokens"),
    };
}

/// <summary>RadVLM's words.</summary>
/// <param name="Report">The request for a report: the first of its fifteen.</param>
/// <param name="MaxNewTokens">Tokens of its longest answer.</param>
internal sealed record RadVlmPrompts(string Report, int MaxNewTokens);

/// <summary>RaDialog's words.</summary>
internal sealed record RaDialogPrompts
{
    /// <summary>What the conversation begins with.</summary>
    public required string System { get; init; }

    /// <summary>What a user's turn begins with.</summary>
    public required string User { get; init; }

    /// <summary>What an assistant's turn begins with, without the space before its answer.</summary>
    public required string Assistant { get; init; }

    /// <summary>What stands between system, user's turn and assistant's turn.</summary>
    public required string Separator { get; init; }

    /// <summary>What ends an answer.</summary>
    public required string End { get; init; }

    /// <summary>How RaDialog-align shows an image.</summary>
    public required string AlignImage { get; init; }

    /// <summary>How RaDialog-project shows an image.</summary>
    public required string ProjectImage { get; init; }

    /// <summary>A user's turn that shows a film.</summary>
    public required string Film { get; init; }

    /// <summary>What stands for findings where there are none.</summary>
    public required string NoFindings { get; init; }

    /// <summary>The request for a report.</summary>
    public required string Report { get; init; }

    /// <summary>Tokens of the longest report.</summary>
    public required int MaxNewTokens { get; init; }
}

/// <summary>radsharp-mini's words.</summary>
internal sealed record MiniPrompts
{
    /// <summary>From which side the film was taken.</summary>
    public required string View { get; init; }

    /// <summary>The regions whose boxes are said, in this order.</summary>
    public required IReadOnlyList<string> Regions { get; init; }

    /// <summary>Where a region is.</summary>
    public required string Region { get; init; }

    /// <summary>What is present.</summary>
    public required string Findings { get; init; }

    /// <summary>
    /// The findings in the order in which they are said, which is that of reports: what is copied from beginning to end is learned
    /// sooner than what has to be searched.
    /// </summary>
    public required IReadOnlyList<string> Order { get; init; }

    /// <summary>What stands for findings where there are none.</summary>
    public required string NoFindings { get; init; }

    /// <summary>What is uncertain; left out where nothing is.</summary>
    public required string Possible { get; init; }

    /// <summary>That a region is not located.</summary>
    public required string WithoutBox { get; init; }

    /// <summary>What is known of a finding that a turn asks for.</summary>
    public required string Asked { get; init; }

    /// <summary>What the states are called there.</summary>
    public required IReadOnlyDictionary<FindingState, string> States { get; init; }

    /// <summary>What is present in a later turn.</summary>
    public required string Now { get; init; }

    /// <summary>Words before the one that tells whether a sentence asks.</summary>
    public required IReadOnlyList<string> Politeness { get; init; }

    /// <summary>Words with which a sentence begins that asks for something.</summary>
    public required IReadOnlyList<string> Asking { get; init; }

    /// <summary>Words with which a sentence speaks of another's words, and not of the film.</summary>
    public required IReadOnlyList<string> Mentioning { get; init; }

    /// <summary>Words with which a sentence asks for a place.</summary>
    public required IReadOnlyList<string> Locating { get; init; }

    /// <summary>Names of all regions at once, as a regular expression.</summary>
    public required string AllRegions { get; init; }

    /// <summary>Wishes about a report, as regular expressions, and what they say of the film; applied one after another.</summary>
    public required IReadOnlyList<(string Pattern, string Statement)> Wishes { get; init; }

    /// <summary>The request for a report.</summary>
    public required string Report { get; init; }

    /// <summary>Tokens of the longest answer.</summary>
    public required int MaxNewTokens { get; init; }
}
