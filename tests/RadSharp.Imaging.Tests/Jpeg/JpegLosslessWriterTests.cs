using RadSharp.Imaging.Jpeg;

namespace RadSharp.Imaging.Tests.Jpeg;

public class JpegLosslessWriterTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(15)]
    [InlineData(16)]
    public void What_is_written_is_read_back(int precision)
    {
        var random = new Random(precision);
        foreach (var (width, height) in ((int, int)[])[(1, 1), (1, 7), (8, 1), (53, 37)])
        {
            foreach (var spread in (int[])[1, 3, 1 << precision])
            {
                var image = new Image<ushort>(width, height);
                for (var index = 0; index < image.Samples.Length; index++)
                {
                    image.Samples[index] = (ushort)random.Next(Math.Min(spread, 1 << precision));
                }

                using var stream = new MemoryStream();
                JpegLosslessWriter.Write(stream, image, precision);
                var read = JpegReader.Read(stream.ToArray());
                Assert.Equal((precision, JpegProcess.Lossless), (read.Precision, read.Process));
                Assert.Equal(
                    image.Samples,
                    read.Image is Image<byte> bytes
                        ? Array.ConvertAll(bytes.Samples, sample => (ushort)sample)
                        : ((Image<ushort>)read.Image).Samples);
            }
        }
    }

    [Fact]
    public void Codes_suit_the_frequencies_and_are_never_too_long()
    {
        int[] frequencies = [1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 987, 1_000_000_000];
        var code = HuffmanCode.For(frequencies);
        Assert.Equal(17, code.CountsAndSymbols.AsSpan(0, 16).ToArray().Sum(count => count));
        Assert.Equal(1, code.CountsAndSymbols[0]);
        Assert.Equal(16, code.CountsAndSymbols[16]);
        Assert.NotNull(HuffmanTable.TryCreate(code.CountsAndSymbols.AsSpan(0, 16), code.CountsAndSymbols.AsSpan(16), false));
    }
}
