using System.Globalization;
using Microsoft.AspNetCore.Http;
using RadSharp.Server.Api;

namespace RadSharp.Server.Studies;

/// <summary>The version that a change was made to, as the header If-Match has it.</summary>
internal static class Versions
{
    /// <summary>Reads <c>"3"</c>, with or without quotes.</summary>
    /// <exception cref="Problem">There is none, or it is no number.</exception>
    public static int Parse(string? ifMatch)
    {
        if (string.IsNullOrWhiteSpace(ifMatch))
        {
            throw new Problem(
                StatusCodes.Status428PreconditionRequired, "Version required",
                "Expected the version that was changed in the header If-Match, found none. Send it: If-Match: \"3\".");
        }

        var number = ifMatch.Trim();
        number = number.StartsWith("W/", StringComparison.Ordinal) ? number[2..] : number;
        return int.TryParse(number.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw Problem.Invalid("Expected a version in the header If-Match, such as \"3\", found something else.");
    }
}
