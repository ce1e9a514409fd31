using RadSharp.Models.Checkpoints;
using RadSharp.Tensors;
using static RadSharp.Models.Tests.Checkpoints.Pickles.PickleText;

namespace RadSharp.Models.Tests.Checkpoints;

public class CheckpointFilesTests
{
    [Theory]
    [InlineData("qformer", typeof(SafetensorsCheckpoint))]
    [InlineData("qformer/model.safetensors", typeof(SafetensorsCheckpoint))]
    [InlineData("qformer/checkpoint_4.pth", typeof(TorchCheckpoint))]
    public void Files_are_opened_by_their_content(string golden, Type type)
    {
        using var checkpoint = CheckpointFiles.Open(Golden.PathOf(golden));
        Assert.IsType(type, checkpoint);
        Assert.True(checkpoint.Contains("query_tokens"));
    }

    [Fact]
    public void Shards_of_torch_files_are_one_checkpoint()
    {
        using var folder = Shards("""{"metadata": {}, "weight_map": {"a": "1.bin", "b": "2.bin", "c": "2.bin"}}""");
        using var checkpoint = CheckpointFiles.Open(folder.Path);
        Assert.Equal(["a", "b", "c"], checkpoint.Names.Order());
        using var c = checkpoint.Read("c", DType.Float32);
        Assert.Equal([3f], c.Span.ToArray());
        Assert.Equal([1L], checkpoint.ShapeOf("a"));
        Assert.Contains(
            "'d'", Assert.Throws<InvalidDataException>(() => checkpoint.ShapeOf("d")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"weight_map": {"a": "3.bin"}}""", "'3.bin', but there is no such file")]
    [InlineData("""{"weight_map": {"a": "2.bin"}}""", "'2.bin', but that file does not have it")]
    [InlineData("""{"weight_map": {"a": "../1.bin"}}""", "the plain name of a file")]
    [InlineData("""{"weight_map": {"a": 1}}""", "expected weight_map")]
    [InlineData("""{"weight_map": {"a": "\ud800"}}""", "expected JSON")]
    [InlineData("""[1""", "expected JSON")]
    public void A_wrong_index_is_named(string json, string reason)
    {
        using var folder = Shards(json);
        var error = Assert.Throws<InvalidDataException>(() => CheckpointFiles.Open(folder.Path));
        Assert.StartsWith(folder[TorchFolder.IndexName], error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_model_says_what_was_looked_for()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(
            "pytorch_model.bin", Assert.Throws<FileNotFoundException>(() => CheckpointFiles.Open(folder.Path)).Message,
            StringComparison.Ordinal);
    }

    private static TemporaryFolder Shards(string index)
    {
        var folder = new TemporaryFolder();
        var tensor = Tensor("FloatStorage", "0", 1, 0, [1], [1]);
        folder.Write("1.bin", TorchFile(Dictionary(("a", tensor)), BitConverter.GetBytes(1f)));
        folder.Write("2.bin", TorchFile(Dictionary(("b", tensor), ("c", tensor)), BitConverter.GetBytes(3f)));
        File.WriteAllText(folder[TorchFolder.IndexName], index);
        return folder;
    }
}
