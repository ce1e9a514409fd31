using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace RadSharp.Server.Store;

/// <summary>Everything that is kept but the films' files: SQLite by default, PostgreSQL by connection string.</summary>
internal sealed class ReadingRoomDb(DbContextOptions<ReadingRoomDb> options) : DbContext(options)
{
    public DbSet<StudyRow> Studies => Set<StudyRow>();

    public DbSet<FilmRow> Films => Set<FilmRow>();

    public DbSet<ConversationRow> Conversations => Set<ConversationRow>();

    public DbSet<TurnRow> Turns => Set<TurnRow>();

    public DbSet<ChecklistRow> Checklists => Set<ChecklistRow>();

    public DbSet<ReportRow> Reports => Set<ReportRow>();

    public DbSet<UserRow> Users => Set<UserRow>();

    public DbSet<KeyRow> Keys => Set<KeyRow>();

    public DbSet<AuditRow> Audit => Set<AuditRow>();

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTime>().HaveConversion<TicksOfUtc>();
        configurationBuilder.Properties<string>().HaveConversion<TextWithoutNul>();
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<StudyRow>(study =>
        {
            study.ToTable("Studies").HasKey(row => row.Id);
            study.HasIndex(row => row.CreatedAt);
        });
        modelBuilder.Entity<FilmRow>(film =>
        {
            film.ToTable("Films").HasKey(row => row.Id);
            film.HasIndex(row => row.StudyId);
        });
        modelBuilder.Entity<ConversationRow>(conversation =>
        {
            conversation.ToTable("Conversations").HasKey(row => row.Id);
            conversation.HasIndex(row => row.StudyId);
        });
        modelBuilder.Entity<TurnRow>(turn =>
        {
            turn.ToTable("Turns").HasKey(row => row.Id);
            turn.HasIndex(row => row.ConversationId);
            turn.Property(row => row.Role).HasConversion<string>();
            turn.Property(row => row.Status).HasConversion<string>();
            turn.Property(row => row.Finish).HasConversion<string>();
        });
        modelBuilder.Entity<ChecklistRow>(checklist =>
        {
            checklist.ToTable("Checklists").HasKey(row => new { row.StudyId, row.Reader });
            checklist.Property(row => row.Version).IsConcurrencyToken();
        });
        modelBuilder.Entity<ReportRow>(report =>
        {
            report.ToTable("Reports").HasKey(row => new { row.StudyId, row.Version });
            report.Property(row => row.Status).HasConversion<string>();
        });
        modelBuilder.Entity<UserRow>(user =>
        {
            user.ToTable("Users").HasKey(row => row.Name);
            user.Property(row => row.Role).HasConversion<string>();
        });
        modelBuilder.Entity<KeyRow>(key =>
        {
            key.ToTable("Keys").HasKey(row => row.Id);
            key.HasIndex(row => row.Hash).IsUnique();
        });
        modelBuilder.Entity<AuditRow>(audit =>
        {
            audit.ToTable("Audit").HasKey(row => row.Id);
            audit.Property(row => row.Id).ValueGeneratedOnAdd();
            audit.HasIndex(row => row.Study);
        });
    }

    // PostgreSQL's texts take every character but this one, which requests may bring.
    private sealed class TextWithoutNul() : ValueConverter<string, string>(
        text => text.Replace("\0", "", StringComparison.Ordinal), text => text);

    // Numbers sort and compare the same way in every database.
    private sealed class TicksOfUtc() : ValueConverter<DateTime, long>(
        time => time.ToUniversalTime().Ticks, ticks => new DateTime(ticks, DateTimeKind.Utc));
}
