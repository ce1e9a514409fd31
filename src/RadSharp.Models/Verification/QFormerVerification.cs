using RadSharp.Models.Checkpoints;
using RadSharp.Models.Encoders.Bert;
using RadSharp.Models.Parameters;
using RadSharp.Models.QFormers;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Verification;

/// <summary>
/// A Q-Former (<c>kind: qformer</c>) from each of its files of weights: queries, text, pairs, generated text with its loss, and
/// the gradients of that loss.
/// </summary>
internal static class QFormerVerification
{
    /// <summary>Recomputes the folder's outputs.</summary>
    public static void Run(GoldenFolder golden, CheckList checks)
    {
        var files = golden.FilesOf("weights");
        var config = QFormerConfig.Read(golden.FileOf("config"));

        // The gradients are of a network that leaves nothing out, whatever its training did.
        config = config with { Bert = config.Bert with { HiddenDropout = 0 } };
        foreach (var file in files)
        {
            var label = files.Count > 1 ? $"{Path.GetFileName(file)}: " : "";
            using var expected = new ExpectedTensors(golden.FileOf("expected", ExpectedTensors.FileName), checks, label);
            using var checkpoint = CheckpointFiles.Open(file);
            using var parameters = new ParameterSet();
            var qFormer = new QFormer(new ParameterScope(new CheckpointParameters(checkpoint), parameters), config);
            using var image = expected.Input("image_embeds");
            var text = EncoderVerification.TextOf(expected, "text_ids", "text_mask");
            var tolerance = golden.Tolerance("activations");
            using var tape = Tape.ForInference();
            expected.Check("query_output", qFormer.EncodeQueries(tape, image), tolerance);
            expected.Check("text_output", qFormer.EncodeText(tape, text), tolerance);
            expected.Check("itm_output", qFormer.EncodePair(tape, image, text), tolerance);
            CheckGeneration(golden, expected, qFormer, parameters, image, text);
            expected.CheckRest(golden.Inputs);
        }
    }

    private static void CheckGeneration(
        GoldenFolder golden, ExpectedTensors expected, QFormer qFormer, ParameterSet parameters, Tensor image, PaddedText text)
    {
        NetworkGradients.Want(parameters);
        image.RequireGradient();
        using var tape = Tape.ForTraining();
        var cache = new KeysAndValues[qFormer.Config.Bert.Layers];
        qFormer.EncodeQueries(tape, image, cache);
        var logits = qFormer.DecodeText(tape, cache, text);
        var loss = QFormerLosses.Generation(tape, logits, text);
        expected.Check("itg_logits", logits, golden.Tolerance("activations"));
        expected.Check("itg_loss", loss, golden.Tolerance("activations"));
        if (!expected.HasGradients)
        {
            return;
        }

        tape.Backward(loss);
        var ofParameters = NetworkGradients.Of(parameters);

        // LAVIS names what is in its Q-Former from there on.
        expected.CheckGradients(
            name => name == "image_embeds" ? image.Gradient : ofParameters($"Qformer.{name}") ?? ofParameters(name),
            golden.Tolerance("gradients"));
    }
}
