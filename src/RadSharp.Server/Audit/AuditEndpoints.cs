using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using RadSharp.Server.Access;
using RadSharp.Server.Api;
using RadSharp.Server.Store;

namespace RadSharp.Server.Audit;

/// <summary>The audit's addresses.</summary>
internal static class AuditEndpoints
{
    private const int MostItems = 500;

    /// <summary>Adds them.</summary>
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/audit", ListAsync).Requires(ReaderRole.Admin).WithSummary("What was done, the latest first");
        api.MapGet("/audit/export", ExportAsync).Requires(ReaderRole.Admin).WithSummary("All that was done, as CSV")
            .Produces<string>(contentType: "text/csv");
    }

    private static async Task<Ok<Page<AuditEntry>>> ListAsync(
        ReadingRoomDb db, CancellationToken cancellation, string? study = null, string? after = null, int limit = 100)
    {
        var before = after is null ? long.MaxValue
            : long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw Problem.Invalid("Expected the number of an entry in after, found something else.");
        var count = Math.Clamp(limit, 1, MostItems);
        var rows = await db.Audit.AsNoTracking().Where(row => row.Id < before && (study == null || row.Study == study))
            .OrderByDescending(row => row.Id).Take(count).ToListAsync(cancellation).ConfigureAwait(false);
        var next = rows.Count == count ? rows[^1].Id.ToString(CultureInfo.InvariantCulture) : null;
        return TypedResults.Ok(new Page<AuditEntry>([.. rows.Select(Entry)], next));
    }

    private static async Task ExportAsync(HttpContext context, ReadingRoomDb db, Reader reader, CancellationToken cancellation)
    {
        await db.NoteNowAsync(reader, "audit.export").ConfigureAwait(false);
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=radsharp-audit.csv";
        await context.Response.WriteAsync("id,at,who,action,study,object,detail\r\n", cancellation).ConfigureAwait(false);
        await foreach (var row in db.Audit.AsNoTracking().OrderBy(row => row.Id).AsAsyncEnumerable()
            .WithCancellation(cancellation).ConfigureAwait(false))
        {
            string?[] fields =
            [
                row.Id.ToString(CultureInfo.InvariantCulture), row.At.ToString("O", CultureInfo.InvariantCulture), row.Who, row.Action,
                row.Study, row.Object, row.Detail,
            ];
            await context.Response.WriteAsync(Line(fields), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>A line of CSV (RFC 4180). What a spreadsheet would take for a formula is marked as text.</summary>
    internal static string Line(IEnumerable<string?> fields)
    {
        var line = new StringBuilder();
        foreach (var field in fields)
        {
            var text = field ?? "";
            text = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? $"'{text}" : text;
            line.Append(line.Length > 0 ? "," : "")
                .Append(text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text);
        }

        return line.Append("\r\n").ToString();
    }

    private static AuditEntry Entry(AuditRow row) => new(row.Id, row.At, row.Who, row.Action, row.Study, row.Object, row.Detail);
}
