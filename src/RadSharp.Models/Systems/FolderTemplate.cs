using RadSharp.Models.Checkpoints;
using RadSharp.Models.Templates;

namespace RadSharp.Models.Systems;

/// <summary>Where a checkpoint folder keeps its chat template.</summary>
public static class FolderTemplate
{
    private const string Field = "chat_template";

    /// <summary>Reads it from <c>chat_template.jinja</c>, <c>chat_template.json</c> or <c>tokenizer_config.json</c>.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="InvalidDataException">There is none, or it cannot be read.</exception>
    public static ChatTemplate Read(string folder)
    {
        var file = Path.Combine(folder, "chat_template.jinja");
        if (File.Exists(file))
        {
            return ChatTemplate.Parse(File.ReadAllText(file), file);
        }

        foreach (var name in (ReadOnlySpan<string>)["chat_template.json", "processor_config.json", "tokenizer_config.json"])
        {
            file = Path.Combine(folder, name);
            if (File.Exists(file) && ConfigFields.Read(file) is var fields && fields.Has(Field))
            {
                return ChatTemplate.Parse(fields.Text(Field), file);
            }
        }

        throw new InvalidDataException(
            $"{folder}: expected the chat template in chat_template.jinja, chat_template.json or tokenizer_config.json, found it in "
            + "none of them. Copy the file of the checkpoint: with another template the model answers worse.");
    }
}
