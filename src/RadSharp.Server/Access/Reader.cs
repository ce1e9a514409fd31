using System.Reflection;
using Microsoft.AspNetCore.Http;
using RadSharp.Server.Api;

namespace RadSharp.Server.Access;

/// <summary>Who makes a request.</summary>
/// <param name="Name">The user; <see cref="LocalName"/> for this machine's own.</param>
/// <param name="Role">What the user may do.</param>
/// <param name="IsLocal">Whether no login was needed.</param>
/// <param name="Lane">By which the queue tells readers apart.</param>
internal sealed record Reader(string Name, ReaderRole Role, bool IsLocal, string Lane)
{
    /// <summary>The name of who needs no login.</summary>
    public const string LocalName = "local";

    /// <summary>Whether the reader may what a role may.</summary>
    public bool Is(ReaderRole role) => Role >= role;

    /// <summary>Hands the reader of a request to its handler.</summary>
    public static ValueTask<Reader?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        _ = parameter;
        return ValueTask.FromResult<Reader?>(Of(context));
    }

    /// <summary>The reader of a request.</summary>
    public static Reader Of(HttpContext context) => context.Features.Get<Reader>() ?? throw new Problem(
        StatusCodes.Status401Unauthorized, "Not logged in",
        "Expected a user who is logged in, or an API key. Log in at /api/v1/login, or send the key as Authorization: Bearer.");
}
