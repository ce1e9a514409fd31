using Microsoft.AspNetCore.Http;

namespace RadSharp.Server.Api;

/// <summary>A request that cannot be done, and what to do instead; told as RFC 9457 has it.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="title">A few words for the kind.</param>
/// <param name="detail">A sentence: what was expected, what was found, what to do.</param>
internal sealed class Problem(int status, string title, string detail) : Exception(detail)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>A few words for the kind.</summary>
    public string Title { get; } = title;

    /// <summary>Something that is not there.</summary>
    public static Problem NotFound(string what) => new(
        StatusCodes.Status404NotFound, "Not found", $"Expected {what}, found none by this name. It may have been deleted.");

    /// <summary>A request that says what cannot be.</summary>
    public static Problem Invalid(string detail) => new(StatusCodes.Status400BadRequest, "Invalid request", detail);

    /// <summary>More than is taken.</summary>
    public static Problem TooLarge(string detail) => new(StatusCodes.Status413PayloadTooLarge, "Too large", detail);

    /// <summary>What was sent is well-formed, but cannot be worked on.</summary>
    public static Problem Unprocessable(string detail) =>
        new(StatusCodes.Status422UnprocessableEntity, "Cannot be processed", detail);

    /// <summary>The state of things forbids it.</summary>
    public static Problem Conflict(string detail) => new(StatusCodes.Status409Conflict, "Conflict", detail);

    /// <summary>Somebody was faster.</summary>
    /// <param name="what">What has changed.</param>
    /// <param name="expected">The version that was sent.</param>
    /// <param name="found">The version that there is.</param>
    public static Problem Stale(string what, int expected, int found) => new(
        StatusCodes.Status412PreconditionFailed, "Stale version",
        $"Expected {what} in version {found}, found a change to version {expected}. Load it again and repeat the change.");
}
