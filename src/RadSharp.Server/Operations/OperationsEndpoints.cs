using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RadSharp.Server.Access;
using RadSharp.Server.Api;
using RadSharp.Server.Models;
using RadSharp.Server.Store;

namespace RadSharp.Server.Operations;

/// <summary>What those ask who run the server. Health is for everybody, as probes have no keys.</summary>
internal static class OperationsEndpoints
{
    /// <summary>Adds the addresses.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => TypedResults.Text("live\n")).WithSummary("Whether the server runs");
        app.MapGet("/health/ready", async (ReadingRoomDb db, ModelShelf models) =>
        {
            var lacks = !models.IsReady ? "The model is not loaded yet.\n"
                : !await db.Database.CanConnectAsync().ConfigureAwait(false) ? "The database does not answer.\n"
                : null;
            return Results.Text(
                lacks ?? "ready\n", statusCode: lacks is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        }).WithSummary("Whether the server can answer");
        app.MapGet("/metrics", (ServerMetrics metrics) => Results.Text(metrics.Write(), "text/plain; version=0.0.4"))
            .Requires(ReaderRole.Reader).WithSummary("Counts, for Prometheus");
    }
}
