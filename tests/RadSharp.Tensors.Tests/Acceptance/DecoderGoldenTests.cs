using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;
using RadSharp.Tensors.Optimizers;

namespace RadSharp.Tensors.Tests.Acceptance;

/// <summary>A decoder from this engine's operations does what Hugging Face transformers and PyTorch do.</summary>
public class DecoderGoldenTests
{
    public static TheoryData<string> Models => ["qwen2", "llama"];

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_hidden_state_and_the_logits_agree(string model)
    {
        using var golden = new Golden(model);
        using var decoder = golden.Decoder();
        using var tape = Tape.ForInference();
        var tolerance = golden.Tolerance("logits");
        var layers = decoder.Config.Layers;
        var x = decoder.Embed(tape, golden.InputIds, batch: 1);
        Check.Relative(golden.Expected("hidden_states.0"), x.Span, tolerance, "embeddings");
        for (var layer = 0; layer < layers; layer++)
        {
            x = decoder.Layer(tape, layer, x);
            x = layer == layers - 1 ? decoder.Normed(tape, x) : x;
            Check.Relative(golden.Expected($"hidden_states.{layer + 1}"), x.Span, tolerance, $"layer {layer}");
        }

        Check.Relative(golden.Expected("logits"), decoder.Head(tape, x).Span, tolerance, "logits");
    }

    [Theory]
    [InlineData("qwen2", false)]
    [InlineData("qwen2", true)]
    [InlineData("llama", false)]
    [InlineData("llama", true)]
    public void The_loss_and_the_gradient_of_every_parameter_agree(string model, bool recomputesLayers)
    {
        using var golden = new Golden(model);
        using var decoder = golden.Decoder();
        decoder.RecomputesLayers = recomputesLayers;
        using var tape = Tape.ForTraining();
        var loss = decoder.Loss(tape, golden.InputIds, golden.Labels);
        Check.Relative(golden.Expected("loss"), loss.Span, golden.Tolerance("logits"), "loss");
        tape.Backward(loss);
        Assert.NotEmpty(decoder.Parameters);
        foreach (var parameter in decoder.Parameters)
        {
            Check.Relative(
                golden.Expected($"grad.{parameter.Name}"),
                parameter.Value.Gradient.Span,
                golden.Tolerance("gradients"),
                $"gradient of {parameter.Name}");
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Ten_steps_of_AdamW_agree_in_loss_and_gradient_norm(string model)
    {
        using var golden = new Golden(model);
        using var decoder = golden.Decoder();
        using var tape = Tape.ForTraining();
        var recorded = golden.AdamW();
        var tolerance = golden.Tolerance("adamw_loss");
        using var optimizer = new AdamW(new ParameterGroup(decoder.Parameters)
        {
            LearningRate = recorded.GetProperty("lr").GetDouble(),
            WeightDecay = recorded.GetProperty("weight_decay").GetDouble(),
        })
        {
            Beta1 = recorded.GetProperty("betas")[0].GetDouble(),
            Beta2 = recorded.GetProperty("betas")[1].GetDouble(),
            Epsilon = recorded.GetProperty("eps").GetDouble(),
        };
        var steps = recorded.GetProperty("loss_and_grad_norm_per_step").EnumerateArray().ToList();
        Assert.Equal(10, steps.Count);
        foreach (var (step, expected) in steps.Index())
        {
            var loss = decoder.Loss(tape, golden.InputIds, golden.Labels);
            tape.Backward(loss);
            var norm = GradientClipping.ByGlobalNorm(optimizer.Parameters, recorded.GetProperty("clip_grad_norm").GetDouble());
            optimizer.Step();
            Check.Relative([expected[0].GetSingle()], loss.Span, tolerance, $"loss of step {step}");
            Check.Relative([expected[1].GetSingle()], [(float)norm], tolerance, $"gradient norm of step {step}");
            optimizer.ClearGradients();
            tape.Reset();
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Greedy_tokens_through_the_cache_agree_with_their_logits(string model)
    {
        using var golden = new Golden(model);
        using var decoder = golden.Decoder();
        using var tape = Tape.ForInference();
        var (generated, stepLogits) = (golden.GeneratedIds, golden.Expected("step_logits"));
        var caches = decoder.NewCaches(capacity: generated.Length);
        var prompt = golden.InputIds.Length;
        int[] next = [0];
        var logits = decoder.Continue(tape, golden.InputIds, caches);
        for (var step = 0; step < generated.Length - prompt; step++)
        {
            var expected = stepLogits.AsSpan(step * logits.Count, logits.Count);
            Check.Relative(expected, logits.Span, golden.Tolerance("logits"), $"logits of step {step}");
            logits.ArgMax(next);
            Assert.Equal(generated[prompt + step], next[0]);
            tape.Reset();
            logits = decoder.Continue(tape, next, caches);
        }

        Array.ForEach(caches, cache => cache.Dispose());
    }

    [Fact]
    public void The_gradient_that_passes_8_bit_projections_is_close_to_the_exact_one()
    {
        using var golden = new Golden("llama");
        using var exact = golden.Decoder();
        using var quantized = golden.Decoder(projections: DType.Q8);
        Assert.Contains(quantized.Parameters, parameter => parameter.Value.DType == DType.Q8);
        var gradient = EmbeddingGradient(exact);
        Check.Relative(gradient, EmbeddingGradient(quantized), tolerance: 0.05, "gradient of the embeddings");

        float[] EmbeddingGradient(TinyDecoder decoder)
        {
            using var tape = Tape.ForTraining();
            tape.Backward(decoder.Loss(tape, golden.InputIds, golden.Labels));
            return decoder["model.embed_tokens.weight"].Value.Gradient.Span.ToArray();
        }
    }
}
