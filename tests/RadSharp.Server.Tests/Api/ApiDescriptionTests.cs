namespace RadSharp.Server.Tests.Api;

public sealed class ApiDescriptionTests(Room room) : IClassFixture<Room>
{
    /// <summary>Set to 1, the document is written instead of compared.</summary>
    private const string WriteVariable = "RADSHARP_WRITE_OPENAPI";

    [Fact]
    public async Task The_document_in_docs_is_the_servers()
    {
        var document = (await room.Http.GetStringAsync("/openapi/v1.json", Room.Cancellation)).ReplaceLineEndings("\n").TrimEnd() + "\n";
        var path = Path.Combine(Root(), "docs", "openapi.json");
        if (Environment.GetEnvironmentVariable(WriteVariable) == "1")
        {
            await File.WriteAllTextAsync(path, document, Room.Cancellation);
        }

        Assert.True(
            document == await File.ReadAllTextAsync(path, Room.Cancellation),
            $"docs/openapi.json is not what the server says. Write it anew: {WriteVariable}=1, then this test; then the page's client.");
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "RadSharp.slnx")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
