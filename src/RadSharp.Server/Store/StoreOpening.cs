using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using RadSharp.Server.Api;

namespace RadSharp.Server.Store;

/// <summary>Opens the database, brings it up to date, and puts in order what a server that was killed has left.</summary>
internal static class StoreOpening
{
    /// <summary>Adds the database to a program.</summary>
    public static void Add(IServiceCollection services, ServerOptions options)
    {
        services.AddPooledDbContextFactory<ReadingRoomDb>(builder => Configure(builder, options));
        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<ReadingRoomDb>>().CreateDbContext());
    }

    /// <summary>Says which database it is.</summary>
    public static void Configure(DbContextOptionsBuilder builder, ServerOptions options)
    {
        if (options.Database is { } connection)
        {
            builder.UseNpgsql(connection);
        }
        else
        {
            builder.UseSqlite($"Data Source={Path.Combine(options.DataFolder, "radsharp.db")};Default Timeout=30");
        }

        // Migrations are written by hand for both databases; a test compares their tables with the model's.
        builder.ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));
    }

    /// <summary>Opens it.</summary>
    public static void Open(ReadingRoomDb db)
    {
        // Asking first is quicker than a migration that finds nothing to do.
        if (db.Database.GetPendingMigrations().Any())
        {
            db.Database.Migrate();
        }

        // What was said before the server ended stays, as a stopped answer.
        db.Turns.Where(turn => turn.Status == TurnStatus.Waiting || turn.Status == TurnStatus.Streaming).ExecuteUpdate(update => update
            .SetProperty(turn => turn.Status, TurnStatus.Stopped).SetProperty(turn => turn.Finish, TurnFinish.Stopped));
    }
}
