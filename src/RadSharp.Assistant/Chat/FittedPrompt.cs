using RadSharp.Models.Generation;
using RadSharp.Models.Systems;
using RadSharp.Models.Templates;

namespace RadSharp.Assistant.Chat;

/// <summary>A conversation cut to what a model's context holds: the oldest questions go, the films and the last question stay.</summary>
/// <param name="Prompt">What the decoder reads.</param>
/// <param name="Dropped">Questions that were dropped with their answers.</param>
internal sealed record FittedPrompt(DecoderPrompt Prompt, int Dropped)
{
    // A part of the context that is kept free for an answer, where the longest answer would take more.
    private const int ContextPerAnswer = 4;

    /// <summary>Cuts a conversation.</summary>
    /// <param name="model">Whose prompt it is.</param>
    /// <param name="messages">The turns, the last one a question; all images come with one of them.</param>
    /// <param name="films">As many as the messages say.</param>
    /// <param name="contextLimit">Tokens that the session holds.</param>
    /// <param name="longestAnswer">Tokens of the longest answer.</param>
    /// <exception cref="ArgumentException">The films and the last question alone are too long.</exception>
    public static FittedPrompt Fit(
        IVisionLanguageModel model, IReadOnlyList<ChatMessage> messages, IReadOnlyList<EncodedFilm> films, int contextLimit,
        int longestAnswer)
    {
        var room = Math.Min(longestAnswer, contextLimit / ContextPerAnswer);
        for (var dropped = 0; ; dropped++)
        {
            var left = Without(messages, dropped);
            var prompt = model.Prompt(left, films);
            if (prompt.Ids.Length + room <= contextLimit)
            {
                return new(prompt, dropped);
            }

            if (left.Count(message => message.Role == "user") <= 1)
            {
                throw new ArgumentException(
                    $"The film and the question take {prompt.Ids.Length} tokens, but the model reads at most {contextLimit - room} "
                    + $"and keeps {room} for its answer. Shorten the question.");
            }
        }
    }

    // Without the first questions and what follows each of them; the images of what is dropped go to the first question left.
    private static List<ChatMessage> Without(IReadOnlyList<ChatMessage> messages, int questions)
    {
        var (seen, images) = (0, 0);
        var left = new List<ChatMessage>();
        foreach (var message in messages)
        {
            seen += message.Role == "user" ? 1 : 0;
            if (message.Role != "system" && seen <= questions)
            {
                images += message.Images;
                continue;
            }

            var isHeir = message.Role == "user" && images > 0;
            left.Add(isHeir ? message with { Images = message.Images + images } : message);
            images = isHeir ? 0 : images;
        }

        return left;
    }
}
