using System.Text.Json;

namespace RadSharp.Cli.Tests.Commands;

public sealed class LabelCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("radsharp-label-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Each_row_is_a_json_object_with_what_its_report_mentions()
    {
        var (exitCode, output, error) = await Radsharp.Run("label", "--json", Csv("""
            id,Report
            a,"FINDINGS: Small left effusion.
            No pneumothorax."
            b,
            c,"The patient's film shows ""possible"" edema, and cardiomegaly."

            """));
        Assert.True(exitCode == 0, error);
        var rows = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal([1, 2, 3], rows.Select(row => row.GetProperty("row").GetInt32()));
        Assert.Equal("""{"Pneumothorax":"absent","Pleural Effusion":"present"}""", rows[0].GetProperty("labels").GetRawText());
        Assert.Equal("{}", rows[1].GetProperty("labels").GetRawText());
        Assert.Equal("""{"Cardiomegaly":"present","Edema":"uncertain"}""", rows[2].GetProperty("labels").GetRawText());
    }

    [Theory]
    [InlineData("No effusion\nCardiomegaly\n", "absent", "present")]
    [InlineData("\"No effusion\"\r\nCardiomegaly", "absent", "present")]
    [InlineData("text,report\nignored,No effusion\nignored,Cardiomegaly", "absent", "present")]
    [InlineData("id,impression,findings\n1,No effusion,\n2,,Cardiomegaly", "absent", "present")]
    [InlineData("notes,text\nNo effusion,edema\nCardiomegaly,edema", "absent", "present", "--column", "Notes")]
    public async Task Reports_are_found_in_tables_of_several_shapes(
        string csv, string effusion, string heart, params string[] options)
    {
        var (exitCode, output, error) = await Radsharp.Run(["label", Csv(csv), "--json", .. options]);
        Assert.True(exitCode == 0, error);
        var labels = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("labels")).ToArray();
        Assert.Equal(2, labels.Length);
        Assert.Equal(effusion, labels[0].GetProperty("Pleural Effusion").GetString());
        Assert.Equal(heart, labels[1].GetProperty("Cardiomegaly").GetString());
        Assert.False(labels[1].TryGetProperty("Edema", out _));
    }

    [Fact]
    public async Task Without_json_the_labels_are_a_table()
    {
        var (exitCode, output, _) = await Radsharp.Run("label", Csv("report\nMild edema. No effusion.\n\nFracture"));
        Assert.Equal(0, exitCode);
        Assert.Equal(
            [
                "row     finding                     state",
                "1       Edema                       present",
                "        Pleural Effusion            absent",
                "2       (none mentioned)",
                "3       Fracture                    present",
            ],
            output.ReplaceLineEndings("\n").TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("Could not find", null)]
    [InlineData("found 'a', 'b'", "a,b\n1,2")]
    [InlineData("Expected a column 'notes'", "report\nx", "--column", "notes")]
    [InlineData("found 2. Put quotation marks", "No effusion\nNo edema, no effusion")]
    [InlineData("Expected at least 2 columns in row 2", "id,report\n1,x\n2")]
    [InlineData("is left open", "report\n\"No effusion\nNo edema")]
    [InlineData("found no text", "report\n\0\u0001\u0002")]
    public async Task A_file_that_cannot_be_read_gives_a_sentence(string sentence, string? csv, params string[] options)
    {
        var (exitCode, _, error) = await Radsharp.Run(["label", csv is null ? "nowhere.csv" : Csv(csv), "--json", .. options]);
        Assert.Equal(1, exitCode);
        Assert.StartsWith("radsharp label: ", error, StringComparison.Ordinal);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    private string Csv(string contents)
    {
        var path = Path.Combine(_folder, "reports.csv");
        File.WriteAllText(path, contents);
        return path;
    }
}
