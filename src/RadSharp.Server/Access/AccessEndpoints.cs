using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using RadSharp.Server.Api;
using RadSharp.Server.Audit;
using RadSharp.Server.Store;

namespace RadSharp.Server.Access;

/// <summary>Login, users and keys.</summary>
internal static partial class AccessEndpoints
{
    private const int ShortestPassword = 10;
    private const int LongestPassword = 200;
    private static readonly TimeSpan Session = TimeSpan.FromHours(12);
    private static readonly PasswordHasher<UserRow> Hasher = new();

    // Whoever asks for a user that is not there waits as long as for a wrong password.
    private static readonly string NobodysHash = Hasher.HashPassword(null!, Ids.NewSecret());

    /// <summary>Adds the addresses.</summary>
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/me", (Reader reader) => TypedResults.Ok(new Me(reader.Name, reader.Role, reader.IsLocal)))
            .WithSummary("Who I am");
        api.MapPost("/login", LoginAsync).WithSummary("Opens a session").RequireRateLimiting(LoginLimit.Name);
        api.MapPost("/logout", LogoutAsync).WithSummary("Ends the session");
        api.MapGet("/users", ListUsersAsync).Requires(ReaderRole.Admin).WithSummary("All users");
        api.MapPost("/users", SetUserAsync).Requires(ReaderRole.Admin).WithSummary("Makes a user, or gives one another password and role");
        api.MapDelete("/users/{name}", DeleteUserAsync).Requires(ReaderRole.Admin).WithSummary("Deletes a user with sessions and keys");
        api.MapGet("/keys", ListKeysAsync).Requires(ReaderRole.Admin).WithSummary("All API keys");
        api.MapPost("/keys", MakeKeyAsync).Requires(ReaderRole.Admin).WithSummary("Makes an API key; its secret is told once");
        api.MapDelete("/keys/{id}", DeleteKeyAsync).Requires(ReaderRole.Admin).WithSummary("Ends an API key");
    }

    private static async Task<Ok<Me>> LoginAsync(Login login, HttpContext context, ReadingRoomDb db)
    {
        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(row => row.Name == login.Name).ConfigureAwait(false);
        var password = login.Password is { Length: <= LongestPassword } given ? given : "";
        var isRight = Hasher.VerifyHashedPassword(user!, user?.PasswordHash ?? NobodysHash, password) != PasswordVerificationResult.Failed;
        if (user is null || !isRight)
        {
            throw new Problem(
                StatusCodes.Status401Unauthorized, "Wrong login", "Expected a user's name and password, found no such pair. Try again.");
        }

        var secret = Ids.NewSecret();
        var expires = DateTime.UtcNow + Session;
        db.Keys.Add(NewKeyRow(user.Name, "session", secret, isSession: true, expires));
        db.Note(new(user.Name, user.Role, IsLocal: false, ""), "login");
        await db.SaveChangesAsync().ConfigureAwait(false);
        context.Response.Cookies.Append(Door.SessionCookie, secret, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            Expires = expires,
            IsEssential = true,
        });
        return TypedResults.Ok(new Me(user.Name, user.Role, IsLocal: false));
    }

    private static async Task<NoContent> LogoutAsync(HttpContext context, ReadingRoomDb db)
    {
        if (context.Request.Cookies[Door.SessionCookie] is { } secret)
        {
            var hash = Door.HashOf(secret);
            await db.Keys.Where(key => key.Hash == hash && key.IsSession).ExecuteDeleteAsync().ConfigureAwait(false);
            context.Response.Cookies.Delete(Door.SessionCookie);
        }

        return TypedResults.NoContent();
    }

    private static async Task<Ok<List<User>>> ListUsersAsync(ReadingRoomDb db)
    {
        var rows = await db.Users.AsNoTracking().OrderBy(row => row.Name).ToListAsync().ConfigureAwait(false);
        return TypedResults.Ok(rows.ConvertAll(row => new User(row.Name, row.Role, row.CreatedAt)));
    }

    private static async Task<Ok<User>> SetUserAsync(NewUser wanted, Reader reader, ReadingRoomDb db)
    {
        if (wanted.Name is null || !NamePattern().IsMatch(wanted.Name) || wanted.Name == Reader.LocalName)
        {
            throw Problem.Invalid(
                "Expected a name of 1 to 64 letters, digits, dots, hyphens, underscores or at signs, not dots alone, "
                + $"and not '{Reader.LocalName}'.");
        }

        if (wanted.Password is not { Length: >= ShortestPassword and <= LongestPassword })
        {
            throw Problem.Invalid($"Expected a password of {ShortestPassword} to {LongestPassword} characters.");
        }

        var row = await db.Users.FindAsync(wanted.Name).ConfigureAwait(false);
        var isNew = row is null;
        row ??= db.Users.Add(new UserRow
        {
            Name = wanted.Name,
            Role = wanted.Role,
            PasswordHash = "",
            CreatedAt = DateTime.UtcNow,
        }).Entity;
        row.Role = wanted.Role;
        row.PasswordHash = Hasher.HashPassword(row, wanted.Password);
        db.Note(reader, isNew ? "user.create" : "user.change", what: row.Name, detail: wanted.Role.ToString().ToLowerInvariant());
        await db.SaveChangesAsync().ConfigureAwait(false);

        // A password that was changed closes what the old one has opened.
        await db.Keys.Where(key => key.User == row.Name && key.IsSession).ExecuteDeleteAsync().ConfigureAwait(false);
        return TypedResults.Ok(new User(row.Name, row.Role, row.CreatedAt));
    }

    private static async Task<NoContent> DeleteUserAsync(string name, Reader reader, ReadingRoomDb db)
    {
        if (await db.Users.Where(row => row.Name == name).ExecuteDeleteAsync().ConfigureAwait(false) == 0)
        {
            throw Problem.NotFound("a user");
        }

        await db.Keys.Where(key => key.User == name).ExecuteDeleteAsync().ConfigureAwait(false);
        await db.NoteNowAsync(reader, "user.delete", what: name).ConfigureAwait(false);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<List<Key>>> ListKeysAsync(ReadingRoomDb db)
    {
        var rows = await db.Keys.AsNoTracking().Where(row => !row.IsSession).OrderBy(row => row.CreatedAt).ToListAsync()
            .ConfigureAwait(false);
        return TypedResults.Ok(rows.ConvertAll(row => new Key(row.Id, row.User, row.Label, row.CreatedAt, row.ExpiresAt, Secret: null)));
    }

    private static async Task<Ok<Key>> MakeKeyAsync(NewKey wanted, Reader reader, ReadingRoomDb db)
    {
        if (!await db.Users.AnyAsync(row => row.Name == wanted.User).ConfigureAwait(false))
        {
            throw Problem.NotFound("a user whose key it is to be");
        }

        if (wanted.Label is not { Length: >= 1 and <= 100 } || wanted.Days is < 1 or > 36_500)
        {
            throw Problem.Invalid("Expected a label of 1 to 100 characters, and at least one day or none named.");
        }

        var secret = Ids.NewSecret();
        var row = NewKeyRow(
            wanted.User, wanted.Label, secret, isSession: false, wanted.Days is { } days ? DateTime.UtcNow.AddDays(days) : null);
        db.Keys.Add(row);
        await db.NoteNowAsync(reader, "key.create", what: row.Id, detail: row.User).ConfigureAwait(false);
        return TypedResults.Ok(new Key(row.Id, row.User, row.Label, row.CreatedAt, row.ExpiresAt, secret));
    }

    private static async Task<NoContent> DeleteKeyAsync(string id, Reader reader, ReadingRoomDb db)
    {
        if (await db.Keys.Where(row => row.Id == id && !row.IsSession).ExecuteDeleteAsync().ConfigureAwait(false) == 0)
        {
            throw Problem.NotFound("a key");
        }

        await db.NoteNowAsync(reader, "key.delete", what: id).ConfigureAwait(false);
        return TypedResults.NoContent();
    }

    private static KeyRow NewKeyRow(string user, string label, string secret, bool isSession, DateTime? expires) => new()
    {
        Id = Ids.New(),
        Hash = Door.HashOf(secret),
        User = user,
        Label = label,
        IsSession = isSession,
        CreatedAt = DateTime.UtcNow,
        ExpiresAt = expires,
    };

    // Dots alone are no step of an address.
    [GeneratedRegex(@"^(?!\.+\z)[A-Za-z0-9._@-]{1,64}\z")]
    private static partial Regex NamePattern();
}
