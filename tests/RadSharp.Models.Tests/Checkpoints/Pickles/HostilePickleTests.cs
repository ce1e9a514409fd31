using System.IO.Compression;
using RadSharp.Models.Checkpoints;
using static RadSharp.Models.Tests.Checkpoints.Pickles.PickleText;

namespace RadSharp.Models.Tests.Checkpoints.Pickles;

public class HostilePickleTests
{
    public static TheoryData<string, string> Attacks => new()
    {
        { Global("os", "system") + Tuple(Text("true")) + "R", "os.system" },
        { Text("posix") + Text("system") + "\u0093" + Tuple(Text("true")) + "R", "posix.system" },
        { "(" + Text("true") + "ios\nsystem\n", "os.system" },
        { "(" + Global("os", "system") + Text("true") + "o", "os.system" },
        { Global("subprocess", "Popen") + Tuple(Text("true")) + "\u0081", "subprocess.Popen" },
        { Global("builtins", "eval") + Tuple(Text("1")) + "}\u0092", "builtins.eval" },
        {
            Global("argparse", "Namespace") + ")R" + Dictionary(("__setstate__", Global("builtins", "exec"))) + "b",
            "builtins.exec"
        },
        { Global("builtins", "getattr") + Tuple(Global("torch", "Tensor"), Text("x")) + "R", "builtins.getattr" },
        { Text("torch._utils") + Text("os.system") + "\u0093", "torch._utils.os.system" },
        { Global("torch.storage", "_load_from_bytes") + Tuple(Text("x")) + "R", "torch.storage._load_from_bytes" },
        { Global("collections", "OrderedDict") + ")R" + Dictionary(("a", Global("runpy", "run"))) + "b", "runpy.run" },
        { "\u0082\u0001", "0x82" },
    };

    [Theory]
    [MemberData(nameof(Attacks))]
    public void What_asks_for_more_than_tensors_is_refused_by_name(string attack, string name)
    {
        using var folder = new TemporaryFolder();
        var torch = folder.Write("model.bin", TorchFile(Dictionary(("model", attack))));
        var arrays = folder.Write("arrays.pkl", Pickle(Dictionary(("a", attack))));
        foreach (var (file, open) in new (string, Action)[]
        {
            (torch, () => TorchCheckpoint.Open(torch)), (arrays, () => PickledArrays.Open(arrays)),
        })
        {
            var error = Assert.Throws<InvalidDataException>(open);
            Assert.StartsWith(file, error.Message, StringComparison.Ordinal);
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
        }
    }

    public static TheoryData<string, string> Tensors => new()
    {
        { Tensor("FloatStorage", "0", 4, 0, [2, 3], [3, 1]), "reaches element 5" },
        { Tensor("FloatStorage", "0", 4, 3, [2], [1]), "reaches element 4" },
        { Tensor("FloatStorage", "0", 4, 0, [2], [-1]), "none of them negative" },
        { Tensor("FloatStorage", "0", 4, -1, [2], [1]), "none of them negative" },
        { Tensor("FloatStorage", "0", 4, 0, [-2], [1]), "none of them negative" },
        { Tensor("FloatStorage", "0", 4, 0, [2, 2], [1]), "as many strides" },
        { Tensor("FloatStorage", "0", 5, 0, [5], [1]), "5 elements in 20 bytes" },
        { Tensor("FloatStorage", "0", int.MaxValue, 0, [2], [1]), "but the file has 16" },
        { Tensor("DoubleStorage", "0", 4, 0, [4], [1]), "4 elements in 32 bytes" },
        { Tensor("FloatStorage", "1", 4, 0, [4], [1]), "archive/data/1" },
        { Tensor("FloatStorage", "../data.pkl", 1, 0, [1], [1]), "archive/data/../data.pkl" },
        { Tensor("FloatStorage", "0", 4, 0, [1 << 30, 1 << 30, 1 << 30, 1 << 30], [0, 0, 0, 0]), "too often" },
        { Tensor("Tensor", "0", 4, 0, [4], [1]), "torch.Tensor" },
        { Global("torch._utils", "_rebuild_tensor_v2") + ")R", "expected a storage" },
        { Global("torch._utils", "_rebuild_parameter") + ")R", "expected a tensor" },
    };

