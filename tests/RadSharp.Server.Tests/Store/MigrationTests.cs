using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using RadSharp.Models.Tests.Checkpoints;
using RadSharp.Server.Store;

namespace RadSharp.Server.Tests.Store;

public sealed class MigrationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public void Migrations_make_the_tables_that_the_model_has()
    {
        Assert.Equal(Tables("made.db", db => db.Database.EnsureCreated()), Tables("migrated.db", db => db.Database.Migrate()));
    }

    private List<string> Tables(string name, Action<ReadingRoomDb> make)
    {
        var options = new DbContextOptionsBuilder<ReadingRoomDb>();
        StoreOpening.Configure(options, new ServerOptions { DataFolder = Directory.CreateDirectory(_folder[name]).FullName, Models = [] });
        using var db = new ReadingRoomDb(options.Options);
        make(db);
        return
        [
            .. db.Database.SqlQueryRaw<string>(
                """
                SELECT m.name || ' ' || c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || c.pk AS "Value"
                FROM sqlite_master m JOIN pragma_table_info(m.name) c
                WHERE m.type = 'table' AND m.name NOT LIKE '\_\_%' ESCAPE '\' AND m.name NOT LIKE 'sqlite%'
                UNION SELECT 'index ' || name FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'sqlite%'
                ORDER BY 1
                """),
        ];
    }
}
