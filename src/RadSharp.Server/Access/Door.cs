using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using RadSharp.Server.Api;
using RadSharp.Server.Store;

namespace RadSharp.Server.Access;

/// <summary>
/// Finds out who makes a request: by API key, by session, or by coming from this machine. Pages of other origins get nothing,
/// whoever's browser they are in.
/// </summary>
internal sealed class Door(RequestDelegate next, ServerOptions options)
{
    /// <summary>The cookie of a session.</summary>
    public const string SessionCookie = "radsharp-session";

    // Tells this machine's own browsers apart, for the queue alone.
    private const string LaneCookie = "radsharp-reader";

    /// <summary>How a secret is kept.</summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Lets a request in, as whom it comes.</summary>
    public async Task InvokeAsync(HttpContext context, ReadingRoomDb db)
    {
        RefuseOtherOrigins(context.Request);
        if (await FindAsync(context, db).ConfigureAwait(false) is { } reader)
        {
            context.Features.Set(reader);
        }

        await next(context).ConfigureAwait(false);
    }

    private async Task<Reader?> FindAsync(HttpContext context, ReadingRoomDb db)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        if (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            var found = await OfSecretAsync(db, authorization[7..].Trim(), isSession: false).ConfigureAwait(false);

            // Clients of OpenAI's have to send some key, even to a machine that wants none.
            return found is null && IsLocal(context) && context.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal)
                ? Local(context)
                : found ?? throw new Problem(
                    StatusCodes.Status401Unauthorized, "Unknown key",
                    "Expected an API key of this server, found another or one that has ended. Ask an admin for a new one.");
        }

        return context.Request.Cookies[SessionCookie] is { } secret
            && await OfSecretAsync(db, secret, isSession: true).ConfigureAwait(false) is { } user ? user
            : IsLocal(context) ? Local(context)
            : null;
    }

    private static async Task<Reader?> OfSecretAsync(ReadingRoomDb db, string secret, bool isSession)
    {
        var (hash, now) = (HashOf(secret), DateTime.UtcNow);
        var key = await db.Keys.AsNoTracking()
            .FirstOrDefaultAsync(row => row.Hash == hash && row.IsSession == isSession && (row.ExpiresAt == null || row.ExpiresAt > now))
            .ConfigureAwait(false);
        var user = key is null ? null : await db.Users.AsNoTracking()
            .FirstOrDefaultAsync(row => row.Name == key.User).ConfigureAwait(false);
        return user is null ? null : new(user.Name, user.Role, IsLocal: false, $"user {user.Name}");
    }

    // A name that leads to this machine (DNS rebinding) and a proxy on this machine do not make the person behind it local.
    private bool IsLocal(HttpContext context) =>
        !options.RequiresLogin
        && context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && (context.Request.Host.Host is "localhost" || (IPAddress.TryParse(context.Request.Host.Host, out var host) && IPAddress.IsLoopback(host)))
        && !context.Request.Headers.ContainsKey("X-Forwarded-For") && !context.Request.Headers.ContainsKey("Forwarded");

    private static Reader Local(HttpContext context)
    {
        var lane = context.Request.Cookies[LaneCookie] is { Length: > 0 and <= 64 } known ? known : null;
        if (lane is null && HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.Cookies.Append(
                LaneCookie, Ids.New(), new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, IsEssential = true });
        }

        return new(Reader.LocalName, ReaderRole.Admin, IsLocal: true, lane ?? context.Connection.Id);
    }

    private static void RefuseOtherOrigins(HttpRequest request)
    {
        var isForeign = request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site";
        if (!isForeign && request.Headers.Origin.ToString() is { Length: > 0 } origin)
        {
            isForeign = !Uri.TryCreate(origin, UriKind.Absolute, out var uri)
                || !string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
        }

        // A link from elsewhere may open the page; nothing else comes from elsewhere.
        var isNavigation = HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate"
            && !request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
            && !request.Path.StartsWithSegments("/v1", StringComparison.Ordinal);
        if (isForeign && !isNavigation)
        {
            throw new Problem(
                StatusCodes.Status403Forbidden, "Other origin",
                "Expected a request of this server's own page or of a program, found one of another page.");
        }
    }
}
