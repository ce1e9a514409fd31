using RadSharp.Assistant;
using RadSharp.Imaging;
using RadSharp.Models.Generation;
using RadSharp.Models.Systems;

namespace RadSharp.Cli.Commands;

/// <summary>A conversation about a film in a terminal, or with questions that come from a file, a line each.</summary>
/// <param name="model">The model; the caller's.</param>
/// <param name="input">Questions and commands.</param>
/// <param name="output">Answers.</param>
/// <param name="isTerminal">Whether a person types, who wants to be asked.</param>
internal sealed class TerminalChat(IVisionLanguageModel model, TextReader input, TextWriter output, bool isTerminal) : IDisposable
{
    private const string Prompt = "\n> ";
    private const string Help = """
        Ask about the film in your own words, or:
          /report [INDICATION]     a report in sections
          /findings                what the classifier says of each finding
          /locate NAME [OUT.png]   a lung, or where the classifier looks for a finding; drawn into a file
          /image FILM              go on with another film, from the beginning
          /reset                   forget what was said
          /help                    this
          /quit                    leave; so do Ctrl-D and a second Ctrl-C. One Ctrl-C ends an answer
        """;

    private readonly Lock _gate = new();
    private ShownFilm? _film;
    private FilmConversation? _conversation;
    private string _path = "";
    private CancellationTokenSource? _answer;
    private bool _wasInterrupted;

    /// <summary>Begins with a film, from the beginning.</summary>
    /// <param name="path">Its file.</param>
    /// <exception cref="IOException">It cannot be read; the film before stays.</exception>
    /// <exception cref="InvalidDataException">It is no film, or the model refuses it; the film before stays.</exception>
    public void Show(string path)
    {
        var film = ShownFilm.Look(model, FilmReader.Read(path));
        _conversation?.Dispose();
        _film?.Dispose();
        (_film, _path, _conversation) = (film, path, new FilmConversation(model, film));
        output.Write(FilmLines.Heading(path, film));
    }

    /// <summary>Reads and answers until there is nothing more to read or the person leaves.</summary>
    public async Task RunAsync()
    {
        output.WriteLine(FilmLines.Notice(model));
        if (isTerminal)
        {
            output.WriteLine("Ask about the film; /help lists what else there is.");
        }

        while (true)
        {
            if (isTerminal)
            {
                output.Write(Prompt);
            }

            var line = input.ReadLine();
            lock (_gate)
            {
                _wasInterrupted = false;
            }

            if (line is null || !await AnswerAsync(line.Trim()))
            {
                return;
            }
        }
    }

    /// <summary>Ctrl-C: ends the answer that is being made; the second in a row ends the program.</summary>
    public void OnInterrupt()
    {
        lock (_gate)
        {
            if (_wasInterrupted)
            {
                output.WriteLine();
                Environment.Exit(0);
            }

            _wasInterrupted = true;
            if (_answer is not null)
            {
                _answer.Cancel();
            }
            else
            {
                output.Write($"\nCtrl-C again, Ctrl-D or /quit leaves.{(isTerminal ? Prompt : "\n")}");
            }
        }
    }

    /// <summary>Gives the conversation's memory back.</summary>
    public void Dispose()
    {
        _conversation?.Dispose();
        _film?.Dispose();
    }

    // False to leave.
    private async Task<bool> AnswerAsync(string line)
    {
        try
        {
            switch (Parted(line))
            {
                case ("", _):
                    break;
                case ("/quit" or "/exit", _):
                    return false;
                case ("/help", _):
                    output.WriteLine(Help);
                    break;
                case ("/reset", _):
                    _conversation!.Reset();
                    output.WriteLine("Forgotten what was said; the film stays.");
                    break;
                case ("/findings", _):
                    output.Write(_film!.Probabilities.Count > 0
                        ? FilmLines.Table(_film)
                        : $"{model.Name} has no classifier of findings.\n");
                    break;
                case ("/image", ""):
                    output.WriteLine($"The film is {_path}. Name another: /image FILM");
                    break;
                case ("/image", var path):
                    Show(path);
                    break;
                case ("/locate", var words):
                    Locate(words);
                    break;
                case ("/report", var indication):
                    await CancellableAsync(token => ReportAsync(indication, token));
                    break;
                case (['/', ..] command, _):
                    output.WriteLine($"There is no {command}. /help lists what there is.");
                    break;
                default:
                    await CancellableAsync(token => AskAsync(line, token));
                    break;
            }
        }
        catch (Exception error) when (CommandErrors.IsOfInput(error))
        {
            output.WriteLine(error.Message);
        }

        return true;
    }

    private static (string Command, string Words) Parted(string line)
    {
        var end = line.StartsWith('/') ? line.IndexOf(' ', StringComparison.Ordinal) : -1;
        return end < 0 ? (line, "") : (line[..end], line[end..].Trim());
    }

    private async Task AskAsync(string question, CancellationToken cancellation)
    {
        await foreach (var piece in _conversation!.AskAsync(question, cancellation))
        {
            output.Write(piece);
            output.Flush();
        }

        output.WriteLine(_conversation.LastFinish switch
        {
            FinishReason.Cancelled => " … (ended)",
            FinishReason.Length => " … (the longest answer that the model gives)",
            _ => "",
        });
        TellDropped();
    }

    private async Task ReportAsync(string indication, CancellationToken cancellation)
    {
        var sections = await ReportDraft.WriteAsync(_conversation!, indication.Length > 0 ? indication : null, cancellation);
        output.WriteLine(sections.Compose());
        TellDropped();
    }

    private void TellDropped()
    {
        if (_conversation!.DroppedTurns is > 0 and var count)
        {
            output.WriteLine(
                $"(The model's memory was full: it has forgotten the oldest {(count == 1 ? "question" : $"{count} questions")} "
                + "and what it answered.)");
        }
    }

    private void Locate(string words)
    {
        if (words.Length == 0)
        {
            throw new ArgumentException("Expected a name: /locate left lung, or /locate Effusion out.png");
        }

        var start = words.LastIndexOf(' ') + 1;
        var file = words.EndsWith(".png", StringComparison.OrdinalIgnoreCase) && start > 0 ? words[start..] : null;
        var place = FilmPlace.Find(_film!, file is null ? words : words[..start].Trim());
        output.Write(FilmLines.Place(place));
        if (file is not null)
        {
            PngFile.Write(FilmOverlay.Draw(_film!.Film, place), file);
            output.WriteLine($"Drawn into {file}.");
        }
    }

    private async Task CancellableAsync(Func<CancellationToken, Task> answer)
    {
        using var ending = new CancellationTokenSource();
        try
        {
            lock (_gate)
            {
                _answer = ending;
            }

            await answer(ending.Token);
        }
        catch (OperationCanceledException)
        {
            output.WriteLine("(ended)");
        }
        finally
        {
            lock (_gate)
            {
                _answer = null;
            }
        }
    }
}
