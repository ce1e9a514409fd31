using System.IO.Compression;
using System.Text;
using RadSharp.Models.Checkpoints;
using RadSharp.Tensors;
using static RadSharp.Models.Tests.Checkpoints.Pickles.PickleText;

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
            [
                "model.mm_projector.0.weight", "model.mm_projector.0.bias",
                "model.mm_projector.2.weight", "model.mm_projector.2.bias",
            ],
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

    [Theory]
    [InlineData(new long[] { 3, 4 }, new long[] { 4, 1 }, 0, new float[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 })]
    [InlineData(new long[] { 4, 3 }, new long[] { 1, 4 }, 0, new float[] { 0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11 })]
    [InlineData(new long[] { 2, 2 }, new long[] { 4, 2 }, 1, new float[] { 1, 3, 5, 7 })]
    [InlineData(new long[] { 3 }, new long[] { 5 }, 1, new float[] { 1, 6, 11 })]
    [InlineData(new long[] { 3, 2 }, new long[] { 0, 1 }, 4, new float[] { 4, 5, 4, 5, 4, 5 })]
    [InlineData(new long[] { 2, 1, 3 }, new long[] { 3, 77, 1 }, 6, new float[] { 6, 7, 8, 9, 10, 11 })]
    [InlineData(new long[] { 2, 3, 2 }, new long[] { 1, 2, 6 }, 0, new float[] { 0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11 })]
    [InlineData(new long[] { }, new long[] { }, 7, new float[] { 7 })]
    [InlineData(new long[] { 2, 0 }, new long[] { 1, 1 }, 12, new float[] { })]
    public void Views_of_a_storage_become_dense(long[] shape, long[] strides, long offset, float[] expected)
    {
        var numbers = Enumerable.Range(0, 12).SelectMany(static value => BitConverter.GetBytes((float)value)).ToArray();
        var pickle = Dictionary(
            ("a", Tensor("FloatStorage", "0", 12, offset, shape, strides)), ("b", Tensor("FloatStorage", "0", 12, 0, [12], [1])));
        using var folder = new TemporaryFolder();
        using var torch = TorchCheckpoint.Open(folder.Write("model.pt", TorchFile(pickle, numbers)));
        using var found = torch.Read("a", DType.Float32);
        Assert.Equal(shape, torch.ShapeOf("a"));
        Assert.Equal(expected, found.Span.ToArray());
    }

    [Fact]
    public void Large_transposed_and_sliced_matrices_are_gathered_in_pieces()
    {
        const int Rows = 300, Columns = 2_000;
        var numbers = Enumerable.Range(0, Rows * Columns)
            .SelectMany(static value => BitConverter.GetBytes((float)value)).ToArray();
        var pickle = Dictionary(
            ("transposed", Tensor("FloatStorage", "0", Rows * Columns, 0, [Columns, Rows], [1, Columns])),
            ("column", Tensor("FloatStorage", "0", Rows * Columns, 5, [Rows], [Columns])),
            ("third", Tensor("FloatStorage", "0", Rows * Columns, 1, [Rows * Columns / 3], [3])));
        using var folder = new TemporaryFolder();
        using var torch = TorchCheckpoint.Open(folder.Write("model.pt", TorchFile(pickle, numbers)));
        using var transposed = torch.Read("transposed", DType.Float32);
        using var column = torch.Read("column", DType.Float32);
        using var third = torch.Read("third", DType.Float32);
        for (var index = 0; index < Rows * Columns; index++)
        {
            Assert.Equal(((float)(index % Rows) * Columns) + (index / Rows), transposed.Span[index]);
        }

        Assert.Equal(Enumerable.Range(0, Rows).Select(static row => (float)((row * Columns) + 5)), column.Span.ToArray());
        Assert.Equal(
            Enumerable.Range(0, Rows * Columns / 3).Select(static index => (float)((index * 3) + 1)), third.Span.ToArray());
    }

    public static TheoryData<string, byte[], float[]> Types => new()
    {
        { "DoubleStorage", [0, 0, 0, 0, 0, 0, 0xF8, 0x3F], [1.5f] },
        { "HalfStorage", [0, 0x3E, 0, 0xBE], [1.5f, -1.5f] },
        { "BFloat16Storage", [0xC0, 0x3F], [1.5f] },
        { "LongStorage", [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [-2] },
        { "IntStorage", [0, 1, 0, 0], [256] },
        { "ShortStorage", [0xFF, 0xFF], [-1] },
        { "CharStorage", [0xFF, 0x7F], [-1, 127] },
        { "ByteStorage", [0xFF, 0x7F], [255, 127] },
        { "BoolStorage", [1, 0], [1, 0] },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_type_of_element_is_read_in_either_byte_order(string type, byte[] bytes, float[] expected)
    {
        var pickle = Dictionary(("a", Tensor(type, "0", expected.Length, 0, [expected.Length], [1])));
        var swapped = bytes.Chunk(bytes.Length / expected.Length).SelectMany(static element => element.Reverse()).ToArray();
        using var folder = new TemporaryFolder();
        foreach (var (order, content) in new[] { ("little", bytes), ("big", swapped) })
        {
            var file = folder.Write($"{order}.pt", TorchFile(pickle, order, CompressionLevel.NoCompression, content));
            using var torch = TorchCheckpoint.Open(file);
            using var found = torch.Read("a", DType.Float32);
            Assert.Equal(expected, found.Span.ToArray());
        }
    }

    [Fact]
    public void The_state_is_found_among_what_else_a_training_program_saves()
    {
        var tensor = Tensor("FloatStorage", "0", 1, 0, [1], [1]);
        var parameter = Global("torch._utils", "_rebuild_parameter")
            + Tuple(tensor, True, Global("collections", "OrderedDict") + ")R") + "R";
        var state = Global("collections", "OrderedDict") + ")R("
            + Text("model.fc1.weight") + parameter + Text("model.step") + "K\u0007u"
            + Dictionary(("_metadata", "N")) + "b";
        var pickle = Dictionary(
            ("optimizer", Dictionary(("momentum", tensor))),
            ("hyper_parameters", Global("argparse", "Namespace") + ")\u0081" + Dictionary(("lr", "G?\u00F0\0\0\0\0\0\0")) + "b"),
            ("state_dict", state));
        using var folder = new TemporaryFolder();
        var file = folder.Write("last.ckpt", TorchFile(pickle, new byte[4]));
        using var found = TorchCheckpoint.Open(file, prefix: "model.");
        using var optimizer = TorchCheckpoint.Open(file, "optimizer");
        Assert.Equal("fc1.weight", Assert.Single(found.Names));
        Assert.Equal("momentum", Assert.Single(optimizer.Names));
    }

    [Fact]
    public void Files_from_before_the_zip_layout_are_read()
    {
        var magic = "\u0080\u0002\u008A\u000A\u006C\u00FC\u009C\u0046\u00F9\u0020\u006A\u00A8\u0050\u0019.";
        var tensors = Dictionary(
            ("a", Legacy("FloatStorage", "11", 2, [2])), ("b", Legacy("LongStorage", "7", 1, [1])));
        string Legacy(string type, string key, long count, long[] shape) =>
            Tensor(type, key, count, 0, shape, [1]).Replace("tQ", "NtQ", StringComparison.Ordinal);
        byte[] bytes =
        [
            .. Encoding.Latin1.GetBytes(magic),
            .. Pickle("M\u00E9\u0003"), .. Pickle(Dictionary(("little_endian", True))), .. Pickle(tensors),
            .. Pickle("](" + Text("11") + Text("7") + "e"),
            .. BitConverter.GetBytes(2L), .. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f),
            .. BitConverter.GetBytes(1L), .. BitConverter.GetBytes(42L),
        ];
        using var folder = new TemporaryFolder();
        using var torch = TorchCheckpoint.Open(folder.Write("old.pt", bytes));
        using var a = torch.Read("a", DType.Float32);
        using var b = torch.Read("b", DType.Float32);
        Assert.Equal([1.5f, -2f], a.Span.ToArray());
        Assert.Equal([42f], b.Span.ToArray());
        Assert.Throws<InvalidDataException>(() => TorchCheckpoint.Open(folder.Write("cut.pt", bytes.AsSpan(..^1))));
    }
}
