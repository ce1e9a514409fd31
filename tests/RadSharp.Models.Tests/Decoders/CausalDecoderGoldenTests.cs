using RadSharp.Models.Checkpoints;
using RadSharp.Models.Decoders;
using RadSharp.Models.Layers;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Tests.Decoders;

/// <summary>The decoder computes what transformers computes.</summary>
public class CausalDecoderGoldenTests
{
    [Theory]
    [InlineData("qwen2")]
    [InlineData("llama")]
    public void Logits_and_every_hidden_state_agree_and_all_tensors_of_the_checkpoint_are_used(string name)
    {
        using var golden = new Golden(name);
        using var model = LoadedDecoder.Of(golden);
        using var tape = Tape.ForInference();
        var states = new List<Tensor>();
        var hidden = model.Decoder.Forward(tape, model.Decoder.Embed(tape, golden.Integers("input_ids")), states: states);
        Assert.Empty(model.Left);
        Assert.Equal(model.Decoder.Config.Layers + 1, states.Count);
        for (var state = 0; state < states.Count; state++)
        {
            golden.Check($"hidden_states.{state}", states[state], Tolerance(golden, "logits"));
        }

        golden.Check("logits", model.Decoder.Logits(tape, hidden), Tolerance(golden, "logits"));
    }

    [Theory]
    [InlineData("qwen2", false)]
    [InlineData("qwen2", true)]
    [InlineData("llama", false)]
    [InlineData("llama", true)]
    public void The_loss_and_every_gradient_agree(string name, bool recomputes)
    {
        using var golden = new Golden(name);
        using var model = LoadedDecoder.Of(golden);
        using var tape = Tape.ForTraining();
        model.Train();
        model.Decoder.RecomputesLayers = recomputes;
        var embeddings = model.Decoder.Embed(tape, golden.Integers("input_ids"));
        var loss = model.Decoder.Loss(tape, embeddings, golden.Integers("loss_labels"));
        tape.Backward(loss);
        golden.Check("loss", loss.Reshape([1]), Tolerance(golden, "logits"));
        Assert.Equal(golden.Names("grad.").Count(), model.Parameters.Parameters.Count);
        foreach (var parameter in model.Parameters.Parameters)
        {
            golden.Check($"grad.{parameter.Name}", parameter.Value.Gradient, Tolerance(golden, "gradients"));
        }
    }

    [Theory]
    [InlineData("qwen2", 100)]
    [InlineData("qwen2", 7)]
    [InlineData("llama", 100)]
    [InlineData("llama", 1)]
    public void Greedy_tokens_through_the_cache_agree_with_their_logits(string name, int chunk)
    {
        using var golden = new Golden(name);
        using var model = LoadedDecoder.Of(golden);
        using var tape = Tape.ForInference();
        using var cache = new DecoderCache(model.Decoder.Config);
        using var expected = golden.Read("step_logits");
        var (prompt, generated) = (golden.Integers("input_ids"), golden.Integers("generated_ids"));
        var hidden = default(Tensor);
        foreach (var part in prompt.Chunk(chunk))
        {
            tape.Reset();
            hidden = model.Decoder.Continue(tape, model.Decoder.Embed(tape, part), cache);
        }

        var found = new float[expected.Count];
        int[] next = [0];
        for (var step = 0; step < expected.Shape[0]; step++)
        {
            var logits = model.Decoder.Logits(tape, hidden, onlyLast: true);
            logits.Span.CopyTo(found.AsSpan(step * logits.Count));
            logits.ArgMax(next);
            Assert.Equal(generated[prompt.Length + step], next[0]);
            tape.Reset();
            hidden = model.Decoder.Step(tape, model.Decoder.Embed(tape, next), [cache]);
        }

        using var all = Tensor.From(found, expected.Shape);
        golden.Check("step_logits", all, Tolerance(golden, "logits"));
        Assert.Equal(generated.Length, cache.Length);
    }

    [Theory]
    [InlineData("adapter_model.bin", 2e-4)]
    [InlineData("adapter_model_fp16.bin", 2e-3)]
    [InlineData("adapter_model_bf16.bin", 2e-2)]
    public void A_published_adapter_beside_the_base_agrees(string file, double tolerance)
    {
        using var golden = new Golden("lora");
        using var baseGolden = new Golden("llama");
        using var model = LoadedDecoder.Of(baseGolden);
        using var checkpoint = TorchCheckpoint.Open(Path.Combine(golden.Folder, file));
        using var adapters = new ParameterSet();
        var source = new CheckpointParameters(checkpoint);
        var config = golden.Json("adapter_config.json");
        var rank = config.GetProperty("r").GetInt32();
        foreach (var (name, linear) in model.Parameters.Linears)
        {
            var scope = new ParameterScope(source, adapters, $"base_model.model.{name}");
            if (scope.Contains("lora_A.weight"))
            {
                var (rows, columns) = (linear.Weight.Shape[0], linear.Weight.Shape[1]);
                linear.Adapter = new LoraAdapter(
                    scope.Take("lora_A.weight", [rank, columns], ParameterKind.Matrix),
                    scope.Take("lora_B.weight", [rows, rank], ParameterKind.Matrix),
                    config.GetProperty("lora_alpha").GetSingle() / rank);
            }
        }

        using var tape = Tape.ForInference();
        var hidden = model.Decoder.Forward(tape, model.Decoder.Embed(tape, golden.Integers("input_ids")));
        Assert.Empty(source.Left);
        golden.Check("logits", model.Decoder.Logits(tape, hidden), tolerance);
    }

    [Fact]
    public void A_decoder_inside_a_composition_is_found_below_its_prefix()
    {
        using var golden = new Golden("llava_onevision", "expected_0_tall.safetensors");
        using var checkpoint = golden.Checkpoint();
        using var parameters = new ParameterSet();
        var source = new CheckpointParameters(checkpoint);
        var config = DecoderConfig.Read(golden.Json("config.json").GetProperty("text_config"), "config.json", isNested: true);
        _ = new CausalDecoder(new ParameterScope(source, parameters)["language_model"], config);
        Assert.Equal((2, true, 1e-6f), (config.Layers, config.HasAttentionBias, config.NormEpsilon));
        Assert.Equal(3 + (2 * 12), parameters.Parameters.Count);
        Assert.DoesNotContain(source.Left, name => name.StartsWith("language_model.", StringComparison.Ordinal));
    }

    private static double Tolerance(Golden golden, string name) =>
        golden.Json("golden.json").GetProperty("tolerance").GetProperty(name).GetDouble();
}
