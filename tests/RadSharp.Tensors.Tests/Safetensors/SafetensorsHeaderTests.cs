using RadSharp.Tensors.Safetensors;

namespace RadSharp.Tensors.Tests.Safetensors;

public sealed class SafetensorsHeaderTests : IDisposable
{
    private readonly FileSamples _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("""{"t":{"dtype":"F32","shape":[1,-2],"data_offsets":[0,8]}}""", 8, "'t'", "shape", "-2")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}}""", 8, "'t'", "shape", "1.5")]
    [InlineData("""{"t":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}}""", 8, "'t'", "shape", "String")]
    [InlineData("""{"t":{"dtype":"F32","shape":[[2]],"data_offsets":[0,8]}}""", 8, "'t'", "shape", "StartArray")]
    [InlineData("""{"t":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}""", 8, "'t'", "shape", "Number 2")]
    [InlineData("""{"t":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,8]}}""", 8, "'t'", "9223372036854775808")]
    [InlineData("""{"t":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}""", 8, "'t'", "4294967296")]
    [InlineData("""{"t":{"dtype":"F64","shape":[9223372036854775807],"data_offsets":[0,8]}}""", 8, "'t'", "9223372036854775807")]
    [InlineData("""{"t":{"dtype":"F33","shape":[2],"data_offsets":[0,8]}}""", 8, "'t'", "'F33'")]
    [InlineData("""{"t":{"dtype":"f32","shape":[2],"data_offsets":[0,8]}}""", 8, "'t'", "'f32'")]
    [InlineData("""{"t":{"dtype":32,"shape":[2],"data_offsets":[0,8]}}""", 8, "'t'", "Number 32")]
    [InlineData("""{"t":{"dtype":"F4","shape":[3],"data_offsets":[0,1]}}""", 1, "'t'", "F4 [3]", "whole number of bytes")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,12]}}""", 8, "'t'", "[0, 12]", "8 bytes")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "'t'", "[8, 0]")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", 8, "'t'", "data_offsets", "-8")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,9223372036854775807]}}""", 8, "'t'", "9223372036854775807")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", 8, "'t'", "data_offsets")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}""", 8, "'t'", "data_offsets")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 8, "'t'", "takes 8 bytes", "[0, 4] hold 4")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9, "1 bytes at the end")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "'t'", "hole", "the header", "found 4")]
    [InlineData(
        """{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[6,10]}}""",
        10, "'b'", "hole", "'a'", "byte 4", "found 6")]
    [InlineData(
        """{"b":{"dtype":"U8","shape":[4],"data_offsets":[3,7]},"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""",
        7, "'b'", "overlaps", "'a'", "byte 4", "found 3")]
    [InlineData(
        """{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""",
        4, "overlaps", "'a'", "'b'")]
    [InlineData(
        """{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"e":{"dtype":"U8","shape":[0],"data_offsets":[2,2]}}""",
        4, "'e'", "overlaps", "'a'")]
    [InlineData(
        """{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"\u0061":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""",
        8, "'a' twice")]
    [InlineData("""{"t":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, "'t'", "'dtype'", "once")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2],"shape":[2],"data_offsets":[0,8]}}""", 8, "'t'", "'shape'", "once")]
    [InlineData(
        """{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"data_offsets":[0,8]}}""", 8, "'t'", "'data_offsets'", "once")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"order":"big"}}""", 8, "'t'", "'order'")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2]}}""", 8, "'t'", "not all")]
    [InlineData("""{"t":{}}""", 0, "'t'", "not all")]
    [InlineData("""{"t":null}""", 0, "'t'", "Null")]
    [InlineData("""{"t":[]}""", 0, "'t'", "StartArray")]
    [InlineData("""[]""", 0, "the header", "StartArray")]
    [InlineData("""7""", 0, "the header", "Number 7")]
    [InlineData("""{"t":{"dtype":"F32",}}""", 0, "expected JSON")]
    [InlineData("""{"t":{"dtype":"F32" """, 0, "expected JSON")]
    [InlineData("""{} {}""", 0, "expected JSON")]
    [InlineData("""{}/**/""", 0, "expected JSON")]
    [InlineData("", 0, "expected JSON")]
    [InlineData("""{"\ud800":{}}""", 0, "surrogate")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "__metadata__ 'a'", "Number 1")]
    [InlineData("""{"__metadata__":{"a":{"b":"c"}}}""", 0, "__metadata__ 'a'", "StartObject")]
    [InlineData("""{"__metadata__":{"a":null}}""", 0, "__metadata__ 'a'", "Null")]
    [InlineData("""{"__metadata__":[]}""", 0, "__metadata__", "StartArray")]
    [InlineData("""{"__metadata__":{"a":"1","a":"1"}}""", 0, "__metadata__", "'a' twice")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", 0, "__metadata__ twice")]
    public void A_wrong_header_is_refused_by_name(string header, int dataByteCount, params string[] expected)
    {
        var path = _files.Write(header, dataByteCount);
        var error = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(path));
        Assert.StartsWith(path + ": ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
        Assert.All(expected, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(new byte[0], "the file has 0")]
    [InlineData(new byte[] { 2, 0, 0, 0, 0, 0, 0 }, "the file has 7")]
    [InlineData(new byte[] { 3, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}' }, "3 bytes, but 2 follow")]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, (byte)'{', (byte)'}' }, "18446744073709551615 bytes")]
    [InlineData(new byte[] { 4, 0, 0, 0, 0, 0, 0, 0, (byte)'{', 0xC3, 0x28, (byte)'}' }, "not valid UTF-8")]
    [InlineData(new byte[] { 5, 0, 0, 0, 0, 0, 0, 0, 0xEF, 0xBB, 0xBF, (byte)'{', (byte)'}' }, "expected JSON")]
    public void A_file_that_does_not_begin_with_its_header_is_refused(byte[] bytes, string expected)
    {
        var path = _files.PathOf("damaged.safetensors");
        File.WriteAllBytes(path, bytes);
        FileSamples.Refuses(() => SafetensorsFile.Open(path), path, expected);
    }

    [Fact]
    public void A_header_of_more_than_100_MB_is_refused_without_being_read()
    {
        var path = _files.PathOf("long.safetensors");
        using (var stream = File.Create(path))
        {
            stream.Write(BitConverter.GetBytes(100_000_001L));
            stream.SetLength(100_000_100);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        FileSamples.Refuses(() => SafetensorsFile.Open(path), path, "100000001 bytes");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void A_shape_of_more_than_64_axes_is_refused()
    {
        var lengths = string.Join(',', Enumerable.Repeat("1", 65));
        var path = _files.Write($$$"""{"t":{"dtype":"U8","shape":[{{{lengths}}}],"data_offsets":[0,1]}}""", 1);
        FileSamples.Refuses(() => SafetensorsFile.Open(path), "'t': the shape has more than 64 axes");
    }

    [Fact]
    public void Deep_nesting_is_refused_and_does_not_overflow_the_stack()
    {
        var path = _files.Write($$"""{"t":{{new string('[', 1_000_000)}}""", 0);
        Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(path));
    }

    [Fact]
    public void A_message_shortens_a_name_that_fills_the_header()
    {
        var path = _files.Write($$"""{"{{new string('n', 1_000_000)}}":7}""", 0);
        var error = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(path));
        Assert.InRange(error.Message.Length, 200, 1000);
    }

    [Fact]
    public void Tensors_may_stand_in_any_order_and_are_listed_by_their_bytes()
    {
        var path = _files.Write(
            """
            {"late":{"data_offsets":[4,8],"dtype":"F32","shape":[1]},"empty":{"dtype":"F32","shape":[3,0],"data_offsets":[4,4]},
             "scalar":{"shape":[],"dtype":"F32","data_offsets":[0,4]},"__metadata__":{"format":"pt"}}
            """ + "     ",
            8);
        using var file = SafetensorsFile.Open(path);
        Assert.Equal(["scalar", "empty", "late"], file.Entries.Select(entry => entry.Name));
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal([], file.Entry("scalar").Shape);
        Assert.Equal(1, file.Entry("scalar").Count);
        Assert.Equal([3, 0], file.Entry("empty").Shape);
        Assert.Equal(0, file.Entry("empty").ByteCount);
    }

    [Fact]
    public void A_file_without_tensors_is_valid()
    {
        using var file = SafetensorsFile.Open(_files.Write("{}", 0));
        Assert.Empty(file.Entries);
        Assert.Empty(file.Metadata);
    }

    [Fact]
    public void Opening_allocates_a_small_multiple_of_the_header()
    {
        var entries = Enumerable.Range(0, 2000).Select(
            index => $$"""
                "t{{index}}":{"dtype":"U8","shape":[],"data_offsets":[{{index}},{{index + 1}}]}
                """);
        var header = $"{{{string.Join(',', entries)}}}";
        var path = _files.Write(header, 2000);
        SafetensorsFile.Open(path).Dispose();
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var file = SafetensorsFile.Open(path);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, header.Length, 12 * header.Length);
    }
}
