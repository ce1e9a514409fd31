using RadSharp.Models.Templates;
using RadSharp.Models.Tokenizers;

namespace RadSharp.Models.Systems;

/// <summary>
/// Conversations as radsharp-mini reads them: the folder's chat template, and in a turn that shows films a mark for each, then
/// what <see cref="FilmText"/> says of them, then what the person says.
/// </summary>
public static class MiniPrompt
{
    /// <summary>What stands for a film in the template's text, until its visual tokens take the place.</summary>
    public const string ImageMark = "<image>";

    /// <summary>The tokens before, between and after the films.</summary>
    /// <param name="messages">The turns, the oldest first; what people wrote is never taken for a special token.</param>
    /// <param name="facts">Of <see cref="FilmText.Of"/>, for each film that the messages show; empty to say nothing.</param>
    /// <param name="template">The folder's, of <see cref="FolderTemplate.Read"/>.</param>
    /// <param name="tokenizer">The folder's.</param>
    /// <param name="addGenerationPrompt">Whether the assistant's next turn is begun; training has it written already.</param>
    /// <exception cref="ArgumentException">Another number of facts than of films.</exception>
    public static IReadOnlyList<int[]> Encode(
        IReadOnlyList<ChatMessage> messages, IReadOnlyList<string> facts, ChatTemplate template, ITokenizer tokenizer,
        bool addGenerationPrompt = true)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(facts);
        if (messages.Sum(message => message.Images) is var shown && shown != facts.Count)
        {
            throw new ArgumentException(
                $"Expected a film for each of the {shown} images that the messages show, found {facts.Count}.", nameof(facts));
        }

        var next = 0;
        var told = new List<ChatMessage>();
        foreach (var message in messages)
        {
            var sentences = facts.Skip(next).Take(message.Images).Where(text => text.Length > 0);
            told.Add(message with { Text = string.Join(' ', [.. sentences, message.Text]) });
            next += message.Images;
        }

        return PromptText.Encode(
            told, turns => template.Render([.. turns.Select(WithMarks)], addGenerationPrompt), ImageMark, tokenizer);
    }

    // The template is for text alone, or writes the marks of its own kind: here they are part of the text.
    private static ChatMessage WithMarks(ChatMessage turn) =>
        turn with { Text = string.Concat(Enumerable.Repeat(ImageMark, turn.Images)) + turn.Text, Images = 0 };
}
