using RadSharp.Models.Parameters;
using RadSharp.Tensors;

namespace RadSharp.Bench.Cases;

/// <summary>An image encoder to measure: its parameters, an image, and room for the result.</summary>
/// <param name="name">For the table.</param>
/// <param name="imageSize">Rows and columns of the image, which has three channels.</param>
/// <param name="rows">Patches of the result.</param>
/// <param name="columns">Features of a patch of the result.</param>
/// <param name="work">Floating-point operations of all convolutions and matrix products.</param>
internal sealed class EncoderCase(string name, int imageSize, int rows, int columns, double work) : IDisposable
{
    /// <summary>For the table.</summary>
    public string Name => name;

    /// <summary>Floating-point operations.</summary>
    public double Work => work;

    /// <summary>Who has the weights.</summary>
    public ParameterSet Parameters { get; } = new();

    /// <summary>The root of the encoder's names.</summary>
    public ParameterScope Scope => new(new EncoderWeights(), Parameters);

    /// <summary>[1, rows, columns, channels].</summary>
    public Tensor Image { get; } = Operands.Random([1, imageSize, imageSize, 3], seed: 1);

    /// <summary>The same image, [1, channels, rows, columns], as ONNX wants it.</summary>
    public Tensor ChannelsFirst { get; } = Tensor.Zeros([1, 3, imageSize, imageSize]);

    /// <summary>[patches, features].</summary>
    public Tensor Result { get; } = Tensor.Zeros([rows, columns]);

    /// <summary>Brings a matrix [columns, rows] to the other order.</summary>
    public static void Transpose(ReadOnlySpan<float> source, int rows, int columns, Span<float> destination)
    {
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                destination[(row * columns) + column] = source[(column * rows) + row];
            }
        }
    }

    /// <summary>Fills <see cref="ChannelsFirst"/>.</summary>
    public void PlaceChannelsFirst() => Transpose(Image.Span, 3, imageSize * imageSize, ChannelsFirst.Span);

    /// <inheritdoc/>
    public void Dispose()
    {
        Parameters.Dispose();
        Image.Dispose();
        ChannelsFirst.Dispose();
        Result.Dispose();
    }
}
