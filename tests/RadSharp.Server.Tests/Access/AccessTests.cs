using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using RadSharp.Server.Api;

namespace RadSharp.Server.Tests.Access;

public sealed class AccessTests(Room room) : IClassFixture<Room>
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task This_machines_own_readers_need_no_login()
    {
        var me = await room.GetAsync<Me>("/api/v1/me");
        Assert.Equal(new Me("local", ReaderRole.Admin, IsLocal: true), me);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "10.0.0.1")]
    [InlineData("Forwarded", "for=10.0.0.1")]
    [InlineData("Host", "evil.example")]
    [InlineData("Host", "127.0.0.1.evil.example")]
    public async Task Who_comes_through_a_proxy_or_under_another_name_is_not_local(string header, string value)
    {
        foreach (var address in (string[])["/api/v1/me", "/api/v1/studies", "/v1/models", "/metrics", "/api/v1/audit"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.TryAddWithoutValidation(header, value);
            using var response = await room.Http.SendAsync(request, Room.Cancellation);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task Pages_of_other_origins_get_nothing(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/studies") { Content = Room.Form(Room.Png()) };
        request.Headers.TryAddWithoutValidation(header, value);
        using var response = await room.Http.SendAsync(request, Room.Cancellation);
        await Room.ProblemAsync(response, 403);
        using var own = new HttpRequestMessage(HttpMethod.Get, "/api/v1/me");
        own.Headers.TryAddWithoutValidation("Origin", room.Address);
        using var allowed = await room.Http.SendAsync(own, Room.Cancellation);
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
    }

    [Fact]
    public async Task Users_log_in_and_may_what_their_role_may()
    {
        await room.PostAsync<User>("/api/v1/users", new NewUser("rita", Password, ReaderRole.Reader));
        await room.PostAsync<User>("/api/v1/users", new NewUser("ada", Password, ReaderRole.Attending));
        using var rita = await LoginAsync("rita");
        Assert.Equal(new Me("rita", ReaderRole.Reader, IsLocal: false), await rita.GetFromJsonAsync<Me>("/api/v1/me", ApiJson.Options, Room.Cancellation));
        var study = await room.StudyAsync();
        var address = $"/api/v1/studies/{study.Id}/report";
        await room.SendAsync<Report>(
            HttpMethod.Put, address, new ReportChange([new(SectionName.Findings, "a", SentenceState.Open)]), version: 0);
        Assert.Equal(403, await SignAsync(rita, address));
        using (var users = await rita.GetAsync("/api/v1/users", Room.Cancellation))
        {
            await Room.ProblemAsync(users, 403);
        }

        using var ada = await LoginAsync("ada");
        Assert.Equal(200, await SignAsync(ada, address));
        using var logout = await rita.PostAsync("/api/v1/logout", null, Room.Cancellation);
        using var after = await rita.GetAsync("/api/v1/me", Room.Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_user_are_told_alike()
    {
        await room.PostAsync<User>("/api/v1/users", new NewUser("wanda", Password, ReaderRole.Reader));
        var wrong = await RefusedAsync(new Login("wanda", "not the password"));
        Assert.Equal(wrong, await RefusedAsync(new Login("nobody", Password)));
        Assert.DoesNotContain("wanda", wrong, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_open_until_they_end_and_forged_ones_never()
    {
        await room.PostAsync<User>("/api/v1/users", new NewUser("program", Password, ReaderRole.Reader));
        var key = await room.PostAsync<Key>("/api/v1/keys", new NewKey("program", "nightly"));
        Assert.Null((await room.GetAsync<List<Key>>("/api/v1/keys")).Single(listed => listed.Id == key.Id).Secret);
        Assert.Equal(200, await WithKeyAsync(key.Secret!));
        Assert.Equal(401, await WithKeyAsync(key.Secret![..^1] + (key.Secret[^1] == 'A' ? 'B' : 'A')));
        Assert.Equal(401, await WithKeyAsync(""));
        Assert.Equal(401, await WithKeyAsync(key.Id));
        using var ended = await room.Http.DeleteAsync($"/api/v1/keys/{key.Id}", Room.Cancellation);
        Assert.Equal(401, await WithKeyAsync(key.Secret));
    }

    [Fact]
    public async Task A_deleted_users_session_ends()
    {
        await room.PostAsync<User>("/api/v1/users", new NewUser("temp", Password, ReaderRole.Reader));
        using var temp = await LoginAsync("temp");
        using var deleted = await room.Http.DeleteAsync("/api/v1/users/temp", Room.Cancellation);
        using var after = await temp.GetAsync("/api/v1/me", Room.Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Theory]
    [InlineData("", Password)]
    [InlineData("a b", Password)]
    [InlineData("a\n", Password)]
    [InlineData("..", Password)]
    [InlineData("local", Password)]
    [InlineData("x", "short")]
    public async Task Users_that_cannot_be_are_refused(string name, string password)
    {
        using var response = await room.SendAsync(HttpMethod.Post, "/api/v1/users", new NewUser(name, password, ReaderRole.Reader));
        await Room.ProblemAsync(response, 400);
    }

    // Through what looks like a proxy, so that nobody is local.
    private HttpClient Remote()
    {
        var client = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() }) { BaseAddress = new Uri(room.Address) };
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "10.0.0.7");
        return client;
    }

    private async Task<HttpClient> LoginAsync(string name)
    {
        var client = Remote();
        using var response = await client.PostAsJsonAsync("/api/v1/login", new Login(name, Password), Room.Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var cookie = response.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        return client;
    }

    private async Task<string> RefusedAsync(Login login)
    {
        using var client = Remote();
        using var response = await client.PostAsJsonAsync("/api/v1/login", login, Room.Cancellation);
        return await Room.ProblemAsync(response, 401);
    }

    private async Task<int> WithKeyAsync(string secret)
    {
        using var client = Remote();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        using var response = await client.GetAsync("/api/v1/studies", Room.Cancellation);
        return (int)response.StatusCode;
    }

    private static async Task<int> SignAsync(HttpClient client, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{address}/sign")
        {
            Content = JsonContent.Create(new Signature("Somebody")),
        };
        request.Headers.IfMatch.Add(new EntityTagHeaderValue("\"1\""));
        using var response = await client.SendAsync(request, Room.Cancellation);
        return (int)response.StatusCode;
    }
}
