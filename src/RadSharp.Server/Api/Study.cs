namespace RadSharp.Server.Api;

/// <summary>What belongs together: the films of an examination, what was said about them, and the report.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Title">What the reader calls it.</param>
/// <param name="Indication">Why the films were taken; null where nobody has said.</param>
/// <param name="PriorId">An earlier study to compare with; null for none.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Films">Its films, in the order in which they came.</param>
/// <param name="ConversationIds">Its conversations, the oldest first.</param>
/// <param name="Report">How far the report is; null where there is none.</param>
public sealed record Study(
    string Id, string Title, string? Indication, string? PriorId, DateTime CreatedAt, IReadOnlyList<Film> Films,
    IReadOnlyList<string> ConversationIds, ReportState? Report);

/// <summary>How far a report is.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Version">Its latest version, from 1.</param>
public sealed record ReportState(ReportStatus Status, int Version);

/// <summary>A study in a list.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Title">What the reader calls it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="TakenAt">When its first film was taken, in the institution's time; null where its file does not say.</param>
/// <param name="FilmCount">Number of films.</param>
/// <param name="Thumbnail">The address of its first film's thumbnail; null where it has no film.</param>
/// <param name="ReportStatus">How far the report is; null where there is none.</param>
public sealed record StudySummary(
    string Id, string Title, DateTime CreatedAt, DateTime? TakenAt, int FilmCount, string? Thumbnail, ReportStatus? ReportStatus);

/// <summary>A part of a list.</summary>
/// <param name="Items">The entries.</param>
/// <param name="Next">What to ask for to get those after them (<c>after</c>); null at the end.</param>
/// <typeparam name="T">An entry.</typeparam>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>What is to be changed of a study; what is left out stays.</summary>
/// <param name="Title">A title of 1 to 200 characters.</param>
/// <param name="Indication">At most 4,000 characters; empty for none.</param>
/// <param name="PriorId">Another study; empty for none.</param>
public sealed record StudyChange(string? Title = null, string? Indication = null, string? PriorId = null);

/// <summary>A study that is made, as multipart/form-data.</summary>
/// <param name="Film">One DICOM, PNG or JPEG file or several.</param>
/// <param name="Title">A title of at most 200 characters; by default the first film's file name.</param>
/// <param name="Indication">Why the films were taken, at most 4,000 characters.</param>
/// <param name="Prior">The name of an earlier study.</param>
public sealed record StudyUpload(
    Microsoft.AspNetCore.Http.IFormFileCollection Film, string? Title = null, string? Indication = null,
    string? Prior = null);

/// <summary>Films that are added to a study, as multipart/form-data.</summary>
/// <param name="Film">A DICOM, PNG or JPEG file.</param>
public sealed record FilmUpload(Microsoft.AspNetCore.Http.IFormFileCollection Film);
