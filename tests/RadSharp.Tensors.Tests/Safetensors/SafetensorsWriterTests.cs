using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using RadSharp.Tensors.Safetensors;

namespace RadSharp.Tensors.Tests.Safetensors;

public sealed class SafetensorsWriterTests : IDisposable
{
    private readonly FileSamples _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void The_file_has_the_format_that_others_read()
    {
        var path = _files.PathOf("model.safetensors");
        using var tensor = Tensor.From([1, 2, 3], [3, 1]);
        SafetensorsWriter.Write(
            path,
            [new SafetensorsTensor("b", SafetensorsDType.U8, [1], new byte[] { 9 }), new SafetensorsTensor("a", tensor)],
            new Dictionary<string, string> { ["z"] = "last", ["format"] = "pt" });

        var bytes = File.ReadAllBytes(path);
        var headerLength = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        Assert.Equal(0, (headerLength + 8) % 64);
        var header = Encoding.UTF8.GetString(bytes, 8, headerLength);
        const string B = """{"dtype":"U8","shape":[1],"data_offsets":[0,1]}""";
        const string A = """{"dtype":"F32","shape":[3,1],"data_offsets":[1,13]}""";
        Assert.Equal(
            $$$"""{"__metadata__":{"format":"pt","z":"last"},"b":{{{B}}},"a":{{{A}}}}""", header.TrimEnd(' '));
        Assert.Equal([9, 0, 0, 0x80, 0x3F, 0, 0, 0, 0x40, 0, 0, 0x40, 0x40], bytes[(headerLength + 8)..]);
    }

    [Fact]
    public void Names_and_metadata_of_any_script_come_back()
    {
        var path = _files.PathOf("model.safetensors");
        string[] names = ["", "läufer/\"quoted\"\\ \n", "胸部X線", "🫁", new('n', 10_000), "a<b>&'c'"];
        var metadata = names.ToDictionary(name => name, name => name + "!");
        var tensors = names.Select((name, index) => new SafetensorsTensor(name, SafetensorsDType.U8, [1], new[] { (byte)index }));
        SafetensorsWriter.Write(path, [.. tensors], metadata);
        using var file = SafetensorsFile.Open(path);
        Assert.Equal(names, file.Entries.Select(entry => entry.Name));
        Assert.Equal(metadata, file.Metadata);
        Assert.Equal([3], file.ReadInt32("🫁"));
    }

    [Fact]
    public void The_same_tensors_give_the_same_bytes()
    {
        using var tensor = Samples.Random([17, 3]);
        SafetensorsTensor[] tensors = [new("b", tensor), new("a", tensor)];
        SafetensorsWriter.Write(_files.PathOf("1"), tensors, new Dictionary<string, string> { ["x"] = "1", ["y"] = "2" });
        SafetensorsWriter.Write(_files.PathOf("2"), tensors, new Dictionary<string, string> { ["y"] = "2", ["x"] = "1" });
        Assert.Equal(File.ReadAllBytes(_files.PathOf("1")), File.ReadAllBytes(_files.PathOf("2")));
    }

    [Fact]
    public void An_empty_file_can_be_written_and_read()
    {
        SafetensorsWriter.Write(_files.PathOf("x"), []);
        using var file = SafetensorsFile.Open(_files.PathOf("x"));
        Assert.Empty(file.Entries);
    }

    [Fact]
    public void Writing_replaces_a_file_while_it_is_mapped()
    {
        var path = _files.PathOf("x");
        using var one = Tensor.Full([2], 1);
        using var two = Tensor.Full([3], 2);
        SafetensorsWriter.Write(path, [new SafetensorsTensor("t", one)]);
        using var old = SafetensorsFile.Open(path);
        var mapped = old.Map("t");
        SafetensorsWriter.Write(path, [new SafetensorsTensor("t", two)]);
        Check.Close([1, 1], mapped.Span, 0);
        using var replaced = SafetensorsFile.Open(path);
        Check.Close([2, 2, 2], replaced.Map("t").Span, 0);
        Assert.Equal([path], Directory.GetFiles(_files.Folder));
    }

