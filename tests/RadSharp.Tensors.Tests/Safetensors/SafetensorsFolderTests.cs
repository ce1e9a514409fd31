using RadSharp.Tensors.Safetensors;

namespace RadSharp.Tensors.Tests.Safetensors;

public sealed class SafetensorsFolderTests : IDisposable
{
    private const string First = "model-00001-of-00002.safetensors";
    private const string Second = "model-00002-of-00002.safetensors";

    private readonly FileSamples _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Tensors_of_all_shards_are_found_by_name()
    {
        WriteShards();
        WriteIndex($$$"""{"metadata":{"size":16,"more":[1,{"a":null}]},"weight_map":{"a":"{{{First}}}","b":"{{{Second}}}"}}""");
        using var folder = SafetensorsFolder.Open(_files.Folder);
        Assert.Equal(["a", "b"], folder.Names.Order());
        using var a = folder.ReadFloat32("a");
        Check.Close([1, 1], a.Span, 0);
        Check.Close([2, 2], folder.Map("b").Span, 0);
        Assert.Equal(_files.PathOf(Second), folder.FileOf("b").FilePath);
        Assert.Equal([2], folder.Entry("b").Shape);
        using var narrow = folder.Read("b", DType.BFloat16);
        Assert.Equal(DType.BFloat16, narrow.DType);
        Assert.True(folder.Contains("a"));
        Assert.False(folder.Contains("c"));
        FileSamples.Refuses(() => folder.ReadFloat32("c"), _files.Folder, "'c'");
    }

    [Fact]
    public void A_single_file_needs_no_index()
    {
        Write("model.safetensors", "a", 3);
        Tensor mapped;
        using (var folder = SafetensorsFolder.Open(_files.Folder))
        {
            mapped = folder.Map("a");
            Check.Close([3, 3], mapped.Span, 0);
        }

        Assert.Throws<ObjectDisposedException>(() => mapped.Span[0]);
    }

    [Fact]
    public void The_index_counts_where_there_is_a_single_file_too()
    {
        WriteShards();
        Write("model.safetensors", "a", 3);
        WriteIndex($$$"""{"weight_map":{"a":"{{{First}}}"}}""");
        using var folder = SafetensorsFolder.Open(_files.Folder);
        Check.Close([1, 1], folder.Map("a").Span, 0);
    }

    [Fact]
    public void A_folder_without_a_model_says_what_was_expected()
    {
        var error = Assert.Throws<FileNotFoundException>(() => SafetensorsFolder.Open(_files.Folder));
        Assert.Contains(_files.Folder, error.Message, StringComparison.Ordinal);
        Assert.Contains("model.safetensors.index.json", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        $$$"""{"weight_map":{"a":"{{{First}}}","c":"model-00003-of-00003.safetensors"}}""",
        "'c'", "model-00003-of-00003.safetensors", "no such file")]
    [InlineData($$$"""{"weight_map":{"a":"{{{First}}}","c":"{{{Second}}}"}}""", "'c'", Second, "does not have it")]
    [InlineData($$$"""{"weight_map":{"a":"{{{First}}}","a":"{{{Second}}}"}}""", "'a' twice")]
    [InlineData("""{"weight_map":{"a":"../model.safetensors"}}""", "'a'", "'../model.safetensors'")]
    [InlineData("""{"weight_map":{"a":"/etc/passwd"}}""", "'a'", "'/etc/passwd'")]
    [InlineData("""{"weight_map":{"a":"sub/model.safetensors"}}""", "'a'", "'sub/model.safetensors'")]
    [InlineData("""{"weight_map":{"a":"..\\model.safetensors"}}""", "'a'", "plain name")]
    [InlineData("""{"weight_map":{"a":"C:model.safetensors"}}""", "'a'", "plain name")]
    [InlineData("""{"weight_map":{"a":".."}}""", "'a'", "'..'")]
    [InlineData("""{"weight_map":{"a":""}}""", "'a'", "''")]
    [InlineData("""{"weight_map":{"a":"x\u0000y"}}""", "'a'", "plain name")]
    [InlineData("""{"weight_map":{"a":7}}""", "'a'", "Number 7")]
    [InlineData("""{"weight_map":{},"weight_map":{}}""", "weight_map twice")]
    [InlineData("""{"metadata":{}}""", "expected a weight_map")]
    [InlineData("""{"weight_map":[]}""", "weight_map", "StartArray")]
    [InlineData("""[]""", "the index", "StartArray")]
    [InlineData("""{"weight_map":{"a":"x" """, "expected JSON")]
    [InlineData("""{"metadata":{"a":""", "expected JSON")]
    [InlineData("", "expected JSON")]
    public void A_wrong_index_is_refused_by_name(string index, params string[] expected)
    {
        WriteShards();
        WriteIndex(index);
        FileSamples.Refuses(
            () => SafetensorsFolder.Open(_files.Folder), [_files.PathOf(SafetensorsFolder.IndexName) + ": ", .. expected]);
    }

    [Fact]
    public void A_damaged_shard_is_named()
    {
        WriteShards();
        File.WriteAllBytes(_files.PathOf(Second), new byte[100]);
        WriteIndex($$$"""{"weight_map":{"a":"{{{First}}}","b":"{{{Second}}}"}}""");
        FileSamples.Refuses(() => SafetensorsFolder.Open(_files.Folder), _files.PathOf(Second));
    }

    private void WriteIndex(string json) => File.WriteAllText(_files.PathOf(SafetensorsFolder.IndexName), json);

    private void WriteShards()
    {
        Write(First, "a", 1);
        Write(Second, "b", 2);
    }

    private void Write(string file, string name, float value)
    {
        using var tensor = Tensor.Full([2], value);
        SafetensorsWriter.Write(_files.PathOf(file), [new SafetensorsTensor(name, tensor)]);
    }
}
