using RadSharp.Assistant.Conversations;
using RadSharp.Server.Api;

namespace RadSharp.Server.Store;

/// <summary>A study.</summary>
internal sealed class StudyRow
{
    public required string Id { get; set; }

    public required string Title { get; set; }

    public string? Indication { get; set; }

    public string? PriorId { get; set; }

    public required DateTime CreatedAt { get; set; }

    public required string CreatedBy { get; set; }

    /// <summary>Since when it is in the bin; null where it is not.</summary>
    public DateTime? DeletedAt { get; set; }
}

/// <summary>A film; its file lies under its hash.</summary>
internal sealed class FilmRow
{
    public required string Id { get; set; }

    public required string StudyId { get; set; }

    public required string Hash { get; set; }

    public required string FileName { get; set; }

    public required DateTime CreatedAt { get; set; }

    /// <summary>What the API says of it, as JSON.</summary>
    public required string Details { get; set; }
}

/// <summary>A conversation.</summary>
internal sealed class ConversationRow
{
    public required string Id { get; set; }

    public required string StudyId { get; set; }

    public required string FilmId { get; set; }

    public required string Model { get; set; }

    public required DateTime CreatedAt { get; set; }

    public string? Head { get; set; }
}

/// <summary>A turn.</summary>
internal sealed class TurnRow
{
    public required string Id { get; set; }

    public required string ConversationId { get; set; }

    public string? ParentId { get; set; }

    public required TurnRole Role { get; set; }

    public required string Text { get; set; }

    public string? Task { get; set; }

    /// <summary>A <see cref="FilmBox"/> as JSON.</summary>
    public string? Box { get; set; }

    public required TurnStatus Status { get; set; }

    public TurnFinish? Finish { get; set; }

    public string? Error { get; set; }

    public required DateTime CreatedAt { get; set; }

    public string? Model { get; set; }

    /// <summary>Sentences as JSON.</summary>
    public string? Sentences { get; set; }

    /// <summary>Warnings as JSON.</summary>
    public string? Warnings { get; set; }

    public double? TokensPerSecond { get; set; }
}

/// <summary>What a reader has marked.</summary>
internal sealed class ChecklistRow
{
    public required string StudyId { get; set; }

    public required string Reader { get; set; }

    public required int Version { get; set; }

    /// <summary>Marks by finding, as JSON.</summary>
    public required string Findings { get; set; }

    public required bool ReadFirst { get; set; }

    public DateTime? CommittedAt { get; set; }
}

/// <summary>A version of a report; never changed once it is there.</summary>
internal sealed class ReportRow
{
    public required string StudyId { get; set; }

    public required int Version { get; set; }

    public required ReportStatus Status { get; set; }

    /// <summary>Sentences as JSON.</summary>
    public required string Sentences { get; set; }

    public string? DraftModel { get; set; }

    public DateTime? DraftAt { get; set; }

    public string? SignedBy { get; set; }

    public DateTime? SignedAt { get; set; }

    public string? Sha256 { get; set; }

    public int? Predecessor { get; set; }

    public required DateTime CreatedAt { get; set; }

    public required string CreatedBy { get; set; }
}

/// <summary>A user.</summary>
internal sealed class UserRow
{
    public required string Name { get; set; }

    public required ReaderRole Role { get; set; }

    public required string PasswordHash { get; set; }

    public required DateTime CreatedAt { get; set; }
}

/// <summary>What opens the door for a user: a session's or a program's secret, kept as its hash alone.</summary>
internal sealed class KeyRow
{
    public required string Id { get; set; }

    public required string Hash { get; set; }

    public required string User { get; set; }

    public required string Label { get; set; }

    /// <summary>Whether it is a browser's session, which is not listed as a key.</summary>
    public required bool IsSession { get; set; }

    public required DateTime CreatedAt { get; set; }

    public DateTime? ExpiresAt { get; set; }
}

/// <summary>Something that was done; never changed, never deleted.</summary>
internal sealed class AuditRow
{
    public long Id { get; set; }

    public required DateTime At { get; set; }

    public required string Who { get; set; }

    public required string Action { get; set; }

    public string? Study { get; set; }

    public string? Object { get; set; }

    public string? Detail { get; set; }
}
