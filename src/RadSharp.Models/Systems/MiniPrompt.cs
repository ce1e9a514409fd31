using RadSharp.Models.Templates;
using RadSharp.Models.Tokenizers;
using RadSharp.Radiology.Boxes;

namespace RadSharp.Models.Systems;

/// <summary>
/// Conversations as radsharp-mini reads them: the folder's chat template, and in a turn that shows films a mark for each, then
/// what <see cref="FilmText"/> says of them, then what <see cref="DialogFacts"/> repeats, then what the person says.
/// </summary>
public static class MiniPrompt
{
    /// <summary>What stands for a film in the template's text, until its visual tokens take the place.</summary>
    public const string ImageMark = "<image>";

    /// <summary>The tokens before, between and after the films.</summary>
    /// <param name="messages">The turns, the oldest first; what people wrote is never taken for a special token.</param>
    /// <param name="facts">Of each film that the messages show.</param>
    /// <param name="template">The folder's, of <see cref="FolderTemplate.Read"/>.</param>
    /// <param name="tokenizer">The folder's.</param>
    /// <param name="addGenerationPrompt">Whether the assistant's next turn is begun; training has it written already.</param>
    /// <exception cref="ArgumentException">Another number of facts than of films.</exception>
    public static IReadOnlyList<int[]> Encode(
        IReadOnlyList<ChatMessage> messages, IReadOnlyList<FilmFacts> facts, ChatTemplate template, ITokenizer tokenizer,
        bool addGenerationPrompt = true)
    {
        ArgumentNullException.ThrowIfNull(template);
        return PromptText.Encode(
            Told(messages, facts), turns => template.Render([.. turns.Select(WithMarks)], addGenerationPrompt), ImageMark, tokenizer);
    }

    /// <summary>
    /// The turns with what the prompt tells of their films; a person's turn repeats what it names of that, or, where it names
    /// nothing and comes later, the view and all findings.
    /// </summary>
    /// <inheritdoc cref="Encode"/>
    public static IReadOnlyList<ChatMessage> Told(IReadOnlyList<ChatMessage> messages, IReadOnlyList<FilmFacts> facts)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(facts);
        if (messages.Sum(message => message.Images) is var shown && shown != facts.Count)
        {
            throw new ArgumentException(
                $"Expected a film for each of the {shown} images that the messages show, found {facts.Count}.", nameof(facts));
        }

        var next = 0;
        DialogFacts? known = null;
        var told = new List<ChatMessage>();
        foreach (var message in messages)
        {
            List<string> sentences = [];
            foreach (var film in facts.Skip(next).Take(message.Images))
            {
                sentences.Add(FilmText.Of(film.Reading, film.Findings));
                known = film.States() is { } states ? new(film.Reading, states) : null;
            }

            next += message.Images;
            if (message.Role == "user" && known is not null)
            {
                var named = known.Hear(message.Text);

                // The turn that shows the film has all of it already.
                sentences.Add(named.Length == 0 && message.Images == 0 ? known.All : named);
            }

            told.Add(message with { Text = string.Join(' ', [.. sentences.Where(sentence => sentence.Length > 0), message.Text]) });
        }

        return told;
    }

    /// <summary>
    /// The boxes that answers may have: those of the films' regions. So small a decoder knows which box it means, but does not
    /// copy eight numbers without a slip.
    /// </summary>
    /// <param name="facts">Of each film.</param>
    /// <param name="tokenizer">The folder's.</param>
    /// <returns>Each in every way in which it is written between words and before signs; none where no region was located.</returns>
    internal static IReadOnlyList<int[]> Quotations(IReadOnlyList<FilmFacts> facts, ITokenizer tokenizer) =>
    [
        .. from film in facts
           from box in film.Reading?.Regions.Values ?? []
           from before in (string[])["", " "]
           from after in (string[])["", ".", ",", ";"]
           select tokenizer.Encode($"{before}{BoxText.Format(box)}{after}", addSpecialTokens: false),
    ];

    /// <summary>A turn with a mark for each of its films before its text.</summary>
    public static ChatMessage WithMarks(ChatMessage turn)
    {
        ArgumentNullException.ThrowIfNull(turn);

        // The template is for text alone, or writes the marks of its own kind: here they are part of the text.
        return turn with { Text = string.Concat(Enumerable.Repeat(ImageMark, turn.Images)) + turn.Text, Images = 0 };
    }
}
