using RadSharp.Models.Checkpoints;
using RadSharp.Models.Checkpoints.Peft;
using RadSharp.Models.Compositions;
using RadSharp.Models.Decoders;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Tests.Compositions;

/// <summary>The language sides of RaDialog's two systems from the files that their authors publish.</summary>
public class RaDialogTests
{
    private const double Tolerance = 5e-4;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Align_answers_as_the_original_from_pickled_embeddings_and_an_adapter(bool merged)
    {
        using var golden = new Golden("radialog_align");
        using var @base = SafetensorsCheckpoint.Open(Path.Combine(golden.Folder, "base"));
        using var adapter = PeftAdapter.Open(golden.Folder);
        using var embeddings = PickledArrays.Open(Path.Combine(golden.Folder, "embeddings_test.pkl"));
        using var checkpoint = adapter.MergedInto(@base);
        using var parameters = new ParameterSet();
        var connector = new ParameterScope(new CheckpointParameters(checkpoint), parameters)["model"]["img_proj_layer"];
        var decoder = new ParameterScope(new CheckpointParameters(merged ? checkpoint : @base), parameters);
        var dicoms = golden.Names().Where(name => name.EndsWith(".logits", StringComparison.Ordinal))
            .Select(name => name[..^".logits".Length]).ToList();
        var model = new RaDialogAlign(
            decoder, connector, DecoderConfig.Read(Path.Combine(golden.Folder, "base", "config.json")),
            (int)embeddings.ShapeOf(dicoms[0])[1]);
        using var attached = merged ? null : adapter.Attach(parameters);
        Assert.Equal(2, dicoms.Count);
        foreach (var dicom in dicoms)
        {
            using var tape = Tape.ForInference();
            using var queries = embeddings.Read(dicom, DType.Float32);
            var prompt = model.Embed(tape, golden.Integers($"{dicom}.input_ids"), model.EncodeImage(tape, queries));
            CheckAnswer(tape, golden, $"{dicom}.", model.Decoder, prompt);
        }
    }

    [Fact]
    public void Project_answers_as_the_original_from_an_adapter_and_the_rest_beside_it()
    {
        using var golden = new Golden("radialog_project");
        using var @base = SafetensorsCheckpoint.Open(Path.Combine(golden.Folder, "base"));
        using var adapter = PeftAdapter.Open(golden.Folder);
        using var others = TorchCheckpoint.Open(
            Path.Combine(golden.Folder, "non_lora_trainables.bin"), prefix: "base_model.model.");
        using var merged = adapter.MergedInto(@base);
        using var parameters = new ParameterSet();
        using var channelsFirst = golden.Read("patch_embeddings");
        var model = new RaDialogProject(
            new ParameterScope(new CheckpointParameters(merged), parameters),
            new ParameterScope(new CheckpointParameters(others), parameters)["model"]["mm_projector"],
            DecoderConfig.Read(Path.Combine(golden.Folder, "base", "config.json")), channelsFirst.Shape[1]);
        using var tape = Tape.ForInference();
        var features = model.EncodeImage(tape, tape.Permute(channelsFirst, 0, 2, 3, 1));
        golden.Check("image_features", tape.Reshape(features, 1, features.Shape[0], features.Shape[1]), Tolerance);
        CheckAnswer(tape, golden, "", model.Decoder, model.Embed(tape, golden.Integers("input_ids"), features));
    }

    [Fact]
    public void Prompts_without_the_right_places_are_refused()
    {
        var config = DecoderConfig.Read(Path.Combine(Golden.PathOf("radialog_align"), "base", "config.json"));
        using var parameters = new ParameterSet();
        using var others = new ParameterSet();
        var align = new RaDialogAlign(
            new(new FreshParameters(1), parameters), new(new FreshParameters(2), others), config, queryWidth: 8);
        using var tape = Tape.ForInference();
        using var queries = Tensor.Zeros([RaDialogAlign.ImageTokens, 8]);
        var features = align.EncodeImage(tape, queries);
        Assert.Contains("32", Assert.Throws<ArgumentException>(
            () => align.Embed(tape, [1, align.ImageToken, 2], features)).Message, StringComparison.Ordinal);
    }

    private static void CheckAnswer(Tape tape, Golden golden, string prefix, CausalDecoder decoder, Tensor prompt)
    {
        using var cache = new DecoderCache(decoder.Config);
        var logits = decoder.Logits(tape, decoder.Continue(tape, prompt, cache));
        golden.Check($"{prefix}logits", logits, Tolerance);
        var next = logits.Span[^decoder.Config.VocabularySize..].ToArray();
        foreach (var token in golden.Integers($"{prefix}generated_ids"))
        {
            Assert.Equal(next.Max(), next[token]);
            next = decoder.Logits(tape, decoder.Continue(tape, decoder.Embed(tape, [token]), cache)).Span.ToArray();
        }
    }
}
