using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using RadSharp.Server.Api;

namespace RadSharp.Server.Access;

/// <summary>How often a password may be tried from one address.</summary>
internal static class LoginLimit
{
    /// <summary>The limit's name.</summary>
    public const string Name = "login";

    private const int TriesPerMinute = 10;

    /// <summary>Adds it.</summary>
    public static void Add(IServiceCollection services) => services.AddRateLimiter(limits =>
    {
        limits.AddPolicy(Name, context => RateLimitPartition.GetFixedWindowLimiter(
            context.Connection.RemoteIpAddress?.ToString() ?? "",
            _ => new FixedWindowRateLimiterOptions { PermitLimit = TriesPerMinute, Window = TimeSpan.FromMinutes(1) }));
        limits.OnRejected = (rejected, _) => new ValueTask(ProblemResponses.WriteAsync(rejected.HttpContext, new(
            StatusCodes.Status429TooManyRequests, "Too many tries",
            $"Expected at most {TriesPerMinute} logins a minute, found more. Wait a minute.")));
    });
}
