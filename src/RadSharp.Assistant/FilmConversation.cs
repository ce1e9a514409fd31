using System.Runtime.CompilerServices;
using System.Text;
using RadSharp.Assistant.Chat;
using RadSharp.Models.Generation;
using RadSharp.Models.Systems;
using RadSharp.Models.Templates;

namespace RadSharp.Assistant;

/// <summary>
/// Questions about one film and their answers, with the history in the model's memory: a further question pays for its own
/// tokens only. When the model's context is full, the oldest questions go; the film stays.
/// </summary>
/// <remarks>
/// One question at a time; neither the model nor the film may be used for anything else while an answer is made.
/// </remarks>
public sealed class FilmConversation : IDisposable
{
    /// <summary>Characters of the longest question.</summary>
    public const int MostCharacters = 4_000;

    private readonly IVisionLanguageModel _model;
    private readonly DecoderSession _session;
    private readonly Generator _generator;
    private readonly List<(string Question, string Answer)> _turns = [];

    /// <summary>Begins a conversation.</summary>
    /// <param name="model">The model; the caller's.</param>
    /// <param name="film">The film, as the model saw it; the caller's.</param>
    /// <param name="contextLimit">Most tokens to hold; null for the model's own limit.</param>
    public FilmConversation(IVisionLanguageModel model, ShownFilm film, int? contextLimit = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(film);
        (_model, Film) = (model, film);
        _session = SessionShelf.New(model, contextLimit);
        _generator = new Generator(model.Decoder);
    }

    /// <summary>The film.</summary>
    public ShownFilm Film { get; }

    /// <summary>Questions and answers that the model remembers, the oldest first; an answer may have been ended early.</summary>
    public IReadOnlyList<(string Question, string Answer)> Turns => _turns;

    /// <summary>The request for a report that the model was trained on.</summary>
    public string ReportRequest => _model.ReportRequest;

    /// <summary>How many of the oldest turns were dropped to make room for the last question.</summary>
    public int DroppedTurns { get; private set; }

    /// <summary>Why the last answer ended; null before the first and while one is made.</summary>
    public FinishReason? LastFinish { get; private set; }

    /// <summary>Refuses a person's text that is empty or too long.</summary>
    /// <param name="text">The text.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <exception cref="ArgumentException">It is empty or has more than <see cref="MostCharacters"/> characters.</exception>
    public static void Check(string text, string what = "question")
    {
        ArgumentNullException.ThrowIfNull(text);
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new ArgumentException($"The {what} is empty.");
        }

        if (text.Length > MostCharacters)
        {
            throw new ArgumentException(
                $"The {what} has {text.Length:N0} characters, more than {MostCharacters:N0}. Shorten it.");
        }
    }

    /// <summary>Asks something about the film.</summary>
    /// <param name="question">At most <see cref="MostCharacters"/> characters.</param>
    /// <param name="cancellation">
    /// Ends the answer between two tokens without an exception: <see cref="LastFinish"/> says so, and what there is of it stays
    /// in the history. Leaving the loop early does the same.
    /// </param>
    /// <returns>The answer as it grows, piece by piece.</returns>
    /// <exception cref="ArgumentException">The question is empty or too long.</exception>
    /// <exception cref="InvalidOperationException">An answer is being made.</exception>
    public IAsyncEnumerable<string> AskAsync(string question, CancellationToken cancellation = default)
    {
        Check(question);
        var (prompt, dropped) = FittedPrompt.Fit(
            _model, Messages(question), [Film.Encoded], _session.ContextLimit, _model.Defaults.MaxNewTokens);
        return StreamAsync(question, prompt, dropped, cancellation);
    }

    /// <summary>Asks something about the film and waits for the whole answer.</summary>
    /// <param name="question">At most <see cref="MostCharacters"/> characters.</param>
    /// <param name="cancellation">Ends it between two tokens.</param>
    /// <exception cref="ArgumentException">The question is empty or too long.</exception>
    /// <exception cref="InvalidOperationException">An answer is being made.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public async Task<string> AnswerAsync(string question, CancellationToken cancellation = default)
    {
        var text = new StringBuilder();
        await foreach (var piece in AskAsync(question, cancellation).ConfigureAwait(false))
        {
            text.Append(piece);
        }

        cancellation.ThrowIfCancellationRequested();
        return text.ToString().TrimEnd();
    }

    /// <summary>Asks for a report.</summary>
    /// <param name="cancellation">Ends it between two tokens.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public Task<string> ReportAsync(CancellationToken cancellation = default) => AnswerAsync(ReportRequest, cancellation);

    /// <summary>Forgets all turns.</summary>
    /// <exception cref="InvalidOperationException">An answer is being made.</exception>
    public void Reset()
    {
        _session.Clear();
        _turns.Clear();
        DroppedTurns = 0;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        _generator.Dispose();
        _session.Dispose();
    }

    // The film is shown with the first question.
    private List<ChatMessage> Messages(string question)
    {
        var messages = new List<ChatMessage>();
        foreach (var (earlier, answer) in _turns)
        {
            messages.Add(new("user", earlier, messages.Count == 0 ? 1 : 0));
            messages.Add(new("assistant", answer));
        }

        messages.Add(new("user", question, messages.Count == 0 ? 1 : 0));
        return messages;
    }

    private async IAsyncEnumerable<string> StreamAsync(
        string question, DecoderPrompt prompt, int dropped, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var answer = _generator.Start(_session, prompt, _model.Defaults, _model.Tokenizer, cancellation);
        _turns.RemoveRange(0, dropped);
        (DroppedTurns, LastFinish) = (dropped, null);
        var text = new StringBuilder();
        try
        {
            await foreach (var piece in AnswerPieces.ReadAsync(_generator, answer).ConfigureAwait(false))
            {
                text.Append(piece);
                yield return piece;
            }
        }
        finally
        {
            answer.Cancel();
            LastFinish = answer.FinishReason;
            if (text.Length > 0)
            {
                _turns.Add((question, text.ToString().TrimEnd()));
            }
        }
    }
}
