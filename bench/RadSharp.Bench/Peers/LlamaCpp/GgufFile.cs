using System.Text;
using RadSharp.Bench.Cases;
using RadSharp.Models.Decoders;

namespace RadSharp.Bench.Peers.LlamaCpp;

/// <summary>
/// A LLaMA decoder as a GGUF file (ggml: docs/gguf.md), all matrices in Q4_0, the vocabulary without texts. Blocks go from
/// the weights to the file; nothing of the decoder is held in memory.
/// </summary>
internal static class GgufFile
{
    private const int Alignment = 32;
    private const int MostlyQ4 = 2;

    /// <summary>What the types of values are called by number.</summary>
    private enum ValueType
    {
        UInt32 = 4,
        Float32 = 6,
        String = 8,
    }

    /// <summary>What the types of tensors are called by number.</summary>
    private enum TensorType
    {
        Float32 = 0,
        Q4 = 2,
    }

    /// <summary>Bytes of the file, but for its head.</summary>
    public static long ByteCount(DecoderConfig config) => Tensors(config).Sum(tensor => tensor.ByteCount);

    /// <summary>Writes the file.</summary>
    public static void Write(string path, DecoderConfig config, RepeatedWeights weights)
    {
        var tensors = Tensors(config).ToList();
        using var writer = new BinaryWriter(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20));
        var values = Values(config);
        writer.Write("GGUF"u8);
        writer.Write(3);
        writer.Write((long)tensors.Count);
        writer.Write((long)values.Length);
        foreach (var (key, value) in values)
        {
            WriteText(writer, key);
            WriteValue(writer, value);
        }

        var offset = 0L;
        foreach (var tensor in tensors)
        {
            WriteText(writer, tensor.Name);
            writer.Write(tensor.Rows is null ? 1 : 2);
            writer.Write((long)tensor.Columns);
            if (tensor.Rows is { } rows)
            {
                writer.Write((long)rows);
            }

            writer.Write((int)(tensor.Rows is null ? TensorType.Float32 : TensorType.Q4));
            writer.Write(offset);
            offset += Aligned(tensor.ByteCount);
        }

        foreach (var tensor in tensors)
        {
            writer.Flush();
            writer.Write(new byte[Aligned(writer.BaseStream.Position) - writer.BaseStream.Position]);
            tensor.Write(writer, weights);
        }
    }

    private static (string Key, object Value)[] Values(DecoderConfig config) =>
    [
        ("general.architecture", "llama"),
        ("general.name", "benchmark"),
        ("general.file_type", MostlyQ4),
        ("llama.vocab_size", config.VocabularySize),
        ("llama.context_length", config.MaxPositions),
        ("llama.embedding_length", config.HiddenSize),
        ("llama.feed_forward_length", config.IntermediateSize),
        ("llama.block_count", config.Layers),
        ("llama.attention.head_count", config.Heads),
        ("llama.attention.head_count_kv", config.KeyValueHeads),
        ("llama.attention.layer_norm_rms_epsilon", config.NormEpsilon),
        ("llama.rope.dimension_count", config.HeadDim),
        ("llama.rope.freq_base", (float)config.RotaryTheta),
        ("tokenizer.ggml.model", "no_vocab"),
    ];

    private static IEnumerable<GgufTensor> Tensors(DecoderConfig config)
    {
        var (hidden, inner) = (config.HiddenSize, config.IntermediateSize);
        var (queries, keys) = (config.Heads * config.HeadDim, config.KeyValueHeads * config.HeadDim);
        yield return new("token_embd.weight", "model.embed_tokens.weight", hidden, config.VocabularySize);
        for (var layer = 0; layer < config.Layers; layer++)
        {
            var (theirs, ours) = ($"blk.{layer}", $"model.layers.{layer}");
            yield return new($"{theirs}.attn_norm.weight", "", hidden, null);
            yield return new($"{theirs}.attn_q.weight", $"{ours}.self_attn.q_proj.weight", hidden, queries, config.HeadDim);
            yield return new($"{theirs}.attn_k.weight", $"{ours}.self_attn.k_proj.weight", hidden, keys, config.HeadDim);
            yield return new($"{theirs}.attn_v.weight", $"{ours}.self_attn.v_proj.weight", hidden, keys);
            yield return new($"{theirs}.attn_output.weight", $"{ours}.self_attn.o_proj.weight", queries, hidden);
            yield return new($"{theirs}.ffn_norm.weight", "", hidden, null);
            yield return new($"{theirs}.ffn_gate.weight", $"{ours}.mlp.gate_proj.weight", hidden, inner);
            yield return new($"{theirs}.ffn_up.weight", $"{ours}.mlp.up_proj.weight", hidden, inner);
            yield return new($"{theirs}.ffn_down.weight", $"{ours}.mlp.down_proj.weight", inner, hidden);
        }

        yield return new("output_norm.weight", "", hidden, null);
        yield return new("output.weight", "lm_head.weight", hidden, config.VocabularySize);
    }

    private static void WriteValue(BinaryWriter writer, object value)
    {
        switch (value)
        {
            case int number:
                writer.Write((int)ValueType.UInt32);
                writer.Write(number);
                break;
            case float number:
                writer.Write((int)ValueType.Float32);
                writer.Write(number);
                break;
            default:
                writer.Write((int)ValueType.String);
                WriteText(writer, (string)value);
                break;
        }
    }

    private static void WriteText(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((long)bytes.Length);
        writer.Write(bytes);
    }

    private static long Aligned(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;

    /// <summary>A norm's weight, which is one, or a matrix.</summary>
    /// <param name="Name">llama.cpp's name.</param>
    /// <param name="Source">The checkpoint's name.</param>
    /// <param name="Columns">Inputs, or a norm's width.</param>
    /// <param name="Rows">Outputs; null for a norm.</param>
    /// <param name="HeadDim">
    /// Other than zero where rotary positions turn the outputs: llama.cpp turns neighbours, the checkpoint the two halves of a
    /// head, so the rows of a head are taken from the halves in turn.
    /// </param>
    private sealed record GgufTensor(string Name, string Source, int Columns, int? Rows, int HeadDim = 0)
    {
        public long ByteCount => Rows is { } rows ? (long)rows * RowBytes : Columns * sizeof(float);

        private int RowBytes => Columns / RepeatedWeights.BlockLength * RepeatedWeights.BlockBytes;

        public void Write(BinaryWriter writer, RepeatedWeights weights)
        {
            if (Rows is null)
            {
                for (var column = 0; column < Columns; column++)
                {
                    writer.Write(1f);
                }

                return;
            }

            var bytes = new byte[RowBytes];
            for (var row = 0; row < Rows; row++)
            {
                weights.CopyRow(Source, SourceRow(row), bytes);
                writer.Write(bytes);
            }
        }

        private int SourceRow(int row)
        {
            if (HeadDim == 0)
            {
                return row;
            }

            var (head, place) = (row / HeadDim, row % HeadDim);
            return (head * HeadDim) + (place % 2 * (HeadDim / 2)) + (place / 2);
        }
    }
}
