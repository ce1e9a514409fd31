namespace RadSharp.Models.Templates;

/// <summary>
/// A checkpoint's own chat template: turns messages into the text that its model was trained on. The language is the part of
/// Jinja that such templates use, with Hugging Face's settings and additions (transformers: utils/chat_template_utils.py).
/// </summary>
/// <remarks>Nothing of a template is executed but its own statements; loops and output are limited. Safe for several threads.</remarks>
public sealed class ChatTemplate
{
    private readonly TemplateStatement _body;
    private readonly string _name;
    private readonly bool _expectsParts;

    private ChatTemplate(TemplateStatement body, string name, bool expectsParts) =>
        (_body, _name, _expectsParts) = (body, name, expectsParts);

    /// <summary>Parses a template.</summary>
    /// <param name="source">Its text: <c>chat_template</c> of a tokenizer or processor configuration.</param>
    /// <param name="name">What to call it in messages, such as the file's path.</param>
    /// <exception cref="InvalidDataException">It is not of the language, or uses a part that is not supported; the message says which.</exception>
    public static ChatTemplate Parse(string source, string name = "chat template")
    {
        ArgumentNullException.ThrowIfNull(source);

        // A template for text goes through each message's content as one text; one for images asks each part for its type.
        var expectsParts = source.Contains("'type'", StringComparison.Ordinal) || source.Contains("\"type\"", StringComparison.Ordinal)
            || source.Contains(".type", StringComparison.Ordinal);
        return new(TemplateParser.Parse(source, name), name, expectsParts);
    }

    /// <summary>The text for a conversation.</summary>
    /// <param name="messages">Its turns, the oldest first.</param>
    /// <param name="addGenerationPrompt">Whether to begin the assistant's next turn.</param>
    /// <param name="variables">Further names that the template may use, such as <c>bos_token</c>.</param>
    /// <exception cref="InvalidDataException">The template refuses the messages, or cannot be carried out with them.</exception>
    public string Render(
        IReadOnlyList<ChatMessage> messages, bool addGenerationPrompt, IReadOnlyDictionary<string, string>? variables = null)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var scope = new TemplateScope
        {
            ["messages"] = messages.Select(message => (object?)AsValue(message)).ToList(),
            ["add_generation_prompt"] = addGenerationPrompt,
        };
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
        {
            scope[name] = value;
        }

        var output = new TemplateOutput();
        try
        {
            _body(scope, output);
        }
        catch (Exception error) when (error is InvalidDataException or FormatException or InvalidCastException)
        {
            throw new InvalidDataException($"{_name}: {error.Message}.", error);
        }

        return output.ToString();
    }

    private Dictionary<string, object?> AsValue(ChatMessage message)
    {
        object content = message.Text;
        if (_expectsParts)
        {
            List<object?> parts = [.. Enumerable.Range(0, message.Images).Select(_ => (object?)Part("image"))];
            var text = Part("text");
            text["text"] = message.Text;
            parts.Add(text);
            content = parts;
        }

        return new() { ["role"] = message.Role, ["content"] = content };
    }

    private static Dictionary<string, object?> Part(string type) => new() { ["type"] = type };
}
