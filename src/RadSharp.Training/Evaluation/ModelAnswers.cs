using RadSharp.Models.Generation;
using RadSharp.Models.Systems;
using RadSharp.Models.Templates;

namespace RadSharp.Training.Evaluation;

/// <summary>Answers of a model to many conversations, several at once.</summary>
internal static class ModelAnswers
{
    // More at once take longer for each token than they save.
    private const int AtOnce = 8;

    /// <summary>Continues conversations about one film each, as the model's authors generate.</summary>
    /// <returns>The answers in the order of the conversations.</returns>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static IReadOnlyList<string> To(
        IVisionLanguageModel model, IReadOnlyList<(EncodedFilm Film, IReadOnlyList<ChatMessage> Messages)> conversations,
        CancellationToken cancellation)
    {
        using var generator = new Generator(model.Decoder);
        var sessions = Enumerable.Range(0, Math.Min(AtOnce, conversations.Count))
            .Select(_ => new DecoderSession(model.Decoder)).ToList();
        try
        {
            var answers = new GeneratedAnswer[conversations.Count];
            var free = new Queue<DecoderSession>(sessions);
            var running = new List<(GeneratedAnswer Answer, DecoderSession Session)>();
            for (var next = 0; next < answers.Length || running.Count > 0;)
            {
                cancellation.ThrowIfCancellationRequested();
                while (next < answers.Length && free.TryDequeue(out var session))
                {
                    var (film, messages) = conversations[next];
                    answers[next] = generator.Start(
                        session, model.Prompt(messages, [film]), model.Defaults, model.Tokenizer, cancellation);
                    running.Add((answers[next++], session));
                }

                generator.Step();
                foreach (var ended in running.Where(entry => entry.Answer.FinishReason is not null).ToList())
                {
                    running.Remove(ended);
                    free.Enqueue(ended.Session);
                }
            }

            cancellation.ThrowIfCancellationRequested();
            return [.. answers.Select(answer => answer.Text)];
        }
        finally
        {
            sessions.ForEach(session => session.Dispose());
        }
    }

    /// <summary>A first turn that shows the film.</summary>
    public static IReadOnlyList<ChatMessage> Asked(string question) => [new("user", question, Images: 1)];
}
