using RadSharp.Tensors.Quantization;
using RadSharp.Tensors.Safetensors;

namespace RadSharp.Tensors.Tests.Safetensors;

public sealed class PackedBytesTests : IDisposable
{
    private readonly FileSamples _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(DType.Q8)]
    [InlineData(DType.Q4)]
    public void Packed_bytes_are_mapped_as_the_tensor_that_they_were(DType dtype)
    {
        using var plain = Tensor.Uninitialized([21, 64]);
        for (var index = 0; index < plain.Count; index++)
        {
            plain.Span[index] = MathF.Sin(index);
        }

        using var packed = plain.Quantize(dtype);
        using var expected = packed.Dequantize();
        var path = _files.PathOf("packed.safetensors");
        SafetensorsWriter.Write(path, [SafetensorsTensor.OfPackedBytes("w", packed), new("x", plain)]);
        using var file = SafetensorsFile.Open(path);
        using var mapped = file.MapPacked("w", dtype, [21, 64]);
        using var found = mapped.Dequantize();
        Assert.Equal((dtype, packed.Shape), (mapped.DType, mapped.Shape));
        Assert.Equal(expected.Span.ToArray(), found.Span.ToArray());
        FileSamples.Refuses(() => file.MapPacked("w", dtype, [33, 64]), path, "'w'", $"{dtype} [33, 64]");
        FileSamples.Refuses(() => file.MapPacked("x", dtype, [21, 64]), path, "'x'");
        Assert.Throws<ArgumentException>(() => file.MapPacked("w", DType.Float32, [21, 64]));
        Assert.Throws<ArgumentException>(() => file.MapPacked("w", dtype, [21, 65]));
        Assert.Throws<ArgumentException>(() => SafetensorsTensor.OfPackedBytes("x", plain));
    }

    [Fact]
    public void Bytes_become_numbers_and_their_count_is_checked()
    {
        var values = new float[2];
        SafetensorsDType.I16.ToFloat32([1, 0, 0xFF, 0xFF], values);
        Assert.Equal([1, -1], values);
        Assert.Throws<ArgumentException>(() => SafetensorsDType.I16.ToFloat32([1, 0], values));
        Assert.Throws<ArgumentException>(() => SafetensorsDType.C64.ToFloat32(new byte[16], values));
    }
}
