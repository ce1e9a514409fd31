using RadSharp.Models.Checkpoints;
using RadSharp.Models.Checkpoints.Peft;
using RadSharp.Models.Decoders;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Verification;

/// <summary>
/// Low-rank adapters of one language model (<c>kind: lora</c>): the logits of base and adapter, from each of the adapter's files,
/// run beside the base's matrices and merged into them.
/// </summary>
/// <remarks>
/// The folder's logits are those of the adapter in float32. A file in half precision has other numbers: each factor of
/// B · A is off by the type's rounding u, so that their product, and in first order what it does to the logits, is off by 2u of
/// itself. That much is allowed beside the tolerance: 2u · max |logits with the adapter − logits of the base| / max |logits|. An
/// adapter that were left out, or scaled wrongly by more than its rounding, is still found.
/// </remarks>
internal static class LoraVerification
{
    /// <summary>Recomputes the folder's outputs.</summary>
    public static void Run(GoldenFolder golden, CheckList checks)
    {
        var files = golden.FilesOf("adapter");
        var folder = golden.FolderOf("base");
        using var @base = CheckpointFiles.Open(folder);
        var config = DecoderConfig.Read(Path.Combine(folder, "config.json"));
        foreach (var file in files)
        {
            var name = files.Count > 1 ? Path.GetFileName(file) : "";
            var (besideLabel, mergedLabel) = files.Count > 1 ? ($"{name}: ", $"{name}, merged: ") : ("", "merged: ");
            using var expected = new ExpectedTensors(
                golden.FileOf("expected", ExpectedTensors.FileName), checks, besideLabel);
            using var adapter = PeftAdapter.Open(golden.Path, Path.GetFullPath(file));
            var ids = expected.Tokens("input_ids");
            using var tape = Tape.ForInference();
            var plain = LogitsOf(tape, @base, config, ids);
            var beside = LogitsOf(tape, @base, config, ids, adapter);
            var merged = LogitsOf(tape, adapter.MergedInto(@base), config, ids);
            var effect = RelativeDifference.Between(beside, plain).Value;
            var rounding = double.IsFinite(effect) ? 2 * RoundingOf(adapter) * effect : 0;
            var note = rounding > 0 ? $"of which {rounding:0.0e-00} for the file's half precision" : null;
            var tolerance = golden.Tolerance("logits") + rounding;
            using var logits = expected.Input("logits");
            checks.Add(besideLabel, "logits", RelativeDifference.Between(logits, beside), tolerance, note);
            checks.Add(mergedLabel, "logits", RelativeDifference.Between(logits, merged), tolerance, note);
            expected.CheckRest(golden.Inputs);
        }
    }

    private static Tensor LogitsOf(
        Tape tape, ICheckpoint checkpoint, DecoderConfig config, TokenRows ids, PeftAdapter? adapter = null)
    {
        using var parameters = new ParameterSet();
        var decoder = new CausalDecoder(new ParameterScope(new CheckpointParameters(checkpoint), parameters), config);
        using var attached = adapter?.Attach(parameters);
        return decoder.Logits(tape, decoder.Forward(tape, decoder.Embed(tape, ids.Values, ids.Count)));
    }

    // By how much a file's factors are rounded, as a part of each one's largest number. The type is told by the numbers: those of
    // a float32 file do not all happen to be numbers of a shorter type.
    private static double RoundingOf(PeftAdapter adapter)
    {
        var (isBFloat16, isHalf, smallest) = (true, true, double.PositiveInfinity);
        foreach (var layer in adapter.Layers)
        {
            var (a, b, _) = adapter.Factors(layer);
            foreach (var factor in (ReadOnlySpan<Tensor>)[a, b])
            {
                foreach (var value in factor.Span)
                {
                    isBFloat16 &= (BitConverter.SingleToUInt32Bits(value) & 0xFFFF) == 0;
                    isHalf &= (float)(Half)value == value;
                }

                var largest = RelativeDifference.Largest(factor.Span);
                smallest = largest > 0 ? Math.Min(smallest, largest) : smallest;
                factor.Dispose();
            }
        }

        // Half the distance of neighbours; halves are never nearer to each other than 2⁻²⁴, however small they are.
        return isBFloat16 ? 1.0 / (1 << 8) : isHalf ? (1.0 / (1 << 11)) + (1.0 / (1 << 25) / smallest) : 0;
    }
}
