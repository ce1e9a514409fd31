using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using RadSharp.Server.Api;

namespace RadSharp.Server.Access;

/// <summary>Who may use an address.</summary>
internal static class RoleRequirement
{
    /// <summary>Lets only readers in who may what a role may.</summary>
    public static TBuilder Requires<TBuilder>(this TBuilder builder, ReaderRole role) where TBuilder : IEndpointConventionBuilder =>
        builder.AddEndpointFilter(async (context, next) => Reader.Of(context.HttpContext).Is(role)
            ? await next(context).ConfigureAwait(false)
            : throw new Problem(
                StatusCodes.Status403Forbidden, "Not allowed",
                $"Expected a user with the role {role.ToString().ToLowerInvariant()}, found one with less. Ask an admin."));
}
