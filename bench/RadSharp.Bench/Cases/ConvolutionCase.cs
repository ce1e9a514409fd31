using RadSharp.Tensors;

namespace RadSharp.Bench.Cases;

/// <summary>One convolution of one square image, channels last.</summary>
/// <param name="inputChannels">Channels of the image.</param>
/// <param name="outputChannels">Number of filters.</param>
/// <param name="kernel">Side of the window.</param>
/// <param name="stride">Step of the window.</param>
/// <param name="size">Side of the image.</param>
internal sealed class ConvolutionCase(int inputChannels, int outputChannels, int kernel, int stride, int size) : IDisposable
{
    /// <summary>Channels of the image.</summary>
    public int InputChannels => inputChannels;

    /// <summary>Number of filters.</summary>
    public int OutputChannels => outputChannels;

    /// <summary>Side of the window.</summary>
    public int Kernel => kernel;

    /// <summary>Step of the window.</summary>
    public int Stride => stride;

    /// <summary>Zeros around the image: the window's centre visits its edge.</summary>
    public int Padding => kernel / 2;

    /// <summary>Side of the image.</summary>
    public int Size => size;

    /// <summary>Side of the result.</summary>
    public int OutputSize => Result.Shape[1];

    /// <summary>[1, size, size, inputChannels].</summary>
    public Tensor Image { get; } = Operands.Random([1, size, size, inputChannels], seed: 1);

    /// <summary>[outputChannels, inputChannels, kernel, kernel].</summary>
    public Tensor Weight { get; } = Operands.Random([outputChannels, inputChannels, kernel, kernel], seed: 2);

    /// <summary>[1, outputSize, outputSize, outputChannels].</summary>
    public Tensor Result { get; } = Tensor.Zeros(
        [1, Positions(kernel, stride, size), Positions(kernel, stride, size), outputChannels]);

    /// <summary>Floating-point operations, products with padding included.</summary>
    public double Work => 2.0 * outputChannels * OutputSize * OutputSize * inputChannels * kernel * kernel;

    /// <summary>Such as <c>56×56×64 3×3 /2 → 128</c>.</summary>
    public string Name =>
        $"{size}×{size}×{inputChannels} {kernel}×{kernel}{(stride > 1 ? $" /{stride}" : "")} → {outputChannels}";

    /// <summary>An element of the result, by the definition.</summary>
    public double Expected(int element)
    {
        var (position, filter) = Math.DivRem(element, outputChannels);
        var (top, left) = Math.DivRem(position, OutputSize);
        (top, left) = ((top * stride) - Padding, (left * stride) - Padding);
        var image = Image.Span;
        var weight = Weight.Span;
        double sum = 0;
        for (var y = Math.Max(0, -top); y < kernel && top + y < size; y++)
        {
            for (var x = Math.Max(0, -left); x < kernel && left + x < size; x++)
            {
                for (var channel = 0; channel < inputChannels; channel++)
                {
                    sum += (double)image[((((top + y) * size) + left + x) * inputChannels) + channel]
                        * weight[(((((filter * inputChannels) + channel) * kernel) + y) * kernel) + x];
                }
            }
        }

        return sum;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Image.Dispose();
        Weight.Dispose();
        Result.Dispose();
    }

    private static int Positions(int kernel, int stride, int size) => ((size + (2 * (kernel / 2)) - kernel) / stride) + 1;
}
