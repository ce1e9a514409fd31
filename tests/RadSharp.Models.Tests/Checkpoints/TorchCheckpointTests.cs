using RadSharp.Models.Checkpoints;
using RadSharp.Tensors;

namespace RadSharp.Models.Tests.Checkpoints;

public class TorchCheckpointTests
{
    [Fact]
    public void A_saved_training_state_gives_exactly_the_tensors_of_the_safetensors_file()
    {
        using var torch = TorchCheckpoint.Open(Golden.PathOf("qformer/checkpoint_4.pth"));
        using var safetensors = SafetensorsCheckpoint.Open(Golden.PathOf("qformer"));
        Assert.Equal(safetensors.Names.Order(StringComparer.Ordinal), torch.Names.Order(StringComparer.Ordinal));
        foreach (var name in safetensors.Names)
        {
            using var expected = safetensors.Read(name, DType.Float32);
            using var found = torch.Read(name, DType.Float32);
            Assert.Equal(safetensors.ShapeOf(name), torch.ShapeOf(name));
            Assert.Equal(expected.Shape, found.Shape);
            Assert.True(expected.Span.SequenceEqual(found.Span), name);
        }
    }

    [Fact]
    public void The_dictionary_may_be_named()
    {
        using var torch = TorchCheckpoint.Open(Golden.PathOf("qformer/checkpoint_4.pth"), "model");
        Assert.Contains("query_tokens", torch.Names);
        var missing = Assert.Throws<InvalidDataException>(
            () => TorchCheckpoint.Open(Golden.PathOf("qformer/checkpoint_4.pth"), "state_dict"));
        Assert.Contains("'state_dict'", missing.Message, StringComparison.Ordinal);
        Assert.Contains("'model', 'epoch'", missing.Message, StringComparison.Ordinal);
        var number = Assert.Throws<InvalidDataException>(
            () => TorchCheckpoint.Open(Golden.PathOf("qformer/checkpoint_4.pth"), "epoch"));
        Assert.Contains("found 4", number.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_prefix_is_taken_away_and_bfloat16_is_read()
    {
        using var torch = TorchCheckpoint.Open(
            Golden.PathOf("radialog_project/non_lora_trainables.bin"), prefix: "base_model.model.");
        Assert.Equal(
            ["model.mm_projector.0.weight", "model.mm_projector.0.bias", "model.mm_projector.2.weight", "model.mm_projector.2.bias"],
            torch.Names);
        Assert.Equal([64L, 20], torch.ShapeOf("model.mm_projector.0.weight"));
        using var wide = torch.Read("model.mm_projector.0.weight", DType.Float32);
        using var narrow = torch.Read("model.mm_projector.0.weight", DType.BFloat16);
        using var back = narrow.To(DType.Float32);
        Assert.Equal(wide.Span.ToArray(), back.Span.ToArray());
        Assert.All(wide.Span.ToArray(), value => Assert.InRange(value, -10, 10));
        Assert.Contains(wide.Span.ToArray(), value => value != 0);
    }

    [Fact]
    public void A_tensor_that_is_not_there_is_named()
    {
        using var torch = TorchCheckpoint.Open(Golden.PathOf("lora/adapter_model.bin"));
        var error = Assert.Throws<InvalidDataException>(() => torch.ShapeOf("nowhere"));
        Assert.Contains("adapter_model.bin", error.Message, StringComparison.Ordinal);
        Assert.Contains("'nowhere'", error.Message, StringComparison.Ordinal);
    }
}
