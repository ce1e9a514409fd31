using RadSharp.Tensors.Safetensors;

namespace RadSharp.Tensors.Tests.Safetensors;

/// <summary>Files and tensors beyond 2 GiB, as sparse files that take next to no disk.</summary>
public sealed class SafetensorsLargeFileTests : IDisposable
{
    private const long BrainCount = 1_500_000_000;
    private const long ByteTensor = 5_000_000_000;

    private readonly FileSamples _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Tensors_beyond_two_gibibytes_are_mapped_and_read_to_their_end()
    {
        const long End = (2 * BrainCount) + ByteTensor;
        var path = _files.Write(
            $$$"""
            {"brains":{"dtype":"BF16","shape":[15000,100000],"data_offsets":[0,{{{2 * BrainCount}}}]},
             "bytes":{"dtype":"U8","shape":[{{{ByteTensor}}}],"data_offsets":[{{{2 * BrainCount}}},{{{End}}}]},
             "last":{"dtype":"F32","shape":[2],"data_offsets":[{{{End}}},{{{End + 8}}}]}}
            """,
            0);
        using (var stream = new FileStream(path, FileMode.Open))
        {
            var dataStart = stream.Length;
            stream.SetLength(dataStart + End + 8);
            WriteAt(stream, dataStart + (2 * BrainCount) - 2, [0x40, 0x40]);
            WriteAt(stream, dataStart + End - 3, [7, 8, 9]);
            WriteAt(stream, dataStart + End + 4, BitConverter.GetBytes(6f));
        }

        using var file = SafetensorsFile.Open(path);
        var brains = file.Map("brains");
        Assert.Equal(BrainCount, brains.Count);
        using var row = brains.Rows(14_999, 1).To(DType.Float32);
        Assert.Equal(0, row.Span[^2]);
        Assert.Equal(3, row.Span[^1]);
        Check.Close([0, 6], file.Map("last").Span, 0);

        var found = new byte[4];
        file.ReadBytes("bytes", found, ByteTensor - 4);
        Assert.Equal([0, 7, 8, 9], found);
        FileSamples.Refuses(() => file.ReadFloat32("bytes"), path, "'bytes' U8 [5000000000]");
    }

    private static void WriteAt(FileStream stream, long offset, ReadOnlySpan<byte> bytes)
    {
        stream.Position = offset;
        stream.Write(bytes);
    }
}
