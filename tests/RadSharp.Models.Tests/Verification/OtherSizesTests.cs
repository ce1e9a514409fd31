using System.Runtime.InteropServices;
using RadSharp.Models.Checkpoints;
using RadSharp.Models.Decoders;
using RadSharp.Models.Parameters;
using RadSharp.Models.Tests.Checkpoints;
using RadSharp.Models.Verification;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Safetensors;

namespace RadSharp.Models.Tests.Verification;

/// <summary>Folders of other sizes and of other names than the fixtures': what they hold is said by golden.json alone.</summary>
public class OtherSizesTests
{
    private static readonly int[] Ids = [5, 17, 2, 33, 8, 21, 4, 30, 11, 9];
    private static readonly int[] Labels = [-100, 17, 2, -100, 8, 21, 4, 30, -100, 9];

    [Fact]
    public void A_tied_head_and_several_sequences_are_verified()
    {
        using var folder = new TemporaryFolder();
        WriteDecoder(folder);
        var report = GoldenVerification.Verify(folder.Path);
        Assert.True(report.Passes, report.Error ?? string.Join('\n', report.Checks.Where(check => !check.Passes)));
        Assert.Contains(report.Checks, check => check.Name == "grad.model.embed_tokens.weight");
        Assert.DoesNotContain(report.Checks, check => check.Name == "grad.lm_head.weight");
        Assert.Equal(4, report.Checks.Count(check => check.Name.StartsWith("hidden_states.", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(DType.BFloat16)]
    [InlineData(DType.Float16)]
    [InlineData(DType.Float32)]
    public void An_adapter_may_be_one_safetensors_file_of_any_type(DType dtype)
    {
        using var copy = new GoldenCopy("lora", "llama");
        using (var adapter = TorchCheckpoint.Open(copy["adapter_model.bin"]))
        {
            var tensors = adapter.Names.ToDictionary(name => name, name => adapter.Read(name, dtype));
            SafetensorsWriter.Write(
                copy["low_rank.safetensors"], [.. tensors.Select(entry => new SafetensorsTensor(entry.Key, entry.Value))]);
            foreach (var tensor in tensors.Values)
            {
                tensor.Dispose();
            }
        }

        foreach (var file in Directory.EnumerateFiles(copy.Folder, "*.bin"))
        {
            File.Delete(file);
        }

        copy.Replace("golden.json", "adapter_model.bin (float32)", "low_rank.safetensors, the only one");
        copy.Replace("golden.json", "\"adapter_model_fp16.bin\",", "");
        copy.Replace("golden.json", "\"adapter_model_bf16.bin\"", "\"PEFT\"");
        var report = GoldenVerification.Verify(copy.Folder);
        Assert.True(report.Passes, report.Error ?? string.Join('\n', report.Checks));
        Assert.Equal(["logits", "merged: logits"], report.Checks.Select(check => check.Name));
        Assert.Equal(dtype == DType.Float32, report.Checks[0].Note is null);
    }

    [Fact]
    public void Weights_in_shards_and_outputs_in_a_file_of_another_name_are_found()
    {
        using var copy = new GoldenCopy("bert");
        File.Move(copy["model.safetensors"], copy["part-1.safetensors"]);
        using (var part = SafetensorsFile.Open(copy["part-1.safetensors"]))
        {
            var map = string.Join(", ", part.Entries.Select(entry => $"\"{entry.Name}\": \"part-1.safetensors\""));
            File.WriteAllText(copy["model.safetensors.index.json"], $$"""{"weight_map": { {{map}} } }""");
        }

        File.Move(copy["expected.safetensors"], copy["outputs.safetensors"]);
        copy.Replace(
            "golden.json", "\"model.safetensors\"",
            "\"model.safetensors.index.json\", \"expected\": \"outputs.safetensors\"");
        Assert.True(GoldenVerification.Verify(copy.Folder).Passes);
    }

    private static void WriteDecoder(TemporaryFolder folder)
    {
        var config = new DecoderConfig("qwen2", 40, 24, 40, 3, 3, 1, 8, 64) { HasAttentionBias = true, TiesEmbeddings = true };
        using var parameters = new ParameterSet();
        var decoder = new CausalDecoder(new(new FreshParameters(3, 0.3f), parameters), config);
        SafetensorsWriter.Write(
            folder["weights.safetensors"],
            [.. parameters.Parameters.Select(parameter => new SafetensorsTensor(parameter.Name, parameter.Value))]);
        File.WriteAllText(folder["sizes.json"], """
            {"model_type": "qwen2", "vocab_size": 40, "hidden_size": 24, "intermediate_size": 40, "num_hidden_layers": 3,
             "num_attention_heads": 3, "num_key_value_heads": 1, "max_position_embeddings": 64, "tie_word_embeddings": true}
            """);
        File.WriteAllText(folder["golden.json"], """
            {"kind": "decoder", "weights": "weights.safetensors", "config": "sizes.json",
             "outputs": {"logits": "", "hidden_states.N": "", "loss / grad.NAME": "", "generated_ids": "", "step_logits": ""},
             "tolerance": {"logits": 1e-5, "gradients": 1e-5}}
            """);
        using var tape = Tape.ForTraining();
        foreach (var parameter in parameters.Parameters)
        {
            parameter.IsTrainable = true;
        }

        var states = new List<Tensor>();
        var hidden = decoder.Forward(tape, decoder.Embed(tape, Ids, 2), states: states);
        var loss = decoder.Loss(tape, decoder.Embed(tape, Ids, 2), Labels);
        tape.Backward(loss);
        var (answers, logits) = Answers(decoder, tokens: 4);
        using var stepLogits = Tensor.From(logits, [2, 4, 40]);
        SafetensorsWriter.Write(
            folder["expected.safetensors"],
            [
                Integers("input_ids", 2, Ids), Integers("loss_labels", 2, Labels), Integers("generated_ids", 2, answers),
                new("logits", decoder.Logits(tape, hidden)), new("loss", loss), new("step_logits", stepLogits),
                .. states.Index().Select(state => new SafetensorsTensor($"hidden_states.{state.Index}", state.Item)),
                .. parameters.Parameters.Select(
                    parameter => new SafetensorsTensor($"grad.{parameter.Name}", parameter.Value.Gradient)),
            ]);
    }

    // Each sequence and its greedy tokens, without a cache.
    private static (int[] Ids, float[] Logits) Answers(CausalDecoder decoder, int tokens)
    {
        var (answers, logits) = (new List<int>(), new List<float>());
        using var tape = Tape.ForInference();
        foreach (var prompt in Ids.Chunk(5))
        {
            var ids = prompt.ToList();
            for (var step = 0; step < tokens; step++)
            {
                var hidden = decoder.Forward(tape, decoder.Embed(tape, CollectionsMarshal.AsSpan(ids)));
                var last = decoder.Logits(tape, hidden, onlyLast: true).Span.ToArray();
                logits.AddRange(last);
                ids.Add(last.IndexOf(last.Max()));
            }

            answers.AddRange(ids);
        }

        return ([.. answers], [.. logits]);
    }

    private static SafetensorsTensor Integers(string name, int rows, int[] values) => new(
        name, SafetensorsDType.I32, [rows, values.Length / rows], MemoryMarshal.AsBytes<int>(values).ToArray());
}