    [Fact]
    public void A_disk_that_fails_half_way_leaves_the_old_file_and_nothing_else()
    {
        var path = _files.PathOf("x");
        using var one = Tensor.Full([2], 1);
        SafetensorsWriter.Write(path, [new SafetensorsTensor("t", one)]);
        var before = File.ReadAllBytes(path);
        using var failing = new FailingBytes();
        var error = Assert.Throws<IOException>(() => SafetensorsWriter.Write(
            path, [new("t", one), new("u", SafetensorsDType.U8, [FailingBytes.Length], failing.Memory)]));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(FailingBytes.Message, error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(_files.Folder));
    }

    [Fact]
    public void A_path_that_cannot_be_replaced_leaves_no_temporary_file()
    {
        Directory.CreateDirectory(Path.Combine(_files.PathOf("x"), "inside"));
        using var one = Tensor.Full([2], 1);
        Assert.ThrowsAny<SystemException>(() => SafetensorsWriter.Write(_files.PathOf("x"), [new("t", one)]));
        Assert.Empty(Directory.GetFiles(_files.Folder));
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        var path = Path.Combine(_files.PathOf("nowhere"), "x");
        var error = Assert.ThrowsAny<IOException>(() => SafetensorsWriter.Write(path, []));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_given_twice_is_refused_before_anything_is_written()
    {
        using var one = Tensor.Full([2], 1);
        var path = _files.PathOf("x");
        var error = Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(path, [new("t", one), new("t", one)]));
        Assert.Contains("'t'", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(path, [new("__metadata__", one)]));
        Assert.Contains("'__metadata__'", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_files.Folder));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused_and_not_replaced()
    {
        using var one = Tensor.Full([2], 1);
        const string Half = "half \ud800 pair";
        var path = _files.PathOf("x");
        var error = Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(path, [new(Half, one)]));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        var metadata = new Dictionary<string, string> { ["note"] = Half };
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(path, [], metadata));
        Assert.Empty(Directory.GetFiles(_files.Folder));
    }

    [Fact]
    public void Bytes_that_do_not_fit_the_type_and_shape_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(
            () => new SafetensorsTensor("t", SafetensorsDType.I16, [2, 3], new byte[10]));
        Assert.Contains("'t' I16 [2, 3] takes 12 bytes, but 10", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new SafetensorsTensor("t", SafetensorsDType.U8, [-1], Array.Empty<byte>()));
        Assert.Throws<ArgumentException>(() => new SafetensorsTensor("t", SafetensorsDType.F6E2M3, [1], new byte[1]));
        Assert.Throws<ArgumentException>(() => new SafetensorsTensor("t", SafetensorsDType.U8, [long.MaxValue, 2], new byte[1]));
    }

    [Fact]
    public void A_disposed_tensor_is_not_written()
    {
        var tensor = Tensor.Zeros([2]);
        var named = new SafetensorsTensor("t", tensor);
        tensor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => SafetensorsWriter.Write(_files.PathOf("x"), [named]));
        Assert.Empty(Directory.GetFiles(_files.Folder));
    }

    [Fact]
    public void The_header_is_what_a_general_JSON_parser_reads()
    {
        var path = _files.PathOf("x");
        using var tensor = Samples.Random([2, 3]);
        using var half = tensor.To(DType.Float16);
        SafetensorsWriter.Write(path, [new SafetensorsTensor("t", half)]);
        var bytes = File.ReadAllBytes(path);
        using var json = JsonDocument.Parse(bytes.AsMemory(8, (int)BitConverter.ToInt64(bytes)));
        Assert.Equal("F16", json.RootElement.GetProperty("t").GetProperty("dtype").GetString());
        Assert.Equal(12, json.RootElement.GetProperty("t").GetProperty("data_offsets")[1].GetInt64());
    }

    // Bytes that cannot be had, which is when a disk fails as far as the writer can tell.
    private sealed class FailingBytes : MemoryManager<byte>
    {
        public const int Length = 100;

        public const string Message = "No space left on device";

        public override Memory<byte> Memory => CreateMemory(Length);

        public override Span<byte> GetSpan() => throw new IOException(Message);

        public override MemoryHandle Pin(int elementIndex = 0) => throw new IOException(Message);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
