using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Tensors.Tests.Operations;

public class PoolingTests
{
    private delegate float Pool(float[] window, int kernelArea);

    /// <summary>batch, height, width, channels, kernel, stride, padding.</summary>
    public static TheoryData<int, int, int, int, int, int, int> Windows => new()
    {
        { 1, 1, 1, 1, 1, 1, 0 },
        { 2, 7, 9, 3, 3, 2, 1 },
        { 1, 12, 11, 64, 3, 2, 1 },
        { 2, 5, 6, 17, 2, 0, 0 },
        { 1, 9, 8, 33, 3, 1, 1 },
        { 1, 8, 7, 5, 4, 3, 2 },
        { 1, 6, 6, 16, 2, 3, 0 },
        { 0, 6, 6, 4, 2, 2, 0 },
    };

    /// <summary>batch, height, width, channels, output height, output width.</summary>
    public static TheoryData<int, int, int, int, int, int> AdaptiveWindows => new()
    {
        { 1, 1, 1, 1, 1, 1 },
        { 2, 7, 9, 3, 3, 4 },
        { 1, 14, 14, 33, 7, 7 },
        { 1, 5, 4, 17, 5, 4 },
        { 2, 3, 2, 4, 5, 3 },
        { 2, 7, 7, 70, 1, 1 },
    };

