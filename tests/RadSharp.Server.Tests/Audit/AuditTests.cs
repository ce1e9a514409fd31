using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RadSharp.Server.Api;
using RadSharp.Server.Audit;
using RadSharp.Server.Store;

namespace RadSharp.Server.Tests.Audit;

public sealed class AuditTests(Room room) : IClassFixture<Room>
{
    [Fact]
    public async Task Every_access_to_a_study_is_noted_and_no_text_of_anybodys()
    {
        var conversation = await room.ConversationAsync(await room.StudyAsync(name: "Jane Doe.png"));
        await room.AnswerAsync(conversation.Id, new Question(Text: "Is Jane Doe well?"));
        await room.GetAsync<Study>($"/api/v1/studies/{conversation.StudyId}");
        await room.Http.GetByteArrayAsync($"/api/v1/films/{conversation.FilmId}/pixels", Room.Cancellation);
        await room.PostAsync<Report>($"/api/v1/studies/{conversation.StudyId}/report/draft", new DraftRequest());
        var entries = (await room.GetAsync<Page<AuditEntry>>($"/api/v1/audit?study={conversation.StudyId}")).Items;
        Assert.Equal(
            ["report.draft", "film.pixels", "study.open", "turn.ask", "conversation.create", "study.create"],
            entries.Select(entry => entry.Action));
        Assert.All(entries, entry => Assert.Equal("local", entry.Who));
        var export = await room.Http.GetStringAsync("/api/v1/audit/export", Room.Cancellation);
        Assert.StartsWith("id,at,who,action,study,object,detail\r\n", export, StringComparison.Ordinal);
        Assert.Contains($",local,turn.ask,{conversation.StudyId},", export, StringComparison.Ordinal);
        Assert.DoesNotContain("Jane", export, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entries_come_in_pages()
    {
        await room.StudyAsync();
        var first = await room.GetAsync<Page<AuditEntry>>("/api/v1/audit?limit=1");
        await room.GetAsync<Study>($"/api/v1/studies/{first.Items[0].Study}");
        var next = await room.GetAsync<Page<AuditEntry>>($"/api/v1/audit?limit=1&after={first.Items[0].Id + 1}");
        Assert.Equal(first.Items[0], next.Items[0]);
        using var wrong = await room.Http.GetAsync("/api/v1/audit?after=x", Room.Cancellation);
        await Room.ProblemAsync(wrong, 400);
    }

    [Theory]
    [InlineData("""UPDATE "Audit" SET "Who" = 'nobody'""")]
    [InlineData("""DELETE FROM "Audit" """)]
    public async Task The_database_itself_refuses_to_change_it(string statement)
    {
        await room.StudyAsync();
        await using var scope = room.App.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<ReadingRoomDb>().Database;
        var error = await Assert.ThrowsAnyAsync<DbException>(() => database.ExecuteSqlRawAsync(statement, Room.Cancellation));
        Assert.Contains("append-only", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_spreadsheet_would_compute_is_text() =>
        Assert.Equal("a,'=1+1,\"b,\"\"c\"\"\",\r\n", AuditEndpoints.Line(["a", "=1+1", "b,\"c\"", null]));
}
