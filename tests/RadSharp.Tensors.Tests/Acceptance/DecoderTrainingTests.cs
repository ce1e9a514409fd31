using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Memory;
using RadSharp.Tensors.Optimizers;
using RadSharp.Tensors.Tests.Optimizers;

namespace RadSharp.Tensors.Tests.Acceptance;

/// <summary>What a training must be able to rely on beside its numbers: sums over parts, bits, memory.</summary>
public class DecoderTrainingTests
{
    [Fact]
    public void Gradients_added_up_over_two_halves_are_those_of_the_whole_batch()
    {
        using var golden = new Golden("qwen2");
        using var decoder = golden.Decoder();
        var tokens = golden.InputIds.Length;
        int[] ids = [.. golden.InputIds, .. golden.InputIds.Reverse()];

        // The halves count different numbers of tokens: each half's mean has to be weighted with its share.
        int[] labels = [.. golden.Labels, .. ids[tokens..].Select((id, token) => token < 9 ? id : -100)];
        var whole = Gradients(decoder, tape => tape.Backward(decoder.Loss(tape, ids, labels, batch: 2)));
        var halves = Gradients(decoder, tape =>
        {
            var counted = TinyDecoder.Successors(labels, batch: 2).Count(label => label >= 0);
            foreach (var half in new[] { ..tokens, tokens.. })
            {
                var share = (float)TinyDecoder.Successors(labels[half], batch: 1).Count(label => label >= 0) / counted;
                tape.Backward(decoder.Loss(tape, ids[half], labels[half]), share);
                tape.Reset();
            }
        });
        foreach (var (name, gradient) in whole)
        {
            Check.Relative(gradient, halves[name], 1e-5, name);
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_another_seed_others()
    {
        var first = TrainedWeights(seed: 7);
        Assert.Equal(first, TrainedWeights(seed: 7));
        Assert.NotEqual(first, TrainedWeights(seed: 8));

        static float[] TrainedWeights(ulong seed)
        {
            using var golden = new Golden("llama");
            using var decoder = golden.Decoder();
            decoder.Dropout = 0.1f;
            using var optimizer = NewOptimizer(decoder);
            using var tape = Tape.ForTraining(seed);
            for (var step = 0; step < 20; step++)
            {
                Step(golden, decoder, tape, optimizer);
            }

            return [.. decoder.Parameters.SelectMany(parameter => parameter.Value.Span.ToArray())];
        }
    }

    [Fact]
    public void Recomputed_layers_hold_less_memory_and_drop_the_same_elements()
    {
        using var golden = new Golden("qwen2");
        using var decoder = golden.Decoder();
        decoder.Dropout = 0.1f;
        var (kept, bytesOfKept) = Run(recomputesLayers: false);
        var (recomputed, bytesOfRecomputed) = Run(recomputesLayers: true);
        Assert.True(bytesOfRecomputed < bytesOfKept / 2, $"{bytesOfRecomputed:N0} bytes are held instead of {bytesOfKept:N0}");
        foreach (var (name, gradient) in kept)
        {
            Check.Relative(gradient, recomputed[name], 1e-5, name);
        }

        (Dictionary<string, float[]> Gradients, long Bytes) Run(bool recomputesLayers)
        {
            long bytes = 0;
            decoder.RecomputesLayers = recomputesLayers;
            return (Gradients(decoder, tape =>
            {
                var loss = decoder.Loss(tape, golden.InputIds, golden.Labels);
                bytes = tape.BytesOwned;
                tape.Backward(loss);
            }), bytes);
        }
    }

    [Fact]
    public void A_thousand_steps_hold_their_memory()
    {
        using var golden = new Golden("qwen2");
        using var decoder = golden.Decoder();
        using var optimizer = NewOptimizer(decoder);
        using var tape = Tape.ForTraining();
        long inUse = 0;
        (long Managed, long Resident) before = default;
        for (var step = 1; step <= 1000; step++)
        {
            Step(golden, decoder, tape, optimizer);
            inUse = step == 1 ? TensorMemory.BytesInUse : inUse;
            Assert.Equal(inUse, TensorMemory.BytesInUse);
            before = step == 100 ? LiveBytes() : before;
        }

        // The JIT compiles hot code a second time during these steps, which takes about 6 MB once.
        var after = LiveBytes();
        Assert.InRange(after.Managed - before.Managed, long.MinValue, 200_000);
        Assert.InRange(after.Resident - before.Resident, long.MinValue, 10_000_000);
    }

    // Without the garbage that the collector has not come to yet.
    private static (long Managed, long Resident) LiveBytes()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        return (GC.GetTotalMemory(forceFullCollection: false), Environment.WorkingSet);
    }

    private static AdamW NewOptimizer(TinyDecoder decoder) =>
        new(new ParameterGroup(decoder.Parameters) { LearningRate = 1e-3, WeightDecay = 0.01 });

    private static void Step(Golden golden, TinyDecoder decoder, Tape tape, AdamW optimizer)
    {
        tape.Backward(decoder.Loss(tape, golden.InputIds, golden.Labels));
        GradientClipping.ByGlobalNorm(optimizer.Parameters, maxNorm: 1);
        optimizer.Step();
        optimizer.ClearGradients();
        tape.Reset();
    }

    private static Dictionary<string, float[]> Gradients(TinyDecoder decoder, Action<Tape> run)
    {
        using var tape = Tape.ForTraining();
        run(tape);
        var gradients = decoder.Parameters.ToDictionary(
            parameter => parameter.Name, parameter => parameter.Value.Gradient.Span.ToArray());
        foreach (var parameter in decoder.Parameters)
        {
            parameter.Value.ClearGradient();
        }

        return gradients;
    }
}
