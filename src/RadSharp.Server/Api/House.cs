using RadSharp.Assistant.Tasks;

namespace RadSharp.Server.Api;

/// <summary>A model that can be asked.</summary>
/// <param name="Id">Its name in addresses and requests.</param>
/// <param name="Name">Its system.</param>
/// <param name="IsDefault">Whether it is taken when none is named.</param>
/// <param name="IsLoaded">Whether it is in memory.</param>
/// <param name="Findings">The findings of its classifier; empty where it has none or is not loaded.</param>
/// <param name="Description">A sentence about it.</param>
public sealed record Model(
    string Id, string Name, bool IsDefault, bool IsLoaded, IReadOnlyList<string> Findings, string Description);

/// <summary>A task that can be asked for.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Label">What a button says.</param>
/// <param name="Prompt">What the model is asked.</param>
/// <param name="Needs">What the reader has to name first; null for nothing.</param>
/// <param name="Group">Tasks of a group stand together.</param>
public sealed record TaskEntry(string Id, string Label, string Prompt, TaskNeed? Needs, string Group);

/// <summary>What waits for a model.</summary>
/// <param name="Waiting">Requests that wait.</param>
/// <param name="Running">Requests that are worked on.</param>
/// <param name="Limit">Most requests that may wait.</param>
public sealed record QueueState(int Waiting, int Running, int Limit);

/// <summary>Who asks.</summary>
/// <param name="Name">The user; <c>local</c> for this machine's own.</param>
/// <param name="Role">What the user may do.</param>
/// <param name="IsLocal">Whether the user needs no login, being on this machine.</param>
public sealed record Me(string Name, ReaderRole Role, bool IsLocal);

/// <summary>What a user may do; each may what those before may.</summary>
public enum ReaderRole
{
    /// <summary>Reads, asks, drafts, finishes.</summary>
    Reader,

    /// <summary>Signs.</summary>
    Attending,

    /// <summary>Keeps users, keys and the audit.</summary>
    Admin,
}

/// <summary>A name and its password.</summary>
/// <param name="Name">The user.</param>
/// <param name="Password">The password.</param>
public sealed record Login(string Name, string Password);

/// <summary>A user to be made, or to be given another role or password.</summary>
/// <param name="Name">1 to 64 letters, digits, dots, hyphens, underscores, at signs.</param>
/// <param name="Password">At least 10 characters.</param>
/// <param name="Role">What the user may do.</param>
public sealed record NewUser(string Name, string Password, ReaderRole Role);

/// <summary>A user.</summary>
/// <param name="Name">The name.</param>
/// <param name="Role">What the user may do.</param>
/// <param name="CreatedAt">Since when.</param>
public sealed record User(string Name, ReaderRole Role, DateTime CreatedAt);

/// <summary>A key to be made.</summary>
/// <param name="User">Whose key it is: a program that shows it may what the user may.</param>
/// <param name="Label">What it is for.</param>
/// <param name="Days">Days until it ends; null for never.</param>
public sealed record NewKey(string User, string Label, int? Days = null);

/// <summary>A key.</summary>
/// <param name="Id">Its name.</param>
/// <param name="User">Whose it is.</param>
/// <param name="Label">What it is for.</param>
/// <param name="CreatedAt">Since when.</param>
/// <param name="ExpiresAt">Until when; null for ever.</param>
/// <param name="Secret">What a program shows; told once, when it is made, and null afterwards.</param>
public sealed record Key(string Id, string User, string Label, DateTime CreatedAt, DateTime? ExpiresAt, string? Secret);

/// <summary>Something that was done.</summary>
/// <param name="Id">Counts up.</param>
/// <param name="At">When.</param>
/// <param name="Who">The user.</param>
/// <param name="Action">What was done: <c>film.pixels</c>, <c>report.sign</c>, ….</param>
/// <param name="Study">The study that it was done to; null for none.</param>
/// <param name="Object">What it was done to: a film, a turn, a version.</param>
/// <param name="Detail">What else there is to know; never a patient's text.</param>
public sealed record AuditEntry(long Id, DateTime At, string Who, string Action, string? Study, string? Object, string? Detail);
