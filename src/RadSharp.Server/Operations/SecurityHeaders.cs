using Microsoft.AspNetCore.Http;

namespace RadSharp.Server.Operations;

/// <summary>
/// What browsers are told about the page: it loads nothing from elsewhere, sends nothing elsewhere, and stands in nobody's frame.
/// </summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    // Decoders of films are WebAssembly in workers; styles are set by scripts, which nothing else needs.
    private const string ContentPolicy =
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
        + "form-action 'self'; frame-ancestors 'none'";

    /// <summary>Sets them, at the last moment: what goes wrong clears those that were set before.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(Set, context);
        return next(context);
    }

    private static Task Set(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(self)";

        // What is about patients is asked for again each time, whether it is the same; only the page's own parts are kept.
        if (!context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal))
        {
            headers.CacheControl = "private, no-cache";
        }

        return Task.CompletedTask;
    }
}