    [Theory]
    [MemberData(nameof(Tensors))]
    public void A_tensor_that_does_not_lie_in_its_storage_is_named(string tensor, string reason)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("model.bin", TorchFile(Dictionary(("fc.weight", tensor)), new byte[16]));
        var error = Assert.Throws<InvalidDataException>(() => TorchCheckpoint.Open(file));
        Assert.StartsWith(file, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compressed_entries_are_refused_before_anything_is_unpacked()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write(
            "bomb.pt", TorchFile(Dictionary(("a", Text(new string('a', 1 << 20)))), null, CompressionLevel.SmallestSize));
        var error = Assert.Throws<InvalidDataException>(() => TorchCheckpoint.Open(file));
        Assert.Contains("compressed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_and_circles_do_no_harm()
    {
        const int Depth = 200_000;
        using var folder = new TemporaryFolder();
        var deep = folder.Write("deep.pt", TorchFile(new string(']', Depth) + new string('a', Depth - 1)));
        Assert.Contains(
            "a list of 1", Assert.Throws<InvalidDataException>(() => TorchCheckpoint.Open(deep)).Message,
            StringComparison.Ordinal);
        var circle = folder.Write("circle.pt", TorchFile("}q\u0001" + Text("self") + "h\u0001s"));
        Assert.Contains(
            "a dictionary with 'self'", Assert.Throws<InvalidDataException>(() => TorchCheckpoint.Open(circle)).Message,
            StringComparison.Ordinal);
        // A tuple of a tuple of a tuple, each twice: two to the power of its depth if anyone walked it, or hashed it.
        var doubled = folder.Write("doubled.pt", TorchFile("}" + ")" + string.Concat(Enumerable.Repeat("2\u0086", 1000)) + "Ns"));
        Assert.Throws<InvalidDataException>(() => TorchCheckpoint.Open(doubled));
    }

    [Theory]
    [InlineData("X\u00FF\u00FF\u00FF\u007F", "2147483647 bytes are announced")]
    [InlineData("\u008E\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF", "more than a file can have")]
    [InlineData("\u008B\u00FF\u00FF\u00FF\u007F", "is too long")]
    [InlineData("\u0095\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u007F", "a frame of")]
    [InlineData("h\u0005", "under the number 5")]
    [InlineData("t", "expected a mark")]
    [InlineData("0", "it is empty")]
    [InlineData("(NNu", "it is empty")]
    [InlineData("}(Nu", "has no value")]
    [InlineData("}(NNu", "keys")]
    [InlineData("NNb", "expected an object to put state into")]
    [InlineData("NNR", "expected a name and a tuple")]
    [InlineData("\u0080\u0006", "found 6")]
    [InlineData("X\u0001\u0000\u0000\u0000\u00FF", "UTF-8")]
    [InlineData("Ix\n", "'x'")]
    [InlineData("V\\uD8\n", "escape")]
    public void Damage_is_reported_with_its_place(string text, string reason)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("damaged.pkl", Pickle(text));
        var error = Assert.Throws<InvalidDataException>(() => PickledArrays.Open(file));
        Assert.StartsWith($"{file}: the pickle is damaged before byte ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_another_kind_says_what_it_begins_with()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("model.bin", "GGUF, for instance"u8);
        var error = Assert.Throws<InvalidDataException>(() => TorchCheckpoint.Open(file));
        Assert.Contains("47475546", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => TorchCheckpoint.Open(folder.Write("empty.bin", [])));
        Assert.Throws<InvalidDataException>(() => PickledArrays.Open(folder.Write("empty.pkl", [])));
    }
}
