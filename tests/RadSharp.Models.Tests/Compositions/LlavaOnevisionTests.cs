using RadSharp.Imaging;
using RadSharp.Imaging.Png;
using RadSharp.Models.Checkpoints;
using RadSharp.Models.Compositions;
using RadSharp.Models.Decoders;
using RadSharp.Models.Parameters;
using RadSharp.Models.Vision.Processing;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Tests.Compositions;

/// <summary>The whole of RadVLM's composition in small, against transformers.</summary>
public sealed class LlavaOnevisionTests : IDisposable
{
    private const double Tolerance = 5e-4;

    private readonly Golden _golden = new("llava_onevision", "expected_0_full.safetensors");
    private readonly ParameterSet _parameters = new();
    private readonly List<Tensor> _tiles = [];
    private readonly LlavaOnevision _model;
    private readonly AnyResolutionProcessor _processor;

    public LlavaOnevisionTests()
    {
        using var checkpoint = _golden.Checkpoint();
        var source = new CheckpointParameters(checkpoint);
        _model = new(new ParameterScope(source, _parameters), LlavaOnevisionConfig.Read(Path.Combine(_golden.Folder, "config.json")));
        _processor = new(
            ImageProcessorConfig.Read(Path.Combine(_golden.Folder, "preprocessor_config.json")), _model.Config.Resolutions);
        Assert.Empty(source.Left);
    }

    public static TheoryData<string, string> Cases => new(
        from entry in new[] { "film_170x150", "0_wide", "0_tall", "0_tiny", "0_square" }
        select ($"{entry}.png", $"expected_0_{(entry[0] == 'f' ? "full" : entry[2..])}.safetensors"));

    public void Dispose()
    {
        _tiles.ForEach(tiles => tiles.Dispose());
        _parameters.Dispose();
        _golden.Dispose();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Features_logits_and_the_greedy_answer_are_those_of_the_original(string image, string expected)
    {
        using var golden = new Golden("llava_onevision", expected);
        using var tape = Tape.ForInference();
        var features = Encode(tape, image);
        golden.Check("image_features", features, Tolerance);

        var ids = golden.Integers("input_ids");
        using var cache = new DecoderCache(_model.Decoder.Config);
        var hidden = _model.Decoder.Continue(tape, _model.Embed(tape, ids, features), cache);
        var last = tape.Slice(hidden, 1, ids.Length - 8, 8);
        var logits = _model.Decoder.Logits(tape, last);
        golden.Check("logits_last8", logits, Tolerance);

        var answer = golden.Integers("generated_ids")[ids.Length..];
        var next = logits.Span[^_model.Decoder.Config.VocabularySize..].ToArray();
        for (var step = 0; step < answer.Length; step++)
        {
            var token = answer[step];
            Assert.Equal(next.Max(), next[token]);
            var state = _model.Decoder.Continue(tape, _model.Embed(tape, [token], null), cache);
            next = _model.Decoder.Logits(tape, state).Span.ToArray();
        }
    }

    [Fact]
    public void Loss_and_every_gradient_are_those_of_the_original()
    {
        using var golden = new Golden("llava_onevision", "expected_0_wide.safetensors");
        foreach (var parameter in _parameters.Parameters)
        {
            parameter.IsTrainable = true;
        }

        var ids = golden.Integers("input_ids");
        var labels = ids.Select((id, index) => index < ids.Length - 3 ? -100 : id).ToArray();
        using var tape = Tape.ForTraining(seed: 1);
        var loss = _model.Decoder.Loss(tape, _model.Embed(tape, ids, Encode(tape, "0_wide.png")), labels);
        golden.Check("loss", tape.Reshape(loss, 1), Tolerance);
        tape.Backward(loss);
        golden.CheckGradients(_parameters, 5e-3);
    }

    [Fact]
    public void A_prompt_with_another_number_of_places_is_refused()
    {
        using var tape = Tape.ForInference();
        var features = Encode(tape, "0_tiny.png");
        var error = Assert.Throws<ArgumentException>(() => _model.Embed(tape, [150, 150, 3], features));
        Assert.Contains("36", error.Message, StringComparison.Ordinal);
        Assert.Contains("found 2", error.Message, StringComparison.Ordinal);
    }

    private Tensor Encode(Tape tape, string image)
    {
        var pixels = (Image<byte>)PngReader.Read(File.ReadAllBytes(Path.Combine(_golden.Folder, image)));
        var (tiles, layout) = _processor.Process(pixels);
        _tiles.Add(tiles);
        return _model.EncodeImage(tape, tiles, layout);
    }
}
