using System.Diagnostics;
using RadSharp.Imaging;
using RadSharp.Models.Tests.Checkpoints;

namespace RadSharp.Cli.Tests.Commands;

public sealed class ChatCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _model;
    private readonly string _film;

    public ChatCommandTests()
    {
        _model = Directory.CreateDirectory(_folder["model"]).FullName;
        TestModel.Write(_model);
        _film = TestFilm.WriteChest(_folder["film.png"]);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_conversation_can_come_from_a_file()
    {
        var other = TestFilm.WriteChest(_folder["other film.png"]);
        var png = _folder["effusion.png"];
        var (exitCode, output, error) = await Chat(
            "Is there an effusion?", "", "/findings", "/locate left lung", $"/locate Effusion {png}", "/report Cough.", "/reset",
            $"/image {other}", "/image", "And here?", "/quit", "Not asked any more.");
        Assert.True(exitCode == 0, error);
        Assert.Equal("", error);
        Assert.Contains("Not a medical device", output, StringComparison.Ordinal);
        Assert.Matches(@"Cardiomegaly +[<>]?\d+ %", output);
        Assert.Matches(@"left lung +\[0", output);
        Assert.Contains("not an annotation", output, StringComparison.Ordinal);
        Assert.Equal(FilmReader.Read(_film).Width, FilmReader.Read(png).Width);
        Assert.Contains("INDICATION: Cough.", output, StringComparison.Ordinal);
        Assert.Contains("Forgotten", output, StringComparison.Ordinal);
        Assert.Contains($"The film is {other}.", output, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?m)^> ", output);
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_and_the_conversation_goes_on()
    {
        var (exitCode, output, error) = await Chat(
            "/image nowhere.png", "/locate spleen", "/locate", "/dance", new string('x', 10_000), "/image", "/help");
        Assert.True(exitCode == 0, error);
        Assert.Contains("nowhere.png", output, StringComparison.Ordinal);
        Assert.Contains("found 'spleen'", output, StringComparison.Ordinal);
        Assert.Contains("There is no /dance", output, StringComparison.Ordinal);
        Assert.Contains("10,000 characters", output, StringComparison.Ordinal);
        Assert.Contains($"The film is {_film}.", output, StringComparison.Ordinal);
        Assert.Contains("/report", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_memory_is_full_the_oldest_questions_are_dropped_with_a_word_about_it()
    {
        var (exitCode, output, error) = await Chat([.. Enumerable.Repeat("Is the heart large?", 8)]);
        Assert.True(exitCode == 0, error);
        Assert.Contains("memory was full", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_interrupt_does_not_end_the_conversation_and_the_second_does()
    {
        using var process = Radsharp.Start("chat", _film, "--model", _model);
        var output = process.StandardOutput;
        while (!(await Line(output)).Contains("Not a medical device", StringComparison.Ordinal))
        {
        }

        await Interrupt(process);
        while (!(await Line(output)).Contains("Ctrl-C again", StringComparison.Ordinal))
        {
        }

        await process.StandardInput.WriteLineAsync("/image");
        while (!(await Line(output)).Contains("The film is", StringComparison.Ordinal))
        {
        }

        await Interrupt(process);
        while (!(await Line(output)).Contains("Ctrl-C again", StringComparison.Ordinal))
        {
        }

        await Interrupt(process);
        await process.WaitForExitAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        Assert.Equal(0, process.ExitCode);
    }

    private static async Task<string> Line(StreamReader output) =>
        await output.ReadLineAsync(Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Cancellation)
        ?? throw new EndOfStreamException("The program ended early.");

    private static async Task Interrupt(Process process)
    {
        using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        await kill.WaitForExitAsync(Cancellation);
    }

    private Task<(int ExitCode, string Output, string Error)> Chat(params string[] lines) =>
        Radsharp.RunOn(string.Join('\n', lines) + "\n", "chat", _film, "--model", _model);
}
