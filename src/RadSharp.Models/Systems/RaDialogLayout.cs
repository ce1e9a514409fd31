using System.Text;
using System.Text.RegularExpressions;
using RadSharp.Models.Decoders;
using RadSharp.Models.Generation;
using RadSharp.Models.Templates;
using RadSharp.Models.Tokenizers;

namespace RadSharp.Models.Systems;

/// <summary>
/// How a RaDialog lays out a conversation (RaDialog: test.py, data/instruct_tasks.py; RaDialog_LLaVA: test.py,
/// LLAVA/llava/conversation.py, LLAVA/llava/mm_utils.py).
/// </summary>
/// <param name="name">The system.</param>
/// <param name="mark">What stands for an image.</param>
/// <param name="image">How a user's turn shows an image.</param>
/// <param name="hasImageToken">Whether the mark is a token of the tokenizer's, and not only a place to cut the text at.</param>
internal sealed partial class RaDialogLayout(string name, string mark, string image, bool hasImageToken)
{
    /// <summary>RaDialog-align's: 32 times <c>&lt;IMG&gt;</c>, a token added to the vocabulary.</summary>
    public static RaDialogLayout Align { get; } =
        new("RaDialog-align", "<IMG>", Prompts.RaDialog.AlignImage, hasImageToken: true);

    /// <summary>RaDialog-project's: one <c>&lt;image&gt;</c>, at which the text is cut before it is encoded.</summary>
    public static RaDialogLayout Project { get; } =
        new("RaDialog-project", "<image>", Prompts.RaDialog.ProjectImage, hasImageToken: false);

    /// <summary>The system.</summary>
    public string Name => name;

    /// <summary>Opens the language model's tokenizer.</summary>
    /// <param name="file">The <c>tokenizer.model</c>.</param>
    /// <param name="decoder">The language model's numbers.</param>
    /// <exception cref="InvalidDataException">A file is damaged, or of another language model.</exception>
    public ITokenizer OpenTokenizer(string file, DecoderConfig decoder)
    {
        // transformers 4.28, which RaDialog-align was trained with, knew the legacy rules only, whatever newer files say;
        // 4.31, RaDialog-project's, goes by tokenizer_config.json.
        var options = hasImageToken
            ? new TokenizerOptions
            {
                AddedTokens = [new AddedToken(mark, decoder.VocabularySize, StripsLeft: true, StripsRight: true)],
                IsLegacy = true,
            }
            : new TokenizerOptions();
        var tokenizer = TokenizerFiles.OpenSentencePiece(file, options);
        TokenizerFit.Expect(tokenizer, decoder, TokenizerFiles.FolderOf(file), mark);
        return tokenizer;
    }

    /// <summary>The tokens of a conversation, the films' features in their places.</summary>
    /// <param name="messages">As in <see cref="IVisionLanguageModel.Prompt"/>; a system's turn stands for the authors'.</param>
    /// <param name="films">One where the first user's turn shows one, else none.</param>
    /// <param name="tokenizer">The language model's.</param>
    /// <param name="place">The number that stands in an image token's place; any.</param>
    /// <exception cref="ArgumentException">Turns, images or findings are not as this system takes them.</exception>
    public DecoderPrompt Prompt(
        IReadOnlyList<ChatMessage> messages, IReadOnlyList<EncodedFilm> films, ITokenizer tokenizer, int place)
    {
        ExpectTurns(messages, films.Count);

        // The findings may be a person's words too, so they go the way of the messages.
        var findings = new ChatMessage("findings", films.Count > 0 ? FindingsOf(films[0]) : "");
        var stretches = PromptText.Encode(
            [.. messages, findings], written => Render([.. written.SkipLast(1)], written[^1].Text), mark, tokenizer);
        return PromptPlaces.Join(stretches, films, place);
    }

    private static string FindingsOf(EncodedFilm film) =>
        film.FindingsText is { } text ? string.IsNullOrWhiteSpace(text) ? Prompts.RaDialog.NoFindings : text.Trim()
        : film.Findings is { } probabilities ? PredictedFindings.Render(probabilities)
        : throw new ArgumentException(
            "RaDialog's prompt says what a classifier found on the film, but the film has no findings: the folder lacks the "
            + $"classifier's file, or the film comes from a file of embeddings. Say them in {nameof(EncodedFilm.FindingsText)}, "
            + "empty for none.", nameof(film));

    private static void ExpectTurns(IReadOnlyList<ChatMessage> messages, int films)
    {
        var turns = messages.Count > 0 && messages[0].Role == "system" ? 1 : 0;
        for (var turn = turns; turn < messages.Count; turn++)
        {
            var expected = (turn - turns) % 2 == 0 ? "user" : "assistant";
            if (messages[turn].Role != expected)
            {
                throw new ArgumentException(
                    $"Expected turns of user and assistant, one after the other, and at most one of the system before them; "
                    + $"found '{messages[turn].Role}' where the {expected} should speak (turn {turn + 1}).", nameof(messages));
            }

            if (messages[turn].Images > (turn == turns ? 1 : 0))
            {
                throw new ArgumentException(
                    $"RaDialog takes one image, in the user's first turn; turn {turn + 1} has {messages[turn].Images}.",
                    nameof(messages));
            }
        }

        if ((messages.Count - turns) % 2 == 0)
        {
            throw new ArgumentException("Expected a turn of the user at the end, for the model to answer.", nameof(messages));
        }

        if (messages[turns].Images != films)
        {
            throw new ArgumentException(
                $"Expected a film for each of the {messages[turns].Images} images of the turns, found {films}.", nameof(films));
        }
    }

    // System, then "USER: … ASSISTANT: …</s>USER: … ASSISTANT:".
    private string Render(IReadOnlyList<ChatMessage> messages, string findings)
    {
        var words = Prompts.RaDialog;
        var system = messages[0].Role == "system" ? messages[0].Text : words.System;
        var text = new StringBuilder(system).Append(words.Separator);
        foreach (var message in messages.Where(message => message.Role != "system"))
        {
            var said = message.Images == 0 ? message.Text : ShowFilm(message.Text, findings);
            _ = message.Role == "user"
                ? text.Append(words.User).Append(said).Append(words.Separator)
                : text.Append(words.Assistant).Append(words.Separator).Append(said).Append(words.End);
        }

        return text.Append(words.Assistant).ToString();
    }

    // All at once, so that braces in what a person wrote are letters.
    private string ShowFilm(string request, string findings)
    {
        var text = Place().Replace(Prompts.RaDialog.Film, place => place.Groups[1].Value switch
        {
            "image" => image.Replace("{image}", mark, StringComparison.Ordinal),
            "findings" => findings,
            _ => request,
        });
        if (!hasImageToken)
        {
            return text;
        }

        // The token was added as a plain string, and the tokenizers of that time take away the white space on both sides of
        // one: "information: <IMG>" loses its space.
        var at = text.IndexOf(mark, StringComparison.Ordinal);
        return $"{text[..at].TrimEnd()}{mark}{text[(at + mark.Length)..].TrimStart()}";
    }

    [GeneratedRegex(@"\{(image|findings|request)\}")]
    private static partial Regex Place();
}
