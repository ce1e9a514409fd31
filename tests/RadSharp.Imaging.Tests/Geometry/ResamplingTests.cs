using System.Globalization;
using RadSharp.Imaging.Geometry;

namespace RadSharp.Imaging.Tests.Geometry;

public class ResamplingTests
{
    public static TheoryData<string> GoldenNames => [.. Golden.Names("resize")];

    public static TheoryData<ResamplingFilter> Filters => [.. Enum.GetValues<ResamplingFilter>()];

    [Theory]
    [MemberData(nameof(GoldenNames))]
    public void Resampling_8_bits_is_exactly_as_in_Pillow(string name)
    {
        var parts = name.Split('/');
        var size = Array.ConvertAll(parts[2].Split('x'), length => int.Parse(length, CultureInfo.InvariantCulture));
        var source = Pictures.Golden(parts[0] == "resize" ? "png/gray8.png" : "png/rgb8.png");
        var resized = Resampling.Resize(source, size[0], size[1], Enum.Parse<ResamplingFilter>(parts[1], ignoreCase: true));
        Assert.Equal((size[0], size[1], source.Channels), (resized.Width, resized.Height, resized.Channels));
        Assert.Equal(Golden.Read(name).Samples, Array.ConvertAll(resized.Samples, sample => (int)sample));
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public void Any_size_and_box_agrees_with_the_plain_sums(ResamplingFilter filter)
    {
        var random = new Random(7);
        for (var turn = 0; turn < 60; turn++)
        {
            var source = Pictures.Noise(random.Next(1, 70), random.Next(1, 70), random.Next(1, 5), turn);
            var (width, height) = (random.Next(1, 70), random.Next(1, 70));
            var box = turn % 2 == 0
                ? SourceBox.Whole(source)
                : new SourceBox(source.Width * 0.3f, source.Height * 0.1f, source.Width * 0.9f, source.Height * 0.77f);
            var resized = Resampling.Resize(source, width, height, filter, box);
            Assert.Equal(PlainSums(source, width, height, filter, box), resized.Samples);
        }
    }

    [Fact]
    public void Single_precision_agrees_with_8_bits_up_to_the_rounding()
    {
        var bytes = Pictures.Noise(61, 47, 3, 1);
        var floats = new Image<float>(61, 47, 3, Array.ConvertAll(bytes.Samples, sample => (float)sample));
        var expected = Resampling.Resize(bytes, 23, 101, ResamplingFilter.Bilinear);
        var resized = Resampling.Resize(floats, 23, 101, ResamplingFilter.Bilinear);
        Assert.All(expected.Samples.Zip(resized.Samples), pair => Assert.Equal(pair.First, pair.Second, 1.01f));
        Assert.Contains(resized.Samples, sample => sample != MathF.Round(sample));
    }

    [Fact]
    public void Sixteen_bits_are_rounded_and_clipped_at_the_end()
    {
        var step = new Image<ushort>(8, 1, 1, [0, 0, 0, 0, 65535, 65535, 65535, 65535]);
        var resized = Resampling.Resize(step, 16, 1, ResamplingFilter.Bicubic);
        Assert.Equal((0, 65535), (resized.Samples[0], resized.Samples[^1]));
        Assert.Contains(resized.Samples, sample => sample is > 10000 and < 30000);
        var flat = new Image<ushort>(5, 5, 1, [.. Enumerable.Repeat((ushort)40001, 25)]);
        Assert.All(Resampling.Resize(flat, 3, 7, ResamplingFilter.Lanczos).Samples, sample => Assert.Equal(40001, sample));
    }

    [Fact]
    public void The_same_size_gives_a_copy()
    {
        var source = Pictures.Noise(9, 5, 2, 3);
        var resized = Resampling.Resize(source, 9, 5, ResamplingFilter.Lanczos);
        Assert.NotSame(source.Samples, resized.Samples);
        Assert.Equal(source.Samples, resized.Samples);
    }

    [Fact]
    public void Large_images_are_resampled_on_several_threads_with_the_same_result()
    {
        var source = Pictures.Noise(2100, 2003, 1, 5);
        var resized = Resampling.Resize(source, 301, 299, ResamplingFilter.Bilinear);
        Assert.Equal(PlainSums(source, 301, 299, ResamplingFilter.Bilinear, SourceBox.Whole(source)), resized.Samples);
    }

    [Theory]
    [InlineData(2500, 2048, 625, 512)]
    [InlineData(150, 170, 512, 580)]
    [InlineData(512, 512, 512, 512)]
    [InlineData(3, 1000, 512, 170666)]
    public void The_longer_side_is_rounded_down(int width, int height, int expectedWidth, int expectedHeight) =>
        Assert.Equal((expectedWidth, expectedHeight), Resampling.SizeForShorterSide(new Image<byte>(width, height), 512));

    [Fact]
    public void A_box_outside_the_image_and_empty_sizes_are_refused()
    {
        var source = new Image<byte>(4, 4);
        SourceBox[] boxes = [new(0, 0, 4.1f, 4), new(2, 0, 2, 4), new(-1, 0, 2, 4), new(float.NaN, 0, 2, 4)];
        Assert.All(boxes, box => Assert.Throws<ArgumentException>(
            () => Resampling.Resize(source, 2, 2, ResamplingFilter.Box, box)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Resampling.Resize(source, 0, 2, ResamplingFilter.Box));
        Assert.Throws<ArgumentException>(() => Resampling.Resize(new Image<byte>(0, 3), 1, 1, ResamplingFilter.Box));
    }

    // Both passes written down plainly: one sample after the other, 22 fractional bits, clipped in between.
    private static byte[] PlainSums(Image<byte> source, int width, int height, ResamplingFilter filter, SourceBox box)
    {
        var across = PlainPass(
            source.Samples, source.Width, source.Height, source.Channels, 1, width, box.Left, box.Right, filter);
        return PlainPass(across, source.Height, width, source.Channels, width, height, box.Top, box.Bottom, filter);
    }

    private static byte[] PlainPass(
        byte[] samples, int length, int lines, int channels, int step, int count, float from, float to, ResamplingFilter filter)
    {
        var result = new byte[lines * count * channels];
        var scale = (double)(to - from) / count;
        var widening = Math.Max(scale, 1);
        for (var place = 0; place < count; place++)
        {
            var centre = from + ((place + 0.5) * scale);
            var start = Math.Max(0, (int)(centre - (filter.Support() * widening) + 0.5));
            var end = Math.Min(length, (int)(centre + (filter.Support() * widening) + 0.5));
            var weights = Enumerable.Range(start, end - start)
                .Select(tap => filter.Weight((tap - centre + 0.5) * (1 / widening))).ToArray();
            var total = 0.0;
            Array.ForEach(weights, weight => total += weight);
            for (var line = 0; line < lines; line++)
            {
                for (var channel = 0; channel < channels; channel++)
                {
                    var sum = 1L << 21;
                    for (var tap = start; tap < end; tap++)
                    {
                        var weight = weights[tap - start] / (total == 0 ? 1 : total) * (1 << 22);
                        sum += (long)(weight + (weight < 0 ? -0.5 : 0.5)) * samples[Place(tap, line, length, channel)];
                    }

                    result[Place(place, line, count, channel)] = (byte)Math.Clamp(sum >> 22, 0, 255);
                }
            }
        }

        return result;

        int Place(int along, int line, int lineLength, int channel) =>
            (((step == 1 ? (line * lineLength) + along : (along * lines) + line) * channels) + channel);
    }
}
