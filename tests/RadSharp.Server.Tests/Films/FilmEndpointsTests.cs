using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using RadSharp.Imaging;
using RadSharp.Imaging.Png;
using RadSharp.Server.Api;
using Film = RadSharp.Server.Api.Film;

namespace RadSharp.Server.Tests.Films;

public sealed class FilmEndpointsTests(Room room) : IClassFixture<Room>
{
    [Fact]
    public async Task A_film_comes_back_as_it_was_sent_and_in_pictures()
    {
        var png = Room.Png(seed: 3);
        var film = (await room.StudyAsync(png, "a film.png")).Films[0];
        Assert.Equal(("a film.png", 96, 80, "Unknown", 8), (film.FileName, film.Width, film.Height, film.View, film.BitsStored));
        Assert.Equal(png, await room.Http.GetByteArrayAsync($"/api/v1/films/{film.Id}/file", Room.Cancellation));
        var shown = await PictureAsync($"/api/v1/films/{film.Id}/rendered");
        Assert.Equal(((Image<byte>)PngReader.Read(png, ReadLimits.Default)).Samples, shown.Samples);
        Assert.Equal((96, 80), await SizeAsync($"/api/v1/films/{film.Id}/thumbnail"));
        Assert.Equal((48, 40), await SizeAsync($"/api/v1/films/{film.Id}/rendered?size=48"));
        var inverted = await PictureAsync($"/api/v1/films/{film.Id}/rendered?invert=true");
        Assert.Equal(shown.Samples.Select(grey => (byte)(255 - grey)), inverted.Samples);
        Assert.Equal("[]", await room.Http.GetStringAsync($"/api/v1/films/{film.Id}/tags", Room.Cancellation));
    }

    [Fact]
    public async Task Pixels_are_the_values_and_a_window_means_the_same_for_them_as_for_the_picture()
    {
        var image = new Image<ushort>(70, 66);
        for (var place = 0; place < image.Samples.Length; place++)
        {
            image.Samples[place] = (ushort)(place * 14);
        }

        using var file = new MemoryStream();
        PngWriter.Write(file, image);
        var film = (await room.StudyAsync(file.ToArray())).Films[0];
        Assert.Equal((16, -32768.0, (69 + (65 * 70)) * 14 - 32768.0), (film.BitsStored, film.Minimum, film.Maximum));
        using var response = await room.Http.GetAsync($"/api/v1/films/{film.Id}/pixels", Room.Cancellation);
        var bytes = await response.Content.ReadAsByteArrayAsync(Room.Cancellation);
        Assert.Equal(70 * 66 * 2, bytes.Length);
        Assert.Equal(image.Samples.Select(value => value - 32768), Enumerable.Range(0, 70 * 66)
            .Select(place => (int)BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(2 * place))));
        var shown = await PictureAsync($"/api/v1/films/{film.Id}/rendered?center=-20000&width=1000");
        var expected = image.Samples.Select(value => (byte)Math.Floor(
            (Math.Clamp((value - 32768 + 20000) / 1000.0 + 0.5, 0, 1) * 255) + 0.5));
        Assert.Equal(expected, shown.Samples);

