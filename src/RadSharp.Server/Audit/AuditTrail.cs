using RadSharp.Server.Access;
using RadSharp.Server.Store;

namespace RadSharp.Server.Audit;

/// <summary>Notes who does what to which study. Names of things only: no text of a reader, a model or a patient.</summary>
internal static class AuditTrail
{
    /// <summary>Adds a note, to be saved with what else changes.</summary>
    public static void Note(
        this ReadingRoomDb db, Reader reader, string action, string? study = null, string? what = null, string? detail = null) =>
        db.Audit.Add(new AuditRow
        {
            At = DateTime.UtcNow,
            Who = reader.Name,
            Action = action,
            Study = study,
            Object = what,
            Detail = detail,
        });

    /// <summary>Adds a note and saves it: nothing is shown whose showing is not noted.</summary>
    public static Task NoteNowAsync(
        this ReadingRoomDb db, Reader reader, string action, string? study = null, string? what = null, string? detail = null)
    {
        db.Note(reader, action, study, what, detail);
        return db.SaveChangesAsync();
    }
}
