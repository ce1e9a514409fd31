using System.Text.Json;
using RadSharp.Tensors.Safetensors;

namespace RadSharp.Models.Tests.Systems;

/// <summary>
/// A complete RadVLM folder in small: the golden's weights, configuration and image processor, a tokenizer of letters and a
/// chat template.
/// </summary>
internal static class SmallRadVlm
{
    private const string Template = "{% for m in messages %}{{ m.role }} : {% for c in m.content %}{% if c.type == 'image' %}<image>"
        + "{% endif %}{% endfor %}{% for c in m.content %}{% if c.type == 'text' %} {{ c.text }} {% endif %}{% endfor %}[SEP]"
        + "{% endfor %}{% if add_generation_prompt %}assistant :{% endif %}";

    /// <summary>Writes it.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="golden">The golden's folder.</param>
    /// <param name="rename">The names in the file; null to leave them, and a null name leaves a tensor out.</param>
    public static void Write(string folder, string golden, Func<string, string?>? rename = null)
    {
        foreach (var file in new[] { "config.json", "preprocessor_config.json" })
        {
            File.Copy(Path.Combine(golden, file), Path.Combine(folder, file), overwrite: true);
        }

        var letters = Enumerable.Range('a', 26).Concat(Enumerable.Range('0', 10)).Select(letter => $"{(char)letter}").ToList();
        string[] tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ":", ".", "?", ",", "-", "'", "/", .. letters, .. letters.Select(letter => $"##{letter}")];
        File.WriteAllLines(Path.Combine(folder, "vocab.txt"), tokens);
        File.WriteAllText(Path.Combine(folder, "chat_template.json"), JsonSerializer.Serialize(new { chat_template = Template }));
        using var weights = SafetensorsFile.Open(Path.Combine(golden, "model.safetensors"));
        var tensors = new List<SafetensorsTensor>();
        foreach (var entry in weights.Entries)
        {
            if ((rename is null ? entry.Name : rename(entry.Name)) is { } name)
            {
                var bytes = new byte[entry.ByteCount];
                weights.ReadBytes(entry.Name, bytes);
                tensors.Add(new SafetensorsTensor(name, entry.DType, entry.Shape.AsSpan(), bytes));
            }
        }

        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), tensors);
    }
}
