#:project ../src/RadSharp.Models/RadSharp.Models.csproj
#:property PublishAot=false

// Writes a checkpoint of full size whose weights are filled by rule, in bfloat16 shards, for tests of speed and memory:
//   dotnet run tools/filled-checkpoint.cs radvlm|vicuna OUT TOKENIZER_FOLDER
// radvlm is LLaVA-OneVision with Qwen2-7B and SigLIP-so400m, as RadVLM is; vicuna is LLaMA-7B, RaDialog's language model.
// The tokenizer's files are copied; its answers mean nothing, of course.
using System.Runtime.InteropServices;
using System.Text.Json;
using RadSharp.Models.Compositions;
using RadSharp.Models.Decoders;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Safetensors;

if (args is not [var kind and ("radvlm" or "vicuna"), var output, var tokenizer])
{
    Console.Error.WriteLine("Usage: dotnet run tools/filled-checkpoint.cs radvlm|vicuna OUT TOKENIZER_FOLDER");
    return 2;
}

Directory.CreateDirectory(output);
foreach (var file in Directory.EnumerateFiles(tokenizer))
{
    File.Copy(file, Path.Combine(output, Path.GetFileName(file)), overwrite: true);
}

var config = Path.Combine(output, "config.json");
File.WriteAllText(config, kind == "radvlm" ? RadVlmConfig() : VicunaConfig());
if (kind == "radvlm")
{
    File.WriteAllText(Path.Combine(output, "preprocessor_config.json"), $$$"""
        {"do_resize": true, "size": {"height": 384, "width": 384}, "resample": 3, "image_mean": [0.5, 0.5, 0.5],
         "image_std": [0.5, 0.5, 0.5], "image_grid_pinpoints": {{{Pinpoints()}}}}
        """);
    File.WriteAllText(Path.Combine(output, "chat_template.json"), JsonSerializer.Serialize(new
    {
        chat_template = "{% for m in messages %}<|im_start|>{{ m.role }}\n{% for c in m.content %}{% if c.type == 'image' %}<image>\n"
            + "{% endif %}{% endfor %}{% for c in m.content %}{% if c.type == 'text' %}{{ c.text }}{% endif %}{% endfor %}<|im_end|>\n"
            + "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}",
    }));
}

var shards = new Shards(output);
using var set = new ParameterSet();
var root = new ParameterScope(shards, set);
_ = kind == "radvlm" ? (object)new LlavaOnevision(root, LlavaOnevisionConfig.Read(config)) : new CausalDecoder(root, DecoderConfig.Read(config));
shards.Finish();
return 0;

static string Pinpoints() =>
    JsonSerializer.Serialize(from rows in Enumerable.Range(1, 6) from columns in Enumerable.Range(1, 6) select new[] { rows * 384, columns * 384 });

static string RadVlmConfig() => $$$"""
    {"model_type": "llava_onevision", "image_token_index": 151646, "vision_feature_layer": -1, "vision_aspect_ratio": "anyres_max_9",
     "vision_feature_select_strategy": "full", "image_grid_pinpoints": {{{Pinpoints()}}},
     "vision_config": {"model_type": "siglip_vision_model", "hidden_size": 1152, "intermediate_size": 4304, "num_hidden_layers": 26,
      "num_attention_heads": 16, "image_size": 384, "patch_size": 14, "vision_use_head": false},
     "text_config": {"model_type": "qwen2", "vocab_size": 152128, "hidden_size": 3584, "intermediate_size": 18944,
      "num_hidden_layers": 28, "num_attention_heads": 28, "num_key_value_heads": 4, "rope_theta": 1000000.0,
      "max_position_embeddings": 32768, "rms_norm_eps": 1e-6, "bos_token_id": 151643, "eos_token_id": 151645}}
    """;

static string VicunaConfig() => """
    {"model_type": "llama", "vocab_size": 32000, "hidden_size": 4096, "intermediate_size": 11008, "num_hidden_layers": 32,
     "num_attention_heads": 32, "num_key_value_heads": 32, "max_position_embeddings": 2048, "rms_norm_eps": 1e-6}
    """;

/// <summary>Writes each parameter that a network asks for, and gives it a tensor that nobody reads.</summary>
internal sealed class Shards(string folder) : IParameterSource
{
    private const long MostBytes = 2_000_000_000;

    private readonly List<SafetensorsTensor> _waiting = [];
    private readonly Dictionary<string, string> _shardOf = [];
    private long _bytes;
    private int _count;

    public bool Contains(string name) => true;

    public Tensor Take(string name, Shape shape, ParameterKind kind)
    {
        if (_bytes + (2 * shape.Count) > MostBytes && _bytes > 0)
        {
            Write();
        }

        var bytes = Filled(name, kind, shape.Count);
        long[] lengths = [.. Enumerable.Range(0, shape.Rank).Select(axis => (long)shape[axis])];
        _waiting.Add(new SafetensorsTensor(name, SafetensorsDType.BF16, lengths, bytes));
        _bytes += bytes.Length;
        return Tensor.Uninitialized([1]);
    }

    public void Finish()
    {
        Write();
        File.WriteAllText(
            Path.Combine(folder, "model.safetensors.index.json"),
            JsonSerializer.Serialize(new { metadata = new { }, weight_map = _shardOf }));
    }

    // The rule of FilledParameters, a stretch at a time on all cores; norms around one, the rest around zero.
    private static byte[] Filled(string name, ParameterKind kind, long count)
    {
        const int Stretch = 1 << 16;
        var (scale, shift) = kind == ParameterKind.Scale ? (0.1, 1.0) : kind == ParameterKind.Shift ? (0.01, 0.0) : (0.03, 0.0);
        var bytes = GC.AllocateUninitializedArray<byte>(checked((int)(2 * count)));
        Parallel.For(0, (count + Stretch - 1) / Stretch, stretch =>
        {
            var length = (int)Math.Min(Stretch, count - (stretch * Stretch));
            var values = new float[length];
            FilledParameters.Fill(name, scale, shift, values, stretch * Stretch);
            var to = MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan()).Slice((int)(stretch * Stretch), length);
            for (var index = 0; index < length; index++)
            {
                to[index] = (ushort)((BitConverter.SingleToUInt32Bits(values[index]) + 0x8000) >> 16);
            }
        });
        return bytes;
    }

    private void Write()
    {
        var file = $"model-{++_count:00000}.safetensors";
        SafetensorsWriter.Write(Path.Combine(folder, file), _waiting);
        foreach (var tensor in _waiting)
        {
            _shardOf[tensor.Name] = file;
        }

        Console.WriteLine($"{file}: {_waiting.Count} tensors, {_bytes / 1e9:0.00} GB");
        _waiting.Clear();
        _bytes = 0;
    }
}
