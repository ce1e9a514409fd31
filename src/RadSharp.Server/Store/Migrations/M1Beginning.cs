using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace RadSharp.Server.Store.Migrations;

/// <summary>The first tables. Column types are left to the database; the audit refuses changes by itself.</summary>
[DbContext(typeof(ReadingRoomDb))]
[Migration("20260101000000_Beginning")]
internal sealed class M1Beginning : Migration
{
    /// <inheritdoc/>
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "Studies",
            table => new
            {
                Id = table.Column<string>(),
                Title = table.Column<string>(),
                Indication = table.Column<string>(nullable: true),
                PriorId = table.Column<string>(nullable: true),
                CreatedAt = table.Column<long>(),
                CreatedBy = table.Column<string>(),
                DeletedAt = table.Column<long>(nullable: true),
            },
            constraints: table => table.PrimaryKey("PK_Studies", row => row.Id));
        migrationBuilder.CreateIndex("IX_Studies_CreatedAt", "Studies", "CreatedAt");

        migrationBuilder.CreateTable(
            "Films",
            table => new
            {
                Id = table.Column<string>(),
                StudyId = table.Column<string>(),
                Hash = table.Column<string>(),
                FileName = table.Column<string>(),
                CreatedAt = table.Column<long>(),
                Details = table.Column<string>(),
            },
            constraints: table => table.PrimaryKey("PK_Films", row => row.Id));
        migrationBuilder.CreateIndex("IX_Films_StudyId", "Films", "StudyId");

        migrationBuilder.CreateTable(
            "Conversations",
            table => new
            {
                Id = table.Column<string>(),
                StudyId = table.Column<string>(),
                FilmId = table.Column<string>(),
                Model = table.Column<string>(),
                CreatedAt = table.Column<long>(),
                Head = table.Column<string>(nullable: true),
            },
            constraints: table => table.PrimaryKey("PK_Conversations", row => row.Id));
        migrationBuilder.CreateIndex("IX_Conversations_StudyId", "Conversations", "StudyId");

        migrationBuilder.CreateTable(
            "Turns",
            table => new
            {
                Id = table.Column<string>(),
                ConversationId = table.Column<string>(),
                ParentId = table.Column<string>(nullable: true),
                Role = table.Column<string>(),
                Text = table.Column<string>(),
                Task = table.Column<string>(nullable: true),
                Box = table.Column<string>(nullable: true),
                Status = table.Column<string>(),
                Finish = table.Column<string>(nullable: true),
                Error = table.Column<string>(nullable: true),
                CreatedAt = table.Column<long>(),
                Model = table.Column<string>(nullable: true),
                Sentences = table.Column<string>(nullable: true),
                Warnings = table.Column<string>(nullable: true),
                TokensPerSecond = table.Column<double>(nullable: true),
            },
            constraints: table => table.PrimaryKey("PK_Turns", row => row.Id));
        migrationBuilder.CreateIndex("IX_Turns_ConversationId", "Turns", "ConversationId");

        migrationBuilder.CreateTable(
            "Checklists",
            table => new
            {
                StudyId = table.Column<string>(),
                Reader = table.Column<string>(),
                Version = table.Column<int>(),
                Findings = table.Column<string>(),
                ReadFirst = table.Column<bool>(),
                CommittedAt = table.Column<long>(nullable: true),
            },
            constraints: table => table.PrimaryKey("PK_Checklists", row => new { row.StudyId, row.Reader }));

        migrationBuilder.CreateTable(
            "Reports",
            table => new
            {
                StudyId = table.Column<string>(),
                Version = table.Column<int>(),
                Status = table.Column<string>(),
                Sentences = table.Column<string>(),
                DraftModel = table.Column<string>(nullable: true),
                DraftAt = table.Column<long>(nullable: true),
                SignedBy = table.Column<string>(nullable: true),
                SignedAt = table.Column<long>(nullable: true),
                Sha256 = table.Column<string>(nullable: true),
                Predecessor = table.Column<int>(nullable: true),
                CreatedAt = table.Column<long>(),
                CreatedBy = table.Column<string>(),
            },
            constraints: table => table.PrimaryKey("PK_Reports", row => new { row.StudyId, row.Version }));

        migrationBuilder.CreateTable(
            "Users",
            table => new
            {
                Name = table.Column<string>(),
                Role = table.Column<string>(),
                PasswordHash = table.Column<string>(),
                CreatedAt = table.Column<long>(),
            },
            constraints: table => table.PrimaryKey("PK_Users", row => row.Name));

        migrationBuilder.CreateTable(
            "Keys",
            table => new
            {
                Id = table.Column<string>(),
                Hash = table.Column<string>(),
                User = table.Column<string>(),
                Label = table.Column<string>(),
                IsSession = table.Column<bool>(),
                CreatedAt = table.Column<long>(),
                ExpiresAt = table.Column<long>(nullable: true),
            },
            constraints: table => table.PrimaryKey("PK_Keys", row => row.Id));
        migrationBuilder.CreateIndex("IX_Keys_Hash", "Keys", "Hash", unique: true);

        migrationBuilder.CreateTable(
            "Audit",
            table => new
            {
                Id = table.Column<long>()
                    .Annotation("Sqlite:Autoincrement", true)
                    .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                At = table.Column<long>(),
                Who = table.Column<string>(),
                Action = table.Column<string>(),
                Study = table.Column<string>(nullable: true),
                Object = table.Column<string>(nullable: true),
                Detail = table.Column<string>(nullable: true),
            },
            constraints: table => table.PrimaryKey("PK_Audit", row => row.Id));
        migrationBuilder.CreateIndex("IX_Audit_Study", "Audit", "Study");
        LockAudit(migrationBuilder);
    }

    private static void LockAudit(MigrationBuilder migrationBuilder)
    {
        if (migrationBuilder.ActiveProvider == "Microsoft.EntityFrameworkCore.Sqlite")
        {
            foreach (var change in (string[])["UPDATE", "DELETE"])
            {
                migrationBuilder.Sql(
                    $"CREATE TRIGGER Audit_no_{change} BEFORE {change} ON \"Audit\" "
                    + "BEGIN SELECT RAISE(ABORT, 'The audit is append-only.'); END;");
            }

            return;
        }

        migrationBuilder.Sql(
            """
            CREATE FUNCTION audit_is_append_only() RETURNS trigger AS $$
            BEGIN RAISE EXCEPTION 'The audit is append-only.'; END; $$ LANGUAGE plpgsql;
            CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON "Audit"
            FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
            """);
    }
}
