using RadSharp.Assistant.Answers;

namespace RadSharp.Server.Api;

/// <summary>A version of a study's report.</summary>
public sealed record Report
{
    /// <summary>The study.</summary>
    public required string StudyId { get; init; }

    /// <summary>From 1; each change is a new version, and none is changed or lost.</summary>
    public required int Version { get; init; }

    /// <summary>How far it is.</summary>
    public required ReportStatus Status { get; init; }

    /// <summary>The text of each section, without rejected sentences; null for an empty one.</summary>
    public required ReportTexts Sections { get; init; }

    /// <summary>Every sentence, rejected ones too, in the order of the text.</summary>
    public required IReadOnlyList<ReportSentence> Sentences { get; init; }

    /// <summary>What drafted it; null where no model did.</summary>
    public required ReportDraftOrigin? Draft { get; init; }

    /// <summary>Who signed; null before.</summary>
    public required string? SignedBy { get; init; }

    /// <summary>When it was signed; null before.</summary>
    public required DateTime? SignedAt { get; init; }

    /// <summary>SHA-256 of the report as text (UTF-8), in hexadecimal; null before it is signed.</summary>
    public required string? Sha256 { get; init; }

    /// <summary>The version that an addendum adds to; null where it is none.</summary>
    public required int? Predecessor { get; init; }
}

/// <summary>How far a report is.</summary>
public enum ReportStatus
{
    /// <summary>It is being written.</summary>
    Draft,

    /// <summary>A reader has finished it; it waits for a signature.</summary>
    Preliminary,

    /// <summary>Signed and locked.</summary>
    Final,

    /// <summary>Signed, and added to.</summary>
    Addendum,
}

/// <summary>The sections of a report as text.</summary>
/// <param name="Indication">Why the films were taken.</param>
/// <param name="Technique">What was taken.</param>
/// <param name="Comparison">What was compared with.</param>
/// <param name="Findings">What is seen.</param>
/// <param name="Impression">What it means.</param>
/// <param name="Addendum">What was added after signing.</param>
public sealed record ReportTexts(
    string? Indication, string? Technique, string? Comparison, string? Findings, string? Impression, string? Addendum);

/// <summary>A part of a report.</summary>
public enum SectionName
{
    /// <summary>Why the films were taken.</summary>
    Indication,

    /// <summary>What was taken.</summary>
    Technique,

    /// <summary>What was compared with.</summary>
    Comparison,

    /// <summary>What is seen.</summary>
    Findings,

    /// <summary>What it means.</summary>
    Impression,

    /// <summary>What was added after signing.</summary>
    Addendum,
}

/// <summary>Who wrote a sentence first.</summary>
public enum SentenceOrigin
{
    /// <summary>The draft: a model, or the sentence on technique that goes with what it wrote.</summary>
    Model,

    /// <summary>A reader.</summary>
    Reader,
}

/// <summary>What a reader has made of a sentence.</summary>
public enum SentenceState
{
    /// <summary>Nothing yet.</summary>
    Open,

    /// <summary>It stays as it is.</summary>
    Accepted,

    /// <summary>The reader has changed it.</summary>
    Edited,

    /// <summary>It is no part of the report.</summary>
    Rejected,
}

/// <summary>A sentence of a report.</summary>
/// <param name="Id">Its name, the same in all versions.</param>
/// <param name="Section">Where it stands.</param>
/// <param name="Text">What it says.</param>
/// <param name="DraftText">What the draft said; null for a reader's own.</param>
/// <param name="Origin">Who wrote it first.</param>
/// <param name="State">What the reader has made of it.</param>
/// <param name="Findings">Findings that it says to be there or possible.</param>
/// <param name="Boxes">Places that it gives or names.</param>
/// <param name="Warnings">What speaks against it.</param>
public sealed record ReportSentence(
    string Id, SectionName Section, string Text, string? DraftText, SentenceOrigin Origin, SentenceState State,
    IReadOnlyList<string> Findings, IReadOnlyList<NamedBox> Boxes, IReadOnlyList<TurnWarning> Warnings);

/// <summary>What drafted a report.</summary>
/// <param name="Model">The model.</param>
/// <param name="At">When.</param>
public sealed record ReportDraftOrigin(string Model, DateTime At);

/// <summary>A draft to be made.</summary>
/// <param name="FilmId">The film; null for the study's first.</param>
/// <param name="Checklist">Whether the reader's own findings go before the model's.</param>
/// <param name="Model">A model; null for the default.</param>
public sealed record DraftRequest(string? FilmId = null, bool Checklist = false, string? Model = null);

/// <summary>A report as a reader has changed it.</summary>
/// <param name="Sentences">All sentences, in the order of the text; one that is left out is gone from this version on.</param>
public sealed record ReportChange(IReadOnlyList<SentenceChange> Sentences);

/// <summary>A sentence as a reader has it.</summary>
/// <param name="Section">Where it stands.</param>
/// <param name="Text">What it says.</param>
/// <param name="State">What the reader has made of it; a changed text is edited whatever is said here.</param>
/// <param name="Id">The sentence of the version before; null for a new one.</param>
public sealed record SentenceChange(SectionName Section, string Text, SentenceState State, string? Id = null);

/// <summary>Another status.</summary>
/// <param name="Status"><c>draft</c> or <c>preliminary</c>.</param>
public sealed record StatusChange(ReportStatus Status);

/// <summary>A signature.</summary>
/// <param name="Name">The name below the report.</param>
public sealed record Signature(string Name);

/// <summary>What is added to a signed report.</summary>
/// <param name="Text">The addition, at most 4,000 characters.</param>
/// <param name="Name">The name below it.</param>
public sealed record AddendumText(string Text, string Name);

/// <summary>A version in a list.</summary>
/// <param name="Version">From 1.</param>
/// <param name="Status">How far it was.</param>
/// <param name="At">When it was made.</param>
/// <param name="By">Who made it.</param>
public sealed record ReportVersion(int Version, ReportStatus Status, DateTime At, string By);
