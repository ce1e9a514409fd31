using RadSharp.Models.Checkpoints;
using RadSharp.Tensors;
using static RadSharp.Models.Tests.Checkpoints.Pickles.PickleText;

namespace RadSharp.Models.Tests.Checkpoints;

public class PickledArraysTests
{
    [Fact]
    public void Published_embeddings_are_read_by_dicom_id()
    {
        using var arrays = PickledArrays.Open(Golden.PathOf("radialog_align/embeddings_test.pkl"));
        Assert.Equal(["00000-dicom", "00001-dicom"], arrays.Names);
        Assert.Equal([32L, 40], arrays.ShapeOf("00000-dicom"));
        using var first = arrays.Read("00000-dicom", DType.Float32);
        Assert.Equal(BitConverter.ToSingle([0x71, 0x52, 0x68, 0x3F]), first.Span[0]);
        Assert.Equal(BitConverter.ToSingle([0xC0, 0x4F, 0x67, 0xBF]), first.Span[1]);
        Assert.All(first.Span.ToArray(), value => Assert.InRange(value, -1, 1));
    }

    [Theory]
    [InlineData("f4", "<", false, new byte[] { 0, 0, 0xC0, 0x3F, 0, 0, 0, 0x40 }, new[] { 1.5f, 2 })]
    [InlineData("f4", ">", false, new byte[] { 0x3F, 0xC0, 0, 0, 0x40, 0, 0, 0 }, new[] { 1.5f, 2 })]
    [InlineData("i2", ">", true, new byte[] { 0, 1, 1, 0 }, new[] { 1f, 256 })]
    [InlineData("u1", "|", false, new byte[] { 1, 255 }, new[] { 1f, 255 })]
    [InlineData(">f2", "=", false, new byte[] { 0x3E, 0, 0xBE, 0 }, new[] { 1.5f, -1.5f })]
    public void Elements_are_read_in_either_byte_order(string type, string order, bool fortran, byte[] bytes, float[] expected)
    {
        using var folder = new TemporaryFolder();
        using var arrays = PickledArrays.Open(
            folder.Write("a.pkl", Pickle(Dictionary(("a", Array(type, order, fortran, [2], Bytes(bytes)))))));
        using var found = arrays.Read("a", DType.Float32);
        Assert.Equal(expected, found.Span.ToArray());
    }

    [Fact]
    public void Arrays_in_the_order_of_Fortran_are_turned()
    {
        using var folder = new TemporaryFolder();
        using var arrays = PickledArrays.Open(folder.Write(
            "a.pkl", Pickle(Dictionary(("a", Array("u1", "|", true, [2, 3], Bytes([1, 2, 3, 4, 5, 6])))))));
        using var found = arrays.Read("a", DType.Float32);
        Assert.Equal([1f, 3, 5, 2, 4, 6], found.Span.ToArray());
    }

    // Protocol 2 writes bytes as a text and its encoding, Python 2 as a text; protocol 5 calls another function.
    [Fact]
    public void Bytes_of_every_protocol_are_read()
    {
        var encoded = Global("_codecs", "encode") + Tuple(Text("\u00FF\u0001"), Text("latin1")) + "R";
        var dtype = Global("numpy", "dtype") + Tuple(Text("u1"), False, True) + "R";
        using var folder = new TemporaryFolder();
        using var arrays = PickledArrays.Open(folder.Write("a.pkl", Pickle(Dictionary(
            ("encoded", Array("u1", "|", false, [2], encoded)),
            ("python2", Array("u1", "|", false, [2], "U\u0002\u00FF\u0001")),
            ("protocol5", Global("numpy._core.numeric", "_frombuffer")
                + Tuple("\u0096\u0002\0\0\0\0\0\0\0\u00FF\u0001", dtype, Counts(2), Text("C")) + "R")))));
        foreach (var name in arrays.Names)
        {
            using var found = arrays.Read(name, DType.Float32);
            Assert.Equal([255f, 1], found.Span.ToArray());
        }

        Assert.Equal(3, arrays.Names.Count);
    }

    [Theory]
    [InlineData("f4", new long[] { 3 }, "takes another number of bytes than the 8")]
    [InlineData("f4", new long[] { 1 << 30, 1 << 30, 1 << 30 }, "takes another number of bytes than the 8")]
    [InlineData("O", new long[] { 2 }, "'O'")]
    public void An_array_that_does_not_fit_is_named(string type, long[] shape, string reason)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a.pkl", Pickle(Dictionary(("first", Array(type, "<", false, shape, Bytes(new byte[8]))))));
        var error = Assert.Throws<InvalidDataException>(() => PickledArrays.Open(file));
        Assert.StartsWith($"{file}: array 'first': ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static string Array(string type, string order, bool fortran, long[] shape, string content) =>
        Global("numpy.core.multiarray", "_reconstruct") + Tuple(Global("numpy", "ndarray"), Counts(0), Bytes("b"u8)) + "R"
        + Tuple(
            Integer(1), Counts(shape),
            Global("numpy", "dtype") + Tuple(Text(type), False, True) + "R"
            + Tuple(Integer(3), Text(order), "N", "N", "N", Integer(-1), Integer(-1), Integer(0)) + "b",
            fortran ? True : False, content)
        + "b";
}
