using RadSharp.Server.Api;

namespace RadSharp.Server.Tests.Studies;

public sealed class StudyEndpointsTests(Room room) : IClassFixture<Room>
{
    [Fact]
    public async Task A_study_is_made_found_changed_and_put_into_the_bin()
    {
        var first = await room.StudyAsync();
        using var form = Room.Form(Room.Png(1), "b.png", ("title", "100% of_it"), ("indication", "Cough."), ("prior", first.Id));
        using var response = await room.Http.PostAsync("/api/v1/studies", form, Room.Cancellation);
        Assert.Equal(201, (int)response.StatusCode);
        Assert.StartsWith("/api/v1/studies/", response.Headers.Location!.OriginalString, StringComparison.Ordinal);
        var study = await room.GetAsync<Study>(response.Headers.Location.OriginalString);
        Assert.Equal(("100% of_it", "Cough.", first.Id), (study.Title, study.Indication, study.PriorId));
        Assert.Equal([study.Id], await FoundAsync("0% OF_I"));
        Assert.Equal([study.Id], await FoundAsync("cough"));
        Assert.Empty(await FoundAsync("0_"));
        var changed = await room.SendAsync<Study>(
            HttpMethod.Patch, $"/api/v1/studies/{study.Id}", new StudyChange(Title: "new", Indication: "", PriorId: ""));
        Assert.Equal(("new", null, null), (changed.Title, changed.Indication, changed.PriorId));
        using var added = Room.Form(Room.Png(2), "c.png");
        using var film = await room.Http.PostAsync($"/api/v1/studies/{study.Id}/films", added, Room.Cancellation);
        Assert.Equal(201, (int)film.StatusCode);
        Assert.Equal(["b.png", "c.png"], (await room.GetAsync<Study>($"/api/v1/studies/{study.Id}")).Films.Select(film => film.FileName));

        using var deleted = await room.Http.DeleteAsync($"/api/v1/studies/{study.Id}", Room.Cancellation);
        Assert.Equal(204, (int)deleted.StatusCode);
        foreach (var address in (string[])[$"studies/{study.Id}", $"films/{study.Films[0].Id}/rendered", $"studies/{study.Id}/checklist"])
        {
            using var gone = await room.Http.GetAsync($"/api/v1/{address}", Room.Cancellation);
            await Room.ProblemAsync(gone, 404);
        }

        Assert.Empty(await FoundAsync("new"));
    }

    [Fact]
    public async Task A_list_says_when_a_studys_first_film_was_taken()
    {
        var dicom = Path.Combine(AppContext.BaseDirectory, "Fixtures", "small", "rle.dcm");
        var dated = await room.StudyAsync(await File.ReadAllBytesAsync(dicom, Room.Cancellation), "taken.dcm");
        var undated = await room.StudyAsync(Room.Png(77), "taken.png");
        var listed = (await room.GetAsync<Page<StudySummary>>("/api/v1/studies?query=taken")).Items;
        Assert.NotNull(dated.Films[0].TakenAt);
        Assert.Equal(
            [(undated.Id, null), (dated.Id, dated.Films[0].TakenAt)], listed.Select(study => (study.Id, study.TakenAt)));
    }

    [Fact]
    public async Task A_film_that_is_named_at_every_start_is_one_study()
    {
        var path = Path.Combine(room.Data, "named.png");
        await File.WriteAllBytesAsync(path, Room.Png(3), Room.Cancellation);
        var first = Assert.Single(await OpenedFilms.AddAsync(room.App.Services, [path], Room.Cancellation));
        Assert.Equal(first, Assert.Single(await OpenedFilms.AddAsync(room.App.Services, [path], Room.Cancellation)));
        using var deleted = await room.Http.DeleteAsync($"/api/v1/studies/{first}", Room.Cancellation);
        Assert.NotEqual(first, Assert.Single(await OpenedFilms.AddAsync(room.App.Services, [path], Room.Cancellation)));
    }

    [Fact]
    public async Task Lists_are_cut_into_pages_the_latest_first()
    {
        var made = new List<string>();
        for (var index = 0; index < 5; index++)
        {
            made.Insert(0, (await room.StudyAsync(name: $"page-{index}.png")).Id);
        }

        var (found, next) = (new List<string>(), "");
        do
        {
            var page = await room.GetAsync<Page<StudySummary>>($"/api/v1/studies?query=page-&limit=2&after={next}");
            found.AddRange(page.Items.Select(study => study.Id));
            next = page.Next;
        }
        while (next is not null);
        Assert.Equal(made, found);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("..%2f..%2fetc%2fpasswd")]
    [InlineData("' OR 1=1 --")]
    [InlineData("<script>")]
    public async Task An_unknown_study_is_told_without_repeating_its_name(string id)
    {
        using var response = await room.Http.GetAsync($"/api/v1/studies/{id}", Room.Cancellation);
        Assert.DoesNotContain("script", await Room.ProblemAsync(response, 404), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prior_that_is_not_there_is_refused()
    {
        using var form = Room.Form(Room.Png(), "a.png", ("prior", "unknown"));
        using var response = await room.Http.PostAsync("/api/v1/studies", form, Room.Cancellation);
        await Room.ProblemAsync(response, 404);
        var study = await room.StudyAsync();
        using var self = await room.SendAsync(HttpMethod.Patch, $"/api/v1/studies/{study.Id}", new StudyChange(PriorId: study.Id));
        await Room.ProblemAsync(self, 400);
    }

    private async Task<IEnumerable<string>> FoundAsync(string query) =>
        (await room.GetAsync<Page<StudySummary>>($"/api/v1/studies?query={Uri.EscapeDataString(query)}")).Items.Select(study => study.Id);

    [Fact]
    public async Task A_character_that_databases_refuse_is_dropped()
    {
        var study = await room.StudyAsync();
        using var changed = await room.SendAsync(HttpMethod.Patch, $"/api/v1/studies/{study.Id}", new StudyChange(Title: "a\0b"));
        Assert.True(changed.IsSuccessStatusCode);
        Assert.Equal("ab", (await room.GetAsync<Study>($"/api/v1/studies/{study.Id}")).Title);
    }
}
