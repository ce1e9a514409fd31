using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RadSharp.Server.Access;
using RadSharp.Server.Api;
using RadSharp.Server.Audit;
using RadSharp.Server.Conversations;
using RadSharp.Server.Films;
using RadSharp.Server.Models;
using RadSharp.Server.OpenAi;
using RadSharp.Server.Operations;
using RadSharp.Server.Page;
using RadSharp.Server.Queue;
using RadSharp.Server.Reports;
using RadSharp.Server.Store;
using RadSharp.Server.Studies;

namespace RadSharp.Server;

/// <summary>The reading room as a web application: the API, the page, the store, the queue before the models.</summary>
public static class ReadingRoom
{
    // Everything but films and images fits into this.
    private const long MostRequestBytes = 1 << 20;

    // Else the settings' folder, which is the one that the program was started in, is watched with all of its folders, and
    // there may be tens of thousands.
    private const string WatchNothing = "--hostBuilder:reloadConfigOnChange=false";

    /// <summary>Puts it together and opens the store; the models are opened when it starts.</summary>
    /// <param name="options">How.</param>
    /// <returns>The application, to be started; the caller's.</returns>
    /// <exception cref="IOException">The data folder cannot be made or written.</exception>
    public static WebApplication Build(ServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Directory.CreateDirectory(options.DataFolder);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [WatchNothing] });
        builder.WebHost.UseUrls([.. options.Urls]);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MostRequestBytes;
        });

        // A request's address and a statement's parameters may name patients.
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.AspNetCore.Diagnostics", LogLevel.None)
            .AddFilter("Microsoft.EntityFrameworkCore", LogLevel.None);
        AddParts(builder.Services, options);
        var app = builder.Build();
        using (var scope = app.Services.CreateScope())
        {
            StoreOpening.Open(scope.ServiceProvider.GetRequiredService<ReadingRoomDb>());
        }

        Use(app, options);
        Map(app, options);
        var models = app.Services.GetRequiredService<ModelShelf>();
        app.Lifetime.ApplicationStarted.Register(() => _ = models.GetAsync(null));
        return app;
    }

    private static void AddParts(IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton(options);
        StoreOpening.Add(services, options);
        services.AddSingleton<FilmFiles>().AddSingleton<OpenFilms>().AddSingleton<FilmUploads>().AddSingleton<FilmLook>();
        services.AddSingleton(new InferenceQueue(options.MostWaiting)).AddSingleton<ModelShelf>().AddSingleton<SeenFilms>();
        services.AddSingleton<AnswerStore>().AddSingleton<Answers>().AddSingleton<ReportDrafts>().AddSingleton<Completion>();
        services.AddSingleton<ServerMetrics>();
        services.AddExceptionHandler<ProblemResponses>().AddProblemDetails();
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.Configure<JsonOptions>(json => ApiJson.Configure(json.SerializerOptions));
        LoginLimit.Add(services);
        ApiDescription.Add(services);
    }

    private static void Use(WebApplication app, ServerOptions options)
    {
        var metrics = app.Services.GetRequiredService<ServerMetrics>();
        app.Use(async (context, next) =>
        {
            await next(context).ConfigureAwait(false);
            metrics.Request(context.Request.Method, context.Response.StatusCode);
        });
        app.UseMiddleware<SecurityHeaders>();
        app.UseExceptionHandler();
        app.UseStatusCodePages(context => ProblemResponses.WriteAsync(
            context.HttpContext, ProblemResponses.OfStatus(context.HttpContext.Response.StatusCode)));
        app.UseMiddleware<Door>(options);
        app.UseRouting();
        app.UseRateLimiter();
    }

    private static void Map(WebApplication app, ServerOptions options)
    {
        var api = app.MapGroup("/api/v1");
        ModelEndpoints.Map(Tagged(api, "Models"));
        StudyEndpoints.Map(Tagged(api, "Studies"), options);
        FilmEndpoints.Map(Tagged(api, "Films"), options);
        ReadingEndpoints.Map(Tagged(api, "Films"));
        ChecklistEndpoints.Map(Tagged(api, "Studies"));
        ConversationEndpoints.Map(Tagged(api, "Conversations"));
        TurnEndpoints.Map(Tagged(api, "Conversations"));
        ReportEndpoints.Map(Tagged(api, "Reports"));
        AuditEndpoints.Map(Tagged(api, "Audit"));
        AccessEndpoints.Map(Tagged(api, "Access"));
        OpenAiEndpoints.Map(Tagged(app, "OpenAI"));
        OperationsEndpoints.Map(Tagged(app, "Operations"));
        app.MapOpenApi("/openapi/{documentName}.json");
        PageFiles.Map(app, options);
    }

    private static RouteGroupBuilder Tagged(IEndpointRouteBuilder routes, string tag) => routes.MapGroup("").WithTags(tag);
}
