using RadSharp.Models.Checkpoints;
using RadSharp.Models.Checkpoints.Peft;
using RadSharp.Models.Compositions;
using RadSharp.Models.Decoders;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Verification;

/// <summary>
/// The language sides of RaDialog's two systems (<c>kind: radialog_align</c>, <c>radialog_project</c>) from files as their
/// authors publish them: logits and greedy answers of an image's prompt, the adapter merged into the base.
/// </summary>
internal static class RaDialogVerification
{
    /// <summary>Recomputes the outputs of a folder of RaDialog-align: of every image that it has a prompt for.</summary>
    public static void RunAlign(GoldenFolder golden, CheckList checks)
    {
        const string Prompt = ".input_ids";
        using var expected = new ExpectedTensors(golden.FileOf("expected", ExpectedTensors.FileName), checks);
        using var @base = CheckpointFiles.Open(golden.FolderOf("base"));
        using var adapter = PeftAdapter.Open(golden.Path, Path.GetFullPath(golden.FileOf("adapter")));
        using var embeddings = PickledArrays.Open(golden.FileOf("embeddings"));
        using var merged = adapter.MergedInto(@base);
        using var parameters = new ParameterSet();
        var scope = new ParameterScope(new CheckpointParameters(merged), parameters);
        var dicoms = expected.Names.Where(static name => name.EndsWith(Prompt, StringComparison.Ordinal))
            .Select(static name => name[..^Prompt.Length]).ToList();
        var width = dicoms.Count > 0 && embeddings.ShapeOf(dicoms[0]) is [.., var last] ? (int)last : 0;
        var model = new RaDialogAlign(scope, scope["model"]["img_proj_layer"], ConfigOf(golden), width);
        foreach (var dicom in dicoms)
        {
            using var stored = embeddings.Read(dicom, DType.Float32);
            var queries = stored.Reshape([stored.Count / width, width]);
            var ids = expected.Tokens(dicom + Prompt);
            CheckAnswer(
                golden, expected, $"{dicom}.", model.Decoder, ids,
                (tape, row) => model.Embed(tape, ids[row], model.EncodeImage(tape, queries)));
        }

        expected.CheckRest(golden.Inputs);
    }

    /// <summary>Recomputes the outputs of a folder of RaDialog-project.</summary>
    public static void RunProject(GoldenFolder golden, CheckList checks)
    {
        using var expected = new ExpectedTensors(golden.FileOf("expected", ExpectedTensors.FileName), checks);
        using var @base = CheckpointFiles.Open(golden.FolderOf("base"));
        using var adapter = PeftAdapter.Open(golden.Path, Path.GetFullPath(golden.FileOf("adapter")));
        using var others = TorchCheckpoint.Open(golden.FileOf("others"), prefix: "base_model.model.");
        using var merged = adapter.MergedInto(@base);
        using var parameters = new ParameterSet();
        using var channelsFirst = expected.Input("patch_embeddings");
        var model = new RaDialogProject(
            new ParameterScope(new CheckpointParameters(merged), parameters),
            new ParameterScope(new CheckpointParameters(others), parameters)["model"]["mm_projector"],
            ConfigOf(golden), channelsFirst.Shape[1]);
        using var tape = Tape.ForInference();
        var features = model.EncodeImage(tape, tape.Permute(channelsFirst, 0, 2, 3, 1));
        expected.Check("image_features", features, golden.Tolerance("image_features", "activations", "logits"));
        var ids = expected.Tokens("input_ids");
        CheckAnswer(golden, expected, "", model.Decoder, ids, (inner, row) => model.Embed(inner, ids[row], features));
        expected.CheckRest(golden.Inputs);
    }

    private static DecoderConfig ConfigOf(GoldenFolder golden) =>
        DecoderConfig.Read(Path.Combine(golden.FolderOf("base"), "config.json"));

    private static void CheckAnswer(
        GoldenFolder golden, ExpectedTensors expected, string prefix, CausalDecoder decoder, TokenRows ids,
        Func<Tape, int, Tensor> embed)
    {
        var tolerance = golden.Tolerance("logits");
        using var tape = Tape.ForInference();
        var logits = decoder.Logits(tape, decoder.Forward(tape, embed(tape, 0)));
        expected.Check($"{prefix}logits", logits, tolerance);
        GreedyAnswer.Check(expected, prefix, decoder, ids, embed, tolerance);
    }
}
