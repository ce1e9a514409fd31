using RadSharp.Models.Templates;
using RadSharp.Models.Tokenizers;

namespace RadSharp.Models.Systems;

/// <summary>
/// The text of a conversation between marks for its images, as tokens. A message that spells a special token or a mark is
/// kept apart from the template's own, so that nothing a person writes ends a turn or shows an image.
/// </summary>
internal static class PromptText
{
    // Characters for private use stand around a message's number while the template is rendered; texts lose them.
    private const char Open = '\uE000', Close = '\uE001';

    /// <summary>Renders and encodes.</summary>
    /// <param name="messages">The turns.</param>
    /// <param name="render">The template.</param>
    /// <param name="mark">What the template writes for an image.</param>
    /// <param name="tokenizer">Encodes each stretch of text between marks.</param>
    /// <returns>The tokens before, between and after the images; the first stretch with what begins a text.</returns>
    public static List<int[]> Encode(
        IReadOnlyList<ChatMessage> messages, Func<IReadOnlyList<ChatMessage>, string> render, string mark, ITokenizer tokenizer)
    {
        bool IsHostile(string text) => text.Contains(mark, StringComparison.Ordinal)
            || tokenizer.Vocabulary.Added.Any(token => text.Contains(token.Content, StringComparison.Ordinal));
        var hostile = messages.Select(message => IsHostile(message.Text)).ToArray();
        var written = messages.Select((message, index) => hostile[index]
            ? message with { Text = $"{Open}{index}{Close}" }
            : message with { Text = message.Text.Replace($"{Open}", "", StringComparison.Ordinal).Replace($"{Close}", "", StringComparison.Ordinal) });
        var stretches = new List<int[]>();
        foreach (var stretch in render([.. written]).Split(mark))
        {
            stretches.Add(EncodeStretch(stretch, isFirst: stretches.Count == 0, messages, tokenizer));
        }

        return stretches;
    }

    private static int[] EncodeStretch(string stretch, bool isFirst, IReadOnlyList<ChatMessage> messages, ITokenizer tokenizer)
    {
        var parts = stretch.Split(Open, Close);
        var ids = new List<int>();
        for (var part = 0; part < parts.Length; part++)
        {
            // Every second part is the number of a message that is kept apart.
            var isApart = part % 2 == 1;
            var text = isApart ? messages[int.Parse(parts[part], System.Globalization.CultureInfo.InvariantCulture)].Text : parts[part];
            if (text.Length > 0 || (isFirst && part == 0))
            {
                ids.AddRange(tokenizer.Encode(text, addSpecialTokens: isFirst && part == 0, parseSpecialTokens: !isApart));
            }
        }

        return [.. ids];
    }
}
