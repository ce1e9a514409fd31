using RadSharp.Server.Api;

namespace RadSharp.Server.Tests.Studies;

public sealed class ChecklistEndpointsTests(Room room) : IClassFixture<Room>
{
    [Fact]
    public async Task Marks_are_kept_with_versions_and_a_commitment_stays()
    {
        var address = $"/api/v1/studies/{(await room.StudyAsync()).Id}/checklist";
        var empty = await room.GetAsync<Checklist>(address);
        Assert.Equal((0, 14, false), (empty.Version, empty.Findings.Count, empty.ReadFirst));
        Assert.All(empty.Findings.Values, mark => Assert.Null(mark));
        var marks = new Dictionary<string, FindingMark?> { ["Mass"] = FindingMark.Uncertain, ["Edema"] = FindingMark.Absent };
        var kept = await room.SendAsync<Checklist>(HttpMethod.Put, address, new ChecklistChange(marks, ReadFirst: true), version: 0);
        Assert.Equal((1, FindingMark.Uncertain, true, null), (kept.Version, kept.Findings["Mass"], kept.ReadFirst, kept.CommittedAt));
        var committed = await room.SendAsync<Checklist>(
            HttpMethod.Put, address, new ChecklistChange(marks, true, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc)), version: 1);
        Assert.InRange(committed.CommittedAt!.Value, DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow);
        var changed = await room.SendAsync<Checklist>(HttpMethod.Put, address, new ChecklistChange(), version: 2);
        Assert.Equal(committed.CommittedAt, changed.CommittedAt);
        using var stale = await room.SendAsync(HttpMethod.Put, address, new ChecklistChange(), version: 2);
        await Room.ProblemAsync(stale, 412);
        using var wrong = await room.SendAsync(
            HttpMethod.Put, address, new ChecklistChange(new Dictionary<string, FindingMark?> { [""] = null }), version: 3);
        await Room.ProblemAsync(wrong, 400);
    }
}
