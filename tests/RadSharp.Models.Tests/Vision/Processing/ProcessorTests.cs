using RadSharp.Imaging;
using RadSharp.Imaging.Geometry;
using RadSharp.Imaging.Png;
using RadSharp.Models.Vision.Processing;
using RadSharp.Tensors;

namespace RadSharp.Models.Tests.Vision.Processing;

public class ProcessorTests
{
    [Fact]
    public void BioViLT_images_are_stretched_resized_cut_and_repeated()
    {
        var greys = new Image<ushort>(150, 170);
        for (var index = 0; index < greys.Samples.Length; index++)
        {
            greys.Samples[index] = (ushort)(1000 + (index % 150 * 37) + (index / 150 * 11));
        }

        using var pixels = new BioViLTProcessor(shorterSide: 64, crop: 56).Process(greys);
        Assert.Equal([1, 56, 56, 3], pixels.Shape);
        var steps = Resampling.ResizeShorterSide(Remapping.ToBytes(greys), 64, ResamplingFilter.Bilinear);
        Assert.Equal((64, 72), (steps.Width, steps.Height));
        var cut = Cropping.CropCenter(steps, 56, 56);
        for (var index = 0; index < pixels.Count; index++)
        {
            Assert.Equal(cut.Samples[index / 3] / 255f, pixels.Span[index], 1e-7f);
        }
    }

    [Fact]
    public void BioViLT_stretches_8_bit_films_to_the_full_range_and_survives_constant_ones()
    {
        var film = FilmReader.Read(Golden.PathOf("llava_onevision/film_170x150.png"));
        using var pixels = new BioViLTProcessor(crop: 512).Process(film);
        Assert.Equal([1, 512, 512, 3], pixels.Shape);
        var stretched = new Image<byte>(150, 170);
        var greys = film.Render().Samples;
        var (darkest, brightest) = (greys.Min(), greys.Max());
        for (var index = 0; index < greys.Length; index++)
        {
            stretched.Samples[index] = (byte)((greys[index] - darkest) / (double)(brightest - darkest) * 255);
        }

        var resized = Resampling.ResizeShorterSide(stretched, 512, ResamplingFilter.Bilinear);
        Assert.Equal(resized.Row((580 - 512) / 2)[37] / 255f, pixels.Span[37 * 3], 1e-7f);
        var constant = new Image<ushort>(20, 20);
        constant.Samples.AsSpan().Fill(7);
        using var black = new BioViLTProcessor().Process(constant);
        Assert.All(black.Span.ToArray(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void A_squashed_image_is_the_first_tile_of_the_original()
    {
        var config = ImageProcessorConfig.Read(Golden.PathOf("llava_onevision/preprocessor_config.json"));
        using var golden = new Golden("llava_onevision", "expected_0_wide.safetensors");
        var image = (Image<byte>)PngReader.Read(File.ReadAllBytes(Path.Combine(golden.Folder, "0_wide.png")));
        using var found = new VisionTransformerProcessor(config).Process(image);
        using var expected = golden.Read("pixel_values");
        Assert.Equal([1, 28, 28, 3], found.Shape);
        for (var index = 0; index < found.Count; index++)
        {
            var (place, channel) = (index / 3, index % 3);
            Assert.Equal(expected.Span[(channel * 28 * 28) + place], found.Span[index], 0.005f);
        }
    }

    [Fact]
    public void The_shorter_side_is_resized_and_the_middle_taken_rounded_down()
    {
        var config = new ImageProcessorConfig
        {
            ShorterSide = 4,
            Crop = (4, 4),
            RescaleFactor = 1,
            Mean = [0, 1, 2],
            Deviation = [1, 1, 2],
        };
        var image = new Image<byte>(7, 4, 4, [.. from y in Enumerable.Range(0, 4) from x in Enumerable.Range(0, 7)
            from channel in Enumerable.Range(0, 4) select (byte)((y * 28) + (x * 4) + channel)]);
        using var pixels = new VisionTransformerProcessor(config).Process(image);
        for (var place = 0; place < 16; place++)
        {
            // Three columns too many: one is left out on the left, two on the right.
            var (y, x) = (place / 4, (place % 4) + 1);
            var red = (y * 28) + (x * 4);
            Assert.Equal([red, red, red / 2f], pixels.Span.Slice(place * 3, 3).ToArray());
        }
    }
}
