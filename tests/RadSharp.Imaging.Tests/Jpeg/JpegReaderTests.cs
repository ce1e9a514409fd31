using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using RadSharp.Imaging.Jpeg;

namespace RadSharp.Imaging.Tests.Jpeg;

public class JpegReaderTests
{
    public static TheoryData<string> Goldens => [.. Golden.Names("jpg/").Select(name => name["jpg/".Length..])];

    [Theory]
    [MemberData(nameof(Goldens))]
    public void Golden_files_decode_as_Pillow_decodes_them(string name)
    {
        var (shape, expected) = Golden.Read($"jpg/{name}");
        var read = JpegReader.Read(Fixture.Bytes($"golden/{name}"));
        var image = Assert.IsType<Image<byte>>(read.Image);
        Assert.Equal((shape[1], shape[0], shape.Length == 3 ? 3 : 1), (image.Width, image.Height, image.Channels));
        Assert.Equal(expected, Array.ConvertAll(image.Samples, sample => (int)sample));
        var isProgressive = name.Contains("progressive", StringComparison.Ordinal);
        Assert.Equal(isProgressive ? JpegProcess.Progressive : JpegProcess.Baseline, read.Process);
    }

    public static TheoryData<string> Variants => [.. Fixture.Names("jpeg", "*.jpg")];

    [Theory]
    [MemberData(nameof(Variants))]
    public void Every_sampling_and_colour_space_decodes_as_libjpeg_and_Pillow_do(string name)
    {
        var image = Assert.IsType<Image<byte>>(JpegReader.Read(Fixture.Bytes(name)).Image);
        var expected = JsonDocument.Parse(Fixture.Bytes("jpeg/expected.json")).RootElement.GetProperty(Path.GetFileName(name));
        Assert.Equal(expected.GetString(), Convert.ToHexStringLower(SHA256.HashData(image.Samples)));
    }

    [Theory]
    [InlineData("c_jpeg_lossless_p14.dcm", 16, JpegProcess.Lossless)]
    [InlineData("c_jpeg_lossless_sv1.dcm", 16, JpegProcess.Lossless)]
    [InlineData("c_jpeg_baseline_8bit.dcm", 8, JpegProcess.Baseline)]
    [InlineData("c_jpeg_extended_12bit.dcm", 12, JpegProcess.Extended)]
    public void Frames_of_films_decode_to_the_stored_samples(string name, int precision, JpegProcess process)
    {
        var read = JpegReader.Read(EncapsulatedFrame.Of($"dicom/{name}"));
        Assert.Equal((precision, process), (read.Precision, read.Process));
        var samples = read.Image is Image<byte> bytes
            ? Array.ConvertAll(bytes.Samples, sample => (ushort)sample)
            : Assert.IsType<Image<ushort>>(read.Image).Samples;
        var expected = JsonDocument.Parse(Fixture.Bytes("dicom/expected.json")).RootElement.GetProperty(name);
        Assert.Equal(
            expected.GetProperty("stored_sha256_le16").GetString(),
            Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(samples.AsSpan()))));
    }

    [Fact]
    public void Arithmetic_coding_is_refused_by_name()
    {
        var error = Assert.Throws<ImageDataException>(() => JpegReader.Read(Fixture.Bytes("golden/unsupported_arithmetic.jpg")));
        Assert.Contains("sequential process with arithmetic coding", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Jpeg_ls_is_refused_with_a_hint()
    {
        var error = Assert.Throws<ImageDataException>(() => JpegReader.Read(EncapsulatedFrame.Of("dicom/c_jpegls_lossless.dcm")));
        Assert.Contains("CharLS", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_header_is_read_without_the_image()
    {
        var header = JpegReader.ReadHeader(Fixture.Bytes("golden/rgb_420.jpg"));
        Assert.Equal(
            new JpegHeader(150, 170, 3, 8, JpegProcess.Baseline, JpegColorSpace.YCbCr, Orientation.TopLeft), header);
    }
}
