using RadSharp.Tensors.Kernels.Convolution;

namespace RadSharp.Tensors.Tests.Kernels.Convolution;

/// <summary>A convolution and its gradients as loops over every element, summed in double.</summary>
internal static class ConvolutionReference
{
    private delegate void Visit(int x, int weight, int y);

    public static float[] Forward(in ConvolutionSizes sizes, float[] x, float[] weight, float[]? bias)
    {
        var sums = new double[sizes.Output.Count];
        for (var index = 0; index < sums.Length; index++)
        {
            sums[index] = bias?[index % sizes.OutputChannels] ?? 0;
        }

        ForEachProduct(sizes, (xi, wi, yi) => sums[yi] += (double)x[xi] * weight[wi]);
        return Array.ConvertAll(sums, value => (float)value);
    }

    public static (float[] Dx, float[] Dweight) Backward(in ConvolutionSizes sizes, float[] x, float[] weight, float[] dy)
    {
        var dx = new double[x.Length];
        var dweight = new double[weight.Length];
        ForEachProduct(sizes, (xi, wi, yi) =>
        {
            dx[xi] += (double)dy[yi] * weight[wi];
            dweight[wi] += (double)dy[yi] * x[xi];
        });
        return (Array.ConvertAll(dx, value => (float)value), Array.ConvertAll(dweight, value => (float)value));
    }

    private static void ForEachProduct(in ConvolutionSizes s, Visit visit)
    {
        var (outHeight, outWidth) = (s.OutputHeight, s.OutputWidth);
        var (inputs, outputs) = (s.InputChannels / s.Groups, s.OutputChannels / s.Groups);
        for (var n = 0; n < s.Batch; n++)
        {
            for (var oy = 0; oy < outHeight; oy++)
            {
                for (var ox = 0; ox < outWidth; ox++)
                {
                    for (var o = 0; o < s.OutputChannels; o++)
                    {
                        for (var ky = 0; ky < s.KernelHeight; ky++)
                        {
                            for (var kx = 0; kx < s.KernelWidth; kx++)
                            {
                                var y = (oy * s.Stride) - s.Padding + (ky * s.Dilation);
                                var x = (ox * s.Stride) - s.Padding + (kx * s.Dilation);
                                if (y < 0 || y >= s.Height || x < 0 || x >= s.Width)
                                {
                                    continue;
                                }

                                for (var c = 0; c < inputs; c++)
                                {
                                    var channel = (o / outputs * inputs) + c;
                                    visit(
                                        (((((n * s.Height) + y) * s.Width) + x) * s.InputChannels) + channel,
                                        (((((o * inputs) + c) * s.KernelHeight) + ky) * s.KernelWidth) + kx,
                                        (((((n * outHeight) + oy) * outWidth) + ox) * s.OutputChannels) + o);
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
