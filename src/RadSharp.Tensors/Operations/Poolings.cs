using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Kernels.Convolution;

namespace RadSharp.Tensors.Operations;

/// <summary>Pooling of images in the layout [batch, height, width, channels].</summary>
public static class Poolings
{
    /// <summary>The largest value of each window; NaN if the window holds one. Padding never wins.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[batch, height, width, channels].</param>
    /// <param name="kernel">Rows and columns of a window, ≥ 1.</param>
    /// <param name="stride">Pixels from one window to the next; 0 for <paramref name="kernel"/>.</param>
    /// <param name="padding">Rows and columns around the image, at most half the kernel.</param>
    /// <returns>[batch, outHeight, outWidth, channels] with outHeight = ⌊(height + 2 · padding − kernel) / stride⌋ + 1.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or the output would have no pixels.</exception>
    public static Tensor MaxPool2d(this Tape tape, Tensor x, int kernel, int stride = 0, int padding = 0)
    {
        var (rows, columns) = Sliding("MaxPool2d", x, kernel, stride, padding, countsPadding: false);
        return Max(tape, x, rows, columns);
    }

    /// <summary>The average of each window.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[batch, height, width, channels].</param>
    /// <param name="kernel">Rows and columns of a window, ≥ 1.</param>
    /// <param name="stride">Pixels from one window to the next; 0 for <paramref name="kernel"/>.</param>
    /// <param name="padding">Rows and columns of zeros around the image, at most half the kernel.</param>
    /// <param name="countIncludePad">Whether padding counts in the divisor.</param>
    /// <returns>[batch, outHeight, outWidth, channels].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or the output would have no pixels.</exception>
    public static Tensor AveragePool2d(
        this Tape tape, Tensor x, int kernel, int stride = 0, int padding = 0, bool countIncludePad = true)
    {
        var (rows, columns) = Sliding("AveragePool2d", x, kernel, stride, padding, countIncludePad);
        return Average(tape, x, rows, columns);
    }

    /// <summary>Averages over windows that divide the image into so many pixels; neighbours may overlap by one.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[batch, height, width, channels], with pixels.</param>
    /// <param name="height">Rows of the output, ≥ 1.</param>
    /// <param name="width">Columns of the output, ≥ 1.</param>
    /// <returns>[batch, height, width, channels].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor AdaptiveAveragePool2d(this Tape tape, Tensor x, int height, int width)
    {
        var (rows, columns) = Adaptive("AdaptiveAveragePool2d", x, height, width);
        return Average(tape, x, rows, columns);
    }

    /// <summary>As <see cref="AdaptiveAveragePool2d"/>, with the largest value of each window.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[batch, height, width, channels], with pixels.</param>
    /// <param name="height">Rows of the output, ≥ 1.</param>
    /// <param name="width">Columns of the output, ≥ 1.</param>
    /// <returns>[batch, height, width, channels].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor AdaptiveMaxPool2d(this Tape tape, Tensor x, int height, int width)
    {
        var (rows, columns) = Adaptive("AdaptiveMaxPool2d", x, height, width);
        return Max(tape, x, rows, columns);
    }

    /// <summary>The average of all pixels of an image.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[batch, height, width, channels], with pixels.</param>
    /// <returns>[batch, channels].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor GlobalAveragePool(this Tape tape, Tensor x)
    {
        var (rows, columns) = Adaptive("GlobalAveragePool", x, 1, 1);
        return tape.Reshape(Average(tape, x, rows, columns), x.Shape[0], x.Shape[3]);
    }

    private static (PoolingAxis Rows, PoolingAxis Columns) Sliding(
        string operation, Tensor x, int kernel, int stride, int padding, bool countsPadding)
    {
        ExpectImages(operation, x);
        Expect.That(
            kernel >= 1 && stride >= 0 && padding >= 0 && 2L * padding <= kernel, operation,
            $"expected a kernel of at least 1, a stride of at least 0 and padding of at most half the kernel, " +
            $"but found {kernel}, {stride} and {padding}");
        stride = stride == 0 ? kernel : stride;
        var rows = PoolingAxis.Sliding(x.Shape[1], kernel, stride, padding, countsPadding);
        var columns = PoolingAxis.Sliding(x.Shape[2], kernel, stride, padding, countsPadding);
        Expect.That(
            rows.Positions > 0 && columns.Positions > 0, operation,
            $"expected images as large as the kernel, but {kernel}×{kernel} does not fit into {x.Shape} with padding {padding}");
        return (rows, columns);
    }

    private static (PoolingAxis Rows, PoolingAxis Columns) Adaptive(string operation, Tensor x, int height, int width)
    {
        ExpectImages(operation, x);
        Expect.That(
            height >= 1 && width >= 1 && x.Shape[1] >= 1 && x.Shape[2] >= 1, operation,
            $"expected images with pixels and an output of at least 1×1, but found {x.Shape} and {height}×{width}");
        return (PoolingAxis.Adaptive(x.Shape[1], height), PoolingAxis.Adaptive(x.Shape[2], width));
    }

    private static void ExpectImages(string operation, Tensor x)
    {
        Expect.Float32(operation, x);
        Expect.That(x.Shape.Rank == 4, operation, $"expected images [batch, height, width, channels], but found {x.Shape}");
    }

    private static Tensor Max(Tape tape, Tensor x, PoolingAxis rows, PoolingAxis columns)
    {
        var y = tape.New([x.Shape[0], rows.Positions, columns.Positions, x.Shape[3]]);
        Pooling.Max(x.Span, x.Shape[3], rows, columns, y.Span);
        if (tape.Records(x))
        {
            tape.Record(y, new MaxBackward(x, rows, columns));
        }

        return y;
    }

    private static Tensor Average(Tape tape, Tensor x, PoolingAxis rows, PoolingAxis columns)
    {
        var y = tape.New([x.Shape[0], rows.Positions, columns.Positions, x.Shape[3]]);
        Pooling.Average(x.Span, x.Shape[3], rows, columns, y.Span);
        if (tape.Records(x))
        {
            tape.Record(y, new AverageBackward(x, rows, columns));
        }

        return y;
    }

    private sealed class MaxBackward(Tensor x, PoolingAxis rows, PoolingAxis columns) : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            var dx = tape.GradientOf(x, out var accumulate);
            Pooling.MaxGradient(x.Span, output.Gradient.Span, x.Shape[3], rows, columns, dx.Span, accumulate);
        }
    }

    private sealed class AverageBackward(Tensor x, PoolingAxis rows, PoolingAxis columns) : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            var dx = tape.GradientOf(x, out var accumulate);
            Pooling.AverageGradient(output.Gradient.Span, x.Shape[3], rows, columns, dx.Span, accumulate);
        }
    }
}
