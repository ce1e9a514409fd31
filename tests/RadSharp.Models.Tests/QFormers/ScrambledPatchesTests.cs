using RadSharp.Models.QFormers;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Tests.QFormers;

public class ScrambledPatchesTests
{
    [Fact]
    public void A_row_is_a_run_of_pixels_channel_after_channel()
    {
        const int height = 2, width = 3, channels = 4;
        using var patches = Tensor.Zeros([2, height, width, channels]);
        for (var index = 0; index < patches.Count; index++)
        {
            // Image, channel and pixel as digits.
            var image = index / (height * width * channels);
            var (pixel, channel) = (index / channels % (height * width), index % channels);
            patches.Span[index] = (100 * image) + (10 * channel) + pixel;
        }

        using var tape = Tape.ForInference();
        var rows = ScrambledPatches.Rows(tape, patches);
        Assert.Equal([2, height * width, channels], rows.Shape);
        Assert.Equal([0, 1, 2, 3, /**/ 4, 5, 10, 11, /**/ 12, 13, 14, 15, /**/ 20, 21, 22, 23], rows.Span[..16].ToArray());
        Assert.Equal([100, 101, 102, 103], rows.Span.Slice(height * width * channels, 4).ToArray());
    }

    [Fact]
    public void In_RaDialogs_size_196_rows_of_1408_share_the_pixels_of_eight_channels()
    {
        using var patches = Tensor.Zeros([1, 14, 14, 1408]);
        patches.Span[(((5 * 14) + 3) * 1408) + 700] = 1; // channel 700 at row 5, column 3: pixel 73
        using var tape = Tape.ForInference();
        var rows = ScrambledPatches.Rows(tape, patches);
        var place = (700 * 196) + 73;
        Assert.Equal((97, 697), (place / 1408, place % 1408));
        Assert.Equal(1, rows.Span[(97 * 1408) + 697]);
        Assert.Equal(1, rows.Span.ToArray().Sum());
    }

    [Fact]
    public void Anything_but_a_patch_map_is_refused()
    {
        using var tape = Tape.ForInference();
        using var rows = Tensor.Zeros([1, 196, 1408]);
        var message = Assert.Throws<ArgumentException>(() => ScrambledPatches.Rows(tape, rows)).Message;
        Assert.Contains("[1, 196, 1408]", message, StringComparison.Ordinal);
    }
}
