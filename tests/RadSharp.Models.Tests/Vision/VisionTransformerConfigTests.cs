using RadSharp.Models.Vision;
using RadSharp.Tensors;

namespace RadSharp.Models.Tests.Vision;

public sealed class VisionTransformerConfigTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void The_vision_part_of_a_larger_model_is_read_and_missing_fields_have_their_usual_values()
    {
        var config = VisionTransformerConfig.Read(Golden.PathOf("llava_onevision/config.json"));
        Assert.Equal(VisionTransformerFamily.SigLip, config.Family);
        Assert.Equal((32, 72, 2, 4), (config.HiddenSize, config.IntermediateSize, config.Layers, config.Heads));
        Assert.Equal((28, 7, 3, 4), (config.ImageSize, config.PatchSize, config.Channels, config.PatchesPerSide));
        Assert.Equal((Activation.GeluTanh, 1e-6f, false), (config.Activation, config.NormEpsilon, config.HasHead));
    }

    [Theory]
    [InlineData("""{ "hidden_size": 8 }""", "'model_type'")]
    [InlineData("""{ "model_type": "vit" }""", "'model_type'")]
    [InlineData("""{ "model_type": "clip_vision_model", "hidden_size": "8" }""", "'hidden_size'")]
    [InlineData("""{ "model_type": "clip_vision_model", "hidden_size": 10, "num_attention_heads": 4 }""", "'hidden_size'")]
    [InlineData("""{ "model_type": "clip_vision_model", "num_hidden_layers": 0 }""", "'num_hidden_layers'")]
    [InlineData("""{ "model_type": "siglip_vision_model", "patch_size": 300 }""", "'patch_size'")]
    [InlineData("""{ "model_type": "siglip_vision_model", "hidden_act": "maxout" }""", "'hidden_act'")]
    [InlineData("""{ "model_type": "dinov2", "layer_norm_eps": 1e-6 }""", "'patch_size'")]
    [InlineData("""{ "model_type": "dinov2", "patch_size": 14, "use_swiglu_ffn": true }""", "'use_swiglu_ffn'")]
    [InlineData("""[]""", "object")]
    [InlineData("""{ "model_type": """, "JSON")]
    public void What_is_missing_or_wrong_is_named_with_its_file(string json, string named)
    {
        File.WriteAllText(_path, json);
        var error = Assert.Throws<InvalidDataException>(() => VisionTransformerConfig.Read(_path));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.StartsWith(_path, error.Message, StringComparison.Ordinal);
    }
}
