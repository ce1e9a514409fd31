using System.Security.Cryptography;
using System.Text;
using RadSharp.Server.Api;

namespace RadSharp.Server.Tests.Reports;

public sealed class ReportEndpointsTests(Room room) : IClassFixture<Room>
{
    [Fact]
    public async Task A_report_goes_from_draft_to_signed_to_addendum_and_each_version_stays()
    {
        var (study, address) = await StudyAsync();
        using (var missing = await room.Http.GetAsync(address, Room.Cancellation))
        {
            await Room.ProblemAsync(missing, 404);
        }

        var draft = await room.PostAsync<Report>($"{address}/draft", new DraftRequest());
        Assert.Equal((1, ReportStatus.Draft, "small"), (draft.Version, draft.Status, draft.Draft!.Model));
        Assert.Contains(draft.Sentences, sentence => sentence is { Origin: SentenceOrigin.Model, State: SentenceState.Open });
        Assert.All(
            draft.Sentences.Where(sentence => sentence.Origin == SentenceOrigin.Model),
            sentence => Assert.Equal(sentence.Text, sentence.DraftText));
        Assert.Equal(SentenceOrigin.Model, draft.Sentences.Single(sentence => sentence.Section == SectionName.Technique).Origin);

        var written = draft.Sentences.First(sentence => sentence.Section == SectionName.Findings);
        var changed = await room.SendAsync<Report>(HttpMethod.Put, address, new ReportChange(
        [
            new(written.Section, "The heart is enlarged.", SentenceState.Accepted, written.Id),
            new(SectionName.Findings, "No effusion.", SentenceState.Rejected),
            new(SectionName.Impression, "Cardiomegaly, unchanged, 15 cm wide.", SentenceState.Accepted),
        ]), version: 1);
        Assert.Equal(2, changed.Version);
        Assert.Equal((SentenceState.Edited, written.DraftText), (changed.Sentences[0].State, changed.Sentences[0].DraftText));
        Assert.Equal(["Cardiomegaly"], changed.Sentences[0].Findings);
        Assert.Equal("The heart is enlarged.", changed.Sections.Findings);
        Assert.Equal(
            ["Prior", "Measurement"],
            changed.Sentences[2].Warnings.Where(warning => warning.Kind != Assistant.Answers.AnswerWarningKind.Disagreement)
                .Select(warning => warning.Kind.ToString()));

        var preliminary = await room.SendAsync<Report>(
            HttpMethod.Post, $"{address}/status", new StatusChange(ReportStatus.Preliminary), version: 2);
        Assert.Equal((3, ReportStatus.Preliminary), (preliminary.Version, preliminary.Status));
        var signed = await room.SendAsync<Report>(HttpMethod.Post, $"{address}/sign", new Signature("Dr. Grey"), version: 3);
        Assert.Equal((4, ReportStatus.Final, "Dr. Grey"), (signed.Version, signed.Status, signed.SignedBy));
        var text = await room.Http.GetStringAsync($"{address}/text", Room.Cancellation);
        Assert.Equal(Hash(text), signed.Sha256);
        Assert.DoesNotContain("No effusion", text, StringComparison.Ordinal);
        Assert.EndsWith($"Signed by Dr. Grey at {signed.SignedAt:yyyy-MM-dd'T'HH:mm:ss}Z\n", text, StringComparison.Ordinal);

        var added = await room.PostAsync<Report>($"{address}/addendum", new AddendumText("Seen with the surgeon.", "Dr. Grey"));
        Assert.Equal((5, ReportStatus.Addendum, 4), (added.Version, added.Status, added.Predecessor));
        Assert.Equal("Seen with the surgeon.", added.Sections.Addendum);
        Assert.NotEqual(signed.Sha256, added.Sha256);
        var versions = await room.GetAsync<List<ReportVersion>>($"{address}/versions");
        Assert.Equal([1, 2, 3, 4, 5], versions.Select(version => version.Version));
        Assert.Equal(signed.Sha256, (await room.GetAsync<Report>($"{address}/versions/4")).Sha256);
        Assert.Equal(new ReportState(ReportStatus.Addendum, 5), (await room.GetAsync<Study>($"/api/v1/studies/{study.Id}")).Report);
    }

