using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using RadSharp.Server.Api;

namespace RadSharp.Server.Page;

/// <summary>The reading room's page, as it was built; a plain message where it was not.</summary>
internal static class PageFiles
{
    private const string NotBuilt =
        "<!doctype html><html lang=en><meta charset=utf-8><title>RadSharp</title>"
        + "<h1>RadSharp</h1><p>The server runs, but its page has not been built. Build it once: <code>npm ci && npm run build</code> in "
        + "the folder <code>web</code>, then reload.<p>The API is at <a href=/openapi/v1.json>/openapi/v1.json</a>.</html>";

    private static readonly string Place = Path.Combine("web", "dist");

    /// <summary>The folder of the page, in the program's folder or the nearest above it; where it will be if it is not built.</summary>
    public static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, "web")))
            {
                return Path.Combine(folder.FullName, Place);
            }
        }

        return null;
    }

    /// <summary>Answers what is no address of the API.</summary>
    public static void Map(WebApplication app, ServerOptions options)
    {
        var folder = options.PageFolder ?? Find();
        if (folder is not null && Directory.Exists(folder))
        {
            var types = new FileExtensionContentTypeProvider();
            types.Mappings[".wasm"] = "application/wasm";
            app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(folder), ContentTypeProvider = types });
        }

        app.MapFallback(async context =>
        {
            var path = context.Request.Path;
            if (!HttpMethods.IsGet(context.Request.Method) || Path.HasExtension(path)
                || path.StartsWithSegments("/api", StringComparison.Ordinal) || path.StartsWithSegments("/v1", StringComparison.Ordinal))
            {
                throw Problem.NotFound("an address of the API or the page");
            }

            context.Response.ContentType = "text/html; charset=utf-8";
            var index = folder is null ? null : Path.Combine(folder, "index.html");
            if (index is not null && File.Exists(index))
            {
                await context.Response.SendFileAsync(index).ConfigureAwait(false);
            }
            else
            {
                await context.Response.WriteAsync(NotBuilt).ConfigureAwait(false);
            }
        }).ExcludeFromDescription();
    }
}
