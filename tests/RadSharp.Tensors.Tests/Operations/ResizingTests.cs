using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Kernels.Convolution;
using RadSharp.Tensors.Operations;

namespace RadSharp.Tensors.Tests.Operations;

public class ResizingTests
{
    [Fact]
    public void Bilinear_doubling_is_that_of_PyTorch()
    {
        using var x = Tensor.From([1, 2, 3, 4], [1, 2, 2, 1]);
        using var tape = Tape.ForInference();
        float[] edges = [1, 1.25f, 1.75f, 2, 1.5f, 1.75f, 2.25f, 2.5f, 2.5f, 2.75f, 3.25f, 3.5f, 3, 3.25f, 3.75f, 4];
        Check.Close(edges, tape.Resize(x, 4, 4).Span, 1e-6f);
        const float third = 1 / 3f;
        float[] corners =
        [
            1, 1 + third, 2 - third, 2, 2 - third, 2, 2 + third, 3 - third,
            2 + third, 3 - third, 3, 3 + third, 3, 3 + third, 4 - third, 4,
        ];
        Check.Close(corners, tape.Resize(x, 4, 4, alignCorners: true).Span, 1e-6f);
    }

    [Fact]
    public void Bicubic_doubling_is_that_of_PyTorch()
    {
        using var x = Tensor.From([.. Enumerable.Range(1, 16).Select(value => (float)value)], [1, 4, 4, 1]);
        using var tape = Tape.ForInference();
        float[] firstRow = [0.47265625f, 0.76953125f, 1.24609375f, 1.875f, 2.28125f, 2.91015625f, 3.38671875f, 3.68359375f];
        Check.Close(firstRow, tape.Resize(x, 8, 8, ResizeFilter.Bicubic).Span[..8], 1e-6f);
    }

    [Theory]
    [InlineData(2, 5, 7, 3, 8, 4)]
    [InlineData(1, 16, 16, 33, 37, 37)]
    [InlineData(1, 9, 8, 17, 5, 3)]
    [InlineData(1, 1, 4, 5, 3, 1)]
    [InlineData(0, 4, 4, 5, 3, 2)]
    public void Resizing_is_the_weighted_sum_of_the_pixels_around(
        int batch, int height, int width, int channels, int outHeight, int outWidth)
    {
        using var x = Samples.Random([batch, height, width, channels]);
        using var tape = Tape.ForInference();
        foreach (var filter in Enum.GetValues<ResizeFilter>())
        {
            foreach (var alignCorners in (bool[])[false, true])
            {
                var y = tape.Resize(x, outHeight, outWidth, filter, alignCorners);
                Assert.Equal([batch, outHeight, outWidth, channels], y.Shape);
                Check.Close(Reference(x, outHeight, outWidth, filter, alignCorners), y.Span, 1e-5f, $"{filter} {alignCorners}");
            }
        }
    }

    [Theory]
    [InlineData(ResizeFilter.Bilinear, false)]
    [InlineData(ResizeFilter.Bilinear, true)]
    [InlineData(ResizeFilter.Bicubic, false)]
    [InlineData(ResizeFilter.Bicubic, true)]
    public void Resizing_to_the_same_size_changes_nothing(ResizeFilter filter, bool alignCorners)
    {
        using var x = Samples.Random([1, 24, 24, 20]);
        using var tape = Tape.ForInference();
        Check.Close(x.Span, tape.Resize(x, 24, 24, filter, alignCorners).Span, 1e-6f);
    }

    [Theory]
    [InlineData(ResizeFilter.Bilinear, false)]
    [InlineData(ResizeFilter.Bilinear, true)]
    [InlineData(ResizeFilter.Bicubic, false)]
    [InlineData(ResizeFilter.Bicubic, true)]
    public void Resizing_differentiates(ResizeFilter filter, bool alignCorners)
    {
        using var x = Samples.Random([2, 3, 4, 2]);
        Check.Gradients((tape, inputs) => tape.Resize(inputs[0], 5, 3, filter, alignCorners), [x]);
        using var wide = Samples.Random([1, 2, 2, 35]);
        Check.Gradients((tape, inputs) => tape.Resize(inputs[0], 1, 3, filter, alignCorners), [wide]);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        using var flat = Samples.Random([4, 4]);
        using var x = Samples.Random([1, 4, 4, 2]);
        using var tape = Tape.ForInference();
        var error = Assert.Throws<ArgumentException>(() => tape.Resize(flat, 2, 2));
        Assert.Contains("[4, 4]", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => tape.Resize(x, 0, 2));
    }

    private static float[] Reference(Tensor x, int outHeight, int outWidth, ResizeFilter filter, bool alignCorners)
    {
        var (batch, height, width, channels) = (x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3]);
        var result = new float[batch * outHeight * outWidth * channels];
        for (var index = 0; index < result.Length; index++)
        {
            var (pixel, c) = Math.DivRem(index, channels);
            var (rowOfAll, column) = Math.DivRem(pixel, outWidth);
            var (n, row) = Math.DivRem(rowOfAll, outHeight);
            double sum = 0;
            for (var i = -3; i < height + 3; i++)
            {
                for (var j = -3; j < width + 3; j++)
                {
                    var weight = Weight(i, row, height, outHeight) * Weight(j, column, width, outWidth);
                    var line = (n * height) + Math.Clamp(i, 0, height - 1);
                    sum += weight == 0 ? 0 : weight * x.Span[(((line * width) + Math.Clamp(j, 0, width - 1)) * channels) + c];
                }
            }

            result[index] = (float)sum;
        }

        return result;

        // The kernel's value at the distance between an input pixel, repeated beyond the edges, and an output pixel.
        double Weight(int pixel, int position, int length, int positions)
        {
            var at = alignCorners
                ? position * (length - 1.0) / Math.Max(1, positions - 1)
                : ((position + 0.5) * length / positions) - 0.5;
            var d = Math.Abs(at - pixel);
            if (filter == ResizeFilter.Bilinear)
            {
                return Math.Max(0, 1 - d);
            }

            return d <= 1 ? (1.25 * d * d * d) - (2.25 * d * d) + 1
                : d < 2 ? (-0.75 * d * d * d) + (3.75 * d * d) - (6 * d) + 3
                : 0;
        }
    }
}