    [Fact]
    public async Task A_signed_report_is_locked()
    {
        var (_, address) = await StudyAsync();
        await SignedAsync(address);
        foreach (var (method, place, body) in (IEnumerable<(HttpMethod, string, object)>)
        [
            (HttpMethod.Put, "", new ReportChange([])), (HttpMethod.Post, "/status", new StatusChange(ReportStatus.Draft)),
            (HttpMethod.Post, "/sign", new Signature("Another")), (HttpMethod.Post, "/draft", new DraftRequest()),
        ])
        {
            using var response = await room.SendAsync(method, address + place, body, version: 2);
            Assert.Contains("locked", await Room.ProblemAsync(response, 409), StringComparison.Ordinal);
        }

        Assert.Equal(2, (await room.GetAsync<Report>(address)).Version);
    }

    [Fact]
    public async Task A_change_to_a_stale_version_or_to_none_is_refused()
    {
        var (_, address) = await StudyAsync();
        await room.SendAsync<Report>(HttpMethod.Put, address, Sentence("a"), version: 0);
        await room.SendAsync<Report>(HttpMethod.Put, address, Sentence("b"), version: 1);
        using var stale = await room.SendAsync(HttpMethod.Put, address, Sentence("c"), version: 1);
        Assert.Contains("version 2", await Room.ProblemAsync(stale, 412), StringComparison.Ordinal);
        using var none = await room.SendAsync(HttpMethod.Put, address, Sentence("c"));
        await Room.ProblemAsync(none, 428);
        using var unsigned = await room.SendAsync(HttpMethod.Post, $"{address}/addendum", new AddendumText("a", "b"));
        await Room.ProblemAsync(unsigned, 409);
        Assert.Equal("b", (await room.GetAsync<Report>(address)).Sections.Findings);
    }

    [Fact]
    public async Task Of_two_readers_who_sign_at_once_one_has_signed()
    {
        var (_, address) = await StudyAsync();
        await room.SendAsync<Report>(HttpMethod.Put, address, Sentence("a"), version: 0);
        var statuses = await Task.WhenAll(Enumerable.Range(0, 6).Select(async reader =>
        {
            using var response = await room.SendAsync(HttpMethod.Post, $"{address}/sign", new Signature($"Dr. {reader}"), version: 1);
            return (int)response.StatusCode;
        }));
        Assert.Single(statuses, 200);
        Assert.All(statuses.Where(status => status != 200), status => Assert.True(status is 412 or 409, $"Found {status}."));
        Assert.Equal(2, (await room.GetAsync<List<ReportVersion>>($"{address}/versions")).Count);
    }

    [Fact]
    public async Task The_readers_own_findings_drive_the_draft()
    {
        var (study, address) = await StudyAsync();
        var plain = await room.PostAsync<Report>($"{address}/draft", new DraftRequest());
        var list = await room.GetAsync<Checklist>($"/api/v1/studies/{study.Id}/checklist");
        var marks = list.Findings.Keys.ToDictionary(name => name, name => (FindingMark?)(name == "Hernia" ? FindingMark.Present : FindingMark.Absent));
        await room.SendAsync<Checklist>(
            HttpMethod.Put, $"/api/v1/studies/{study.Id}/checklist", new ChecklistChange(marks), version: 0);
        var driven = await room.PostAsync<Report>($"{address}/draft", new DraftRequest(Checklist: true));
        Assert.Equal(2, driven.Version);
        Assert.NotEqual(plain.Sections.Findings, driven.Sections.Findings);
    }

    [Fact]
    public async Task Sentences_that_are_not_of_the_report_are_refused()
    {
        var (_, address) = await StudyAsync();
        await room.SendAsync<Report>(HttpMethod.Put, address, Sentence("a"), version: 0);
        foreach (var change in (IEnumerable<ReportChange>)
        [
            new([new(SectionName.Findings, "b", SentenceState.Open, "unknown")]), Sentence(""), Sentence(new string('x', 5_000)),
        ])
        {
            using var response = await room.SendAsync(HttpMethod.Put, address, change, version: 1);
            await Room.ProblemAsync(response, 400);
        }
    }

    private static ReportChange Sentence(string text) => new([new(SectionName.Findings, text, SentenceState.Open)]);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private async Task SignedAsync(string address)
    {
        await room.SendAsync<Report>(HttpMethod.Put, address, Sentence("Nothing."), version: 0);
        await room.SendAsync<Report>(HttpMethod.Post, $"{address}/sign", new Signature("Dr. Grey"), version: 1);
    }

    private async Task<(Study Study, string Address)> StudyAsync()
    {
        var study = await room.StudyAsync();
        return (study, $"/api/v1/studies/{study.Id}/report");
    }
}
