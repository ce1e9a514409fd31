using RadSharp.Imaging.Png;

namespace RadSharp.Imaging.Tests.Png;

public class PngChecksumTests
{
    [Fact]
    public void The_sum_of_nine_digits_is_the_published_check_value() => Assert.Equal(0xCBF43926u, PngChecksum.Of("123456789"u8));

    [Fact]
    public void Every_length_gives_the_sum_of_single_bits()
    {
        var bytes = new byte[700];
        new Random(3).NextBytes(bytes);
        for (var length = 0; length < bytes.Length; length++)
        {
            var part = bytes.AsSpan(length % 5, length - (length % 5));
            Assert.Equal(PngSample.Checksum(part), PngChecksum.Of(part));
            Assert.Equal(PngSample.Checksum(part), ~PngChecksum.ContinueInSlices(~0u, part));
        }
    }
}