        using var again = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/films/{film.Id}/pixels");
        again.Headers.IfNoneMatch.Add(response.Headers.ETag!);
        using var same = await room.Http.SendAsync(again, Room.Cancellation);
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
    }

    [Theory]
    [InlineData("explicit.dcm")]
    [InlineData("rle.dcm")]
    [InlineData("lossless_sv1.dcm")]
    [InlineData("noheader.dcm")]
    public async Task Dicom_films_are_read_with_their_tags(string name)
    {
        var film = (await room.StudyAsync(await File.ReadAllBytesAsync(Small(name), Room.Cancellation), name)).Films[0];
        Assert.Equal((film.Width, film.Height), await SizeAsync($"/api/v1/films/{film.Id}/rendered"));
        var tags = await room.GetAsync<List<FilmTag>>($"/api/v1/films/{film.Id}/tags");
        Assert.Contains(tags, tag => tag is { Tag: "(0028,0010)", Name: "Rows", Vr: "US", IsPatient: false } && tag.Value == $"{film.Height}");
        Assert.All(tags.Where(tag => tag.Tag == "(0010,0010)"), tag => Assert.True(tag.IsPatient));
    }

    [Fact]
    public async Task A_reading_has_findings_regions_and_maps_in_the_films_proportions()
    {
        var film = (await room.StudyAsync()).Films[0];
        var reading = await room.GetAsync<FilmFindings>($"/api/v1/films/{film.Id}/reading");
        Assert.Equal(("small", null), (reading.Model, reading.Refusal));
        Assert.Equal(14, reading.Findings.Count);
        Assert.InRange(reading.ViewProbability!.Value, 0.5, 1);
        Assert.All(reading.Findings, finding => Assert.True(finding.HasHeatMap));
        var map = await PictureAsync($"/api/v1/films/{film.Id}/heatmaps/Cardiomegaly");
        Assert.Equal((96, 80, 4), (map.Width, map.Height, map.Channels));
        using var unknown = await room.Http.GetAsync($"/api/v1/films/{film.Id}/heatmaps/Nothing", Room.Cancellation);
        await Room.ProblemAsync(unknown, 404);
        using var model = await room.Http.GetAsync($"/api/v1/films/{film.Id}/reading?model=other", Room.Cancellation);
        Assert.Contains("small", await Room.ProblemAsync(model, 404), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../../etc/passwd", "passwd")]
    [InlineData("C:\\\\films\\\\a.dcm", "a.dcm")]
    [InlineData("<img src=x onerror=alert(1)>.png", "<img src=x onerror=alert(1)>.png")]
    [InlineData("..", "film")]
    [InlineData("\u202Egnp.exe", "gnp.exe")]
    public async Task Names_of_files_lead_nowhere(string name, string kept)
    {
        var boundary = "radsharp-test";
        var head = $"--{boundary}\r\nContent-Disposition: form-data; name=\"film\"; filename=\"{name}\"\r\n\r\n";
        using var content = new ByteArrayContent(
            [.. System.Text.Encoding.UTF8.GetBytes(head), .. Room.Png(), .. "\r\n--radsharp-test--\r\n"u8]);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse($"multipart/form-data; boundary={boundary}");
        using var response = await room.Http.PostAsync("/api/v1/studies", content, Room.Cancellation);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var studies = await room.GetAsync<Page<StudySummary>>("/api/v1/studies?limit=1");
        var film = (await room.GetAsync<Study>($"/api/v1/studies/{studies.Items[0].Id}")).Films[0];
        Assert.Equal(kept, film.FileName);
        using var file = await room.Http.GetAsync($"/api/v1/films/{film.Id}/file", Room.Cancellation);
        Assert.Equal("attachment", file.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("nosniff", file.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.All(
            Directory.EnumerateFiles(Path.Combine(room.Data, "films"), "*", SearchOption.AllDirectories),
            path => Assert.Matches("^[0-9a-f]{64}(\\.thumbnail\\.png)?$", Path.GetFileName(path)));
    }

    [Fact]
    public async Task What_is_no_film_is_refused_with_a_sentence_and_nothing_is_kept()
    {
        var dicom = await File.ReadAllBytesAsync(Small("explicit.dcm"), Room.Cancellation);
        var before = (await room.GetAsync<Page<StudySummary>>("/api/v1/studies")).Items.Count;
        await RefusedAsync("%PDF-1.7 not a film"u8.ToArray(), 415, "PDF");
        await RefusedAsync([], 415, "an empty file");
        await RefusedAsync("<script>alert(1)</script>"u8.ToArray(), 415, "something else");
        await RefusedAsync(Room.Png()[..200], 422, "film.png");
        await RefusedAsync(dicom[..(dicom.Length / 2)], 422, "film.png");
        await RefusedAsync(new byte[(4 << 20) + 1], 413, "4 MiB");
        Assert.Equal(before, (await room.GetAsync<Page<StudySummary>>("/api/v1/studies")).Items.Count);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(room.Data, "incoming")));
    }

    [Fact]
    public async Task A_gigabyte_is_refused_before_it_is_sent()
    {
        using var socket = new TcpClient();
        var address = new Uri(room.Address);
        await socket.ConnectAsync(address.Host, address.Port, Room.Cancellation);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(
            System.Text.Encoding.ASCII.GetBytes(
                $"POST /api/v1/studies HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Length: {1L << 30}\r\nConnection: close\r\n"
                + "Content-Type: multipart/form-data; boundary=x\r\nExpect: 100-continue\r\n\r\n"),
            Room.Cancellation);
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync(Room.Cancellation);
        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("found a larger request", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rendered?center=5")]
    [InlineData("rendered?center=5&width=0")]
    [InlineData("rendered?size=0")]
    [InlineData("rendered?size=1000000")]
    [InlineData("rendered?center=a&width=b")]
    [InlineData("rendered?center=NaN&width=5")]
    public async Task Windows_and_sizes_that_are_none_are_refused(string place)
    {
        var film = (await room.StudyAsync()).Films[0];
        using var response = await room.Http.GetAsync($"/api/v1/films/{film.Id}/{place}", Room.Cancellation);
        await Room.ProblemAsync(response, 400);
    }

    private static string Small(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "small", name);

    private async Task RefusedAsync(byte[] film, int status, string sentence)
    {
        using var form = Room.Form(film);
        using var response = await room.Http.PostAsync("/api/v1/studies", form, Room.Cancellation);
        var detail = await Room.ProblemAsync(response, status);
        Assert.Contains(sentence, detail, StringComparison.Ordinal);
        Assert.DoesNotContain(room.Data, detail, StringComparison.Ordinal);
    }

    private async Task<(int Width, int Height)> SizeAsync(string address) =>
        await PictureAsync(address) is var picture ? (picture.Width, picture.Height) : default;

    private async Task<Image<byte>> PictureAsync(string address) => (Image<byte>)PngReader.Read(
        await room.Http.GetByteArrayAsync(address, Room.Cancellation), ReadLimits.Default);
}
