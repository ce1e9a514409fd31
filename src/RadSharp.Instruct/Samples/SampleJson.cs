using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RadSharp.Instruct.Samples;

/// <summary>
/// Samples as JSON lines in LLaVA's form (RadVLM: radvlm/data/create_instructions.py, create_json_cell_llava): <c>id</c>,
/// <c>image</c>, <c>conversations</c> of <c>from</c> (human, gpt) and <c>value</c>; and beside them <c>tasks</c>, and
/// <c>loss</c> for each turn.
/// </summary>
public static class SampleJson
{
    private static readonly IReadOnlyDictionary<string, string[]> Prefixes =
        WordingFile.ReadByKind("Samples", "film_prefixes.tsv");

    // Sentences stay readable: nothing but what JSON itself needs is escaped.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A sample on one line.</summary>
    public static string Write(InstructionSample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("id", sample.Id);
            writer.WriteString("image", sample.Image);
            writer.WriteStartArray("tasks");
            foreach (var task in sample.Tasks)
            {
                writer.WriteStringValue(task.ToString());
            }

            writer.WriteEndArray();
            writer.WriteStartArray("conversations");
            for (var place = 0; place < sample.Turns.Count; place++)
            {
                var turn = sample.Turns[place];
                writer.WriteStartObject();
                writer.WriteString("from", turn.Speaker is Speaker.User ? "human" : "gpt");
                writer.WriteString("value", place == 0 ? WithFilm(sample, turn.Text) : turn.Text);
                writer.WriteBoolean("loss", turn.CountsForLoss);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The first question with the film, and in RaDialog's shape its findings, before it (film_prefixes.tsv).</summary>
    public static string WithFilm(InstructionSample sample, string question)
    {
        ArgumentNullException.ThrowIfNull(sample);
        var prefix = Prefixes[sample.Shape.ToString()][0].Replace("\\n", "\n", StringComparison.Ordinal);
        return WordingFile.Fill(prefix, ("findings", sample.Findings), ("question", question));
    }
}
