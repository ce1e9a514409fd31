using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Kernels.Convolution;

namespace RadSharp.Tensors.Operations;

/// <summary>Resizing of images in the layout [batch, height, width, channels].</summary>
public static class Resizings
{
    /// <summary>
    /// Interpolates to another size, without antialiasing: images and feature maps, and position embeddings as
    /// [1, rows, columns, dim].
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[batch, height, width, channels], with pixels.</param>
    /// <param name="height">Rows of the output, ≥ 1.</param>
    /// <param name="width">Columns of the output, ≥ 1.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="alignCorners">
    /// Whether the centres of the corner pixels coincide; otherwise the edges of the images do. Both as PyTorch's
    /// <c>interpolate</c> with a size.
    /// </param>
    /// <returns>[batch, height, width, channels] of the new size.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor Resize(
        this Tape tape, Tensor x, int height, int width, ResizeFilter filter = ResizeFilter.Bilinear, bool alignCorners = false)
    {
        Expect.Float32("Resize", x);
        Expect.That(
            x.Shape.Rank == 4 && x.Shape[1] >= 1 && x.Shape[2] >= 1, "Resize",
            $"expected images [batch, height, width, channels] with pixels, but found {x.Shape}");
        Expect.That(
            height >= 1 && width >= 1, "Resize", $"expected an output of at least 1×1 pixels, but found {height}×{width}");
        var rows = new ResizeAxis(x.Shape[1], height, filter, alignCorners);
        var columns = new ResizeAxis(x.Shape[2], width, filter, alignCorners);
        var y = tape.New([x.Shape[0], height, width, x.Shape[3]]);
        Resizing.Forward(x.Span, x.Shape[3], rows, columns, y.Span);
        if (tape.Records(x))
        {
            tape.Record(y, new ResizeBackward(x, rows, columns));
        }

        return y;
    }

    private sealed class ResizeBackward(Tensor x, ResizeAxis rows, ResizeAxis columns) : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            var dx = tape.GradientOf(x, out var accumulate);
            Resizing.Backward(output.Gradient.Span, x.Shape[3], rows, columns, dx.Span, accumulate);
        }
    }
}