    [Theory]
    [MemberData(nameof(Windows))]
    public void MaxPool2d_is_the_largest_pixel_of_each_window(
        int batch, int height, int width, int channels, int kernel, int stride, int padding)
    {
        using var x = Samples.Random([batch, height, width, channels]);
        using var tape = Tape.ForInference();
        var y = tape.MaxPool2d(x, kernel, stride, padding);
        var expected = Sliding(x, kernel, stride, padding, (window, _) => window.Max());
        Check.Close(expected, y.Span, 0);
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public void AveragePool2d_counts_padding_or_not(
        int batch, int height, int width, int channels, int kernel, int stride, int padding)
    {
        using var x = Samples.Random([batch, height, width, channels]);
        using var tape = Tape.ForInference();
        var y = tape.AveragePool2d(x, kernel, stride, padding);
        Check.Close(Sliding(x, kernel, stride, padding, (window, area) => (float)(window.Sum(v => (double)v) / area)), y.Span);
        y = tape.AveragePool2d(x, kernel, stride, padding, countIncludePad: false);
        Check.Close(Sliding(x, kernel, stride, padding, (window, _) => (float)window.Average(v => (double)v)), y.Span);
    }

    [Theory]
    [MemberData(nameof(AdaptiveWindows))]
    public void Adaptive_pooling_divides_the_image_into_windows(
        int batch, int height, int width, int channels, int outHeight, int outWidth)
    {
        using var x = Samples.Random([batch, height, width, channels]);
        using var tape = Tape.ForInference();
        Assert.Equal([batch, outHeight, outWidth, channels], tape.AdaptiveAveragePool2d(x, outHeight, outWidth).Shape);
        Check.Close(
            Adaptive(x, outHeight, outWidth, (window, _) => (float)window.Average(v => (double)v)),
            tape.AdaptiveAveragePool2d(x, outHeight, outWidth).Span);
        Check.Close(
            Adaptive(x, outHeight, outWidth, (window, _) => window.Max()),
            tape.AdaptiveMaxPool2d(x, outHeight, outWidth).Span, 0);
    }

    [Fact]
    public void GlobalAveragePool_gives_one_row_an_image()
    {
        using var x = Samples.Random([3, 5, 4, 37]);
        using var tape = Tape.ForInference();
        var y = tape.GlobalAveragePool(x);
        Assert.Equal([3, 37], y.Shape);
        Check.Close(Adaptive(x, 1, 1, (window, _) => (float)window.Average(v => (double)v)), y.Span);
    }

    [Fact]
    public void Pooling_differentiates()
    {
        // Values further apart than the step of the differences, so that no maximum changes.
        var values = Enumerable.Range(0, 2 * 5 * 4 * 3).Select(index => ((index * 37 % 121) * 0.05f) - 3).ToArray();
        using var x = Tensor.From(values, [2, 5, 4, 3]);
        Check.Gradients((tape, inputs) => tape.MaxPool2d(inputs[0], 3, 2, 1), [x]);
        Check.Gradients((tape, inputs) => tape.MaxPool2d(inputs[0], 2, 1), [x]);
        Check.Gradients((tape, inputs) => tape.AdaptiveMaxPool2d(inputs[0], 2, 3), [x]);
        Check.Gradients((tape, inputs) => tape.AveragePool2d(inputs[0], 3, 2, 1), [x]);
        Check.Gradients((tape, inputs) => tape.AveragePool2d(inputs[0], 3, 2, 1, countIncludePad: false), [x]);
        Check.Gradients((tape, inputs) => tape.AdaptiveAveragePool2d(inputs[0], 3, 3), [x]);
        Check.Gradients((tape, inputs) => tape.GlobalAveragePool(inputs[0]), [x]);
    }

    [Fact]
    public void Gradients_of_pooling_add_up()
    {
        using var x = Samples.Random([1, 6, 6, 40]).RequireGradient();
        using var tape = Tape.ForTraining();
        float[] dy = Samples.Values(9 * 40);
        tape.Backward(tape.MaxPool2d(x, 2), dy);
        var once = x.Gradient.Span.ToArray();
        tape.Backward(tape.MaxPool2d(x, 2), dy);
        Check.Close(Array.ConvertAll(once, value => 2 * value), x.Gradient.Span);
    }

    [Fact]
    public void The_gradient_of_equal_maxima_goes_to_the_first()
    {
        using var x = Tensor.Full([1, 2, 3, 1], 4).RequireGradient();
        using var tape = Tape.ForTraining();
        tape.Backward(tape.MaxPool2d(x, 2, 1), [10, 20]);
        Check.Close([10, 20, 0, 0, 0, 0], x.Gradient.Span, 0);
    }

    [Fact]
    public void The_maximum_of_a_window_with_NaN_is_NaN()
    {
        using var x = Tensor.From([1, float.NaN, 3, 2, float.NegativeInfinity, 5], [1, 1, 6, 1]);
        using var tape = Tape.ForInference();
        using var tall = Tensor.From([.. x.Span, .. x.Span], [1, 2, 6, 1]);
        Check.Close([float.NaN, float.NaN, 3, 2, 5], tape.MaxPool2d(tall, 2, 1).Span, 0);
    }

    [Fact]
    public void A_window_of_negative_infinity_keeps_it()
    {
        using var x = Tensor.Full([1, 3, 3, 2], float.NegativeInfinity);
        using var tape = Tape.ForInference();
        Assert.All(tape.MaxPool2d(x, 3, 1, 1).Span.ToArray(), value => Assert.Equal(float.NegativeInfinity, value));
    }

    [Fact]
    public void Shapes_and_parameters_that_do_not_fit_are_refused()
    {
        using var x = Samples.Random([1, 4, 5, 3]);
        using var flat = Samples.Random([4, 5]);
        using var tape = Tape.ForInference();
        var error = Assert.Throws<ArgumentException>(() => tape.MaxPool2d(x, 5));
        Assert.Contains("5×5 does not fit into [1, 4, 5, 3]", error.Message, StringComparison.Ordinal);
        Assert.Contains("MaxPool2d", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => tape.AveragePool2d(flat, 2));
        Assert.Throws<ArgumentException>(() => tape.AveragePool2d(x, 0));
        Assert.Throws<ArgumentException>(() => tape.AveragePool2d(x, 2, -1));
        Assert.Throws<ArgumentException>(() => tape.MaxPool2d(x, 2, 1, 2));
        Assert.Throws<ArgumentException>(() => tape.AdaptiveAveragePool2d(x, 0, 1));
        Assert.Throws<ArgumentException>(() => tape.GlobalAveragePool(flat));
    }

    private static float[] Sliding(Tensor x, int kernel, int stride, int padding, Pool pool)
    {
        stride = stride == 0 ? kernel : stride;
        return Pooled(
            x, Positions(x.Shape[1]), Positions(x.Shape[2]),
            (position, _) => ((position * stride) - padding, (position * stride) - padding + kernel),
            window => pool(window, kernel * kernel));

        int Positions(int length) => ((length + (2 * padding) - kernel) / stride) + 1;
    }

    private static float[] Adaptive(Tensor x, int outHeight, int outWidth, Pool pool) => Pooled(
        x, outHeight, outWidth,
        (position, axis) =>
        {
            var perPosition = x.Shape[axis] / (double)(axis == 1 ? outHeight : outWidth);
            return ((int)Math.Floor((position * perPosition) + 1e-9), (int)Math.Ceiling(((position + 1) * perPosition) - 1e-9));
        },
        window => pool(window, 0));

    private static float[] Pooled(
        Tensor x, int outHeight, int outWidth, Func<int, int, (int Start, int End)> range, Func<float[], float> pool)
    {
        var (batch, height, width, channels) = (x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3]);
        var values = x.Span.ToArray();
        List<float> result = [];
        for (var n = 0; n < batch; n++)
        {
            for (var row = 0; row < outHeight; row++)
            {
                for (var column = 0; column < outWidth; column++)
                {
                    var (top, bottom) = range(row, 1);
                    var (left, right) = range(column, 2);
                    for (var c = 0; c < channels; c++)
                    {
                        result.Add(pool([.. Window(n, top, bottom, left, right, c)]));
                    }
                }
            }
        }

        return [.. result];

        IEnumerable<float> Window(int n, int top, int bottom, int left, int right, int c)
        {
            for (var y = Math.Max(0, top); y < Math.Min(height, bottom); y++)
            {
                for (var z = Math.Max(0, left); z < Math.Min(width, right); z++)
                {
                    yield return values[(((((n * height) + y) * width) + z) * channels) + c];
                }
            }
        }
    }
}
