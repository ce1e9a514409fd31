using RadSharp.Tensors;

namespace RadSharp.Bench.Cases;

/// <summary>A matrix of activations that is normalised row by row, or mapped element by element.</summary>
internal sealed class RowsCase(int rows, int columns) : IDisposable
{
    /// <summary>What is added to variances and mean squares.</summary>
    public const float Epsilon = 1e-5f;

    /// <summary>Number of rows.</summary>
    public int Rows => rows;

    /// <summary>Length of a row.</summary>
    public int Columns => columns;

    /// <summary>[rows, columns], in [−4, 4).</summary>
    public Tensor Input { get; } = Operands.Random([rows, columns], seed: 1, scale: 4);

    /// <summary>[columns]: the factor of the norms.</summary>
    public Tensor Weight { get; } = Operands.Random([columns], seed: 2);

    /// <summary>[columns]: the term of the layer norm.</summary>
    public Tensor Bias { get; } = Operands.Random([columns], seed: 3);

    /// <summary>[rows, columns].</summary>
    public Tensor Output { get; } = Tensor.Zeros([rows, columns]);

    /// <summary>Bytes that must be read and written.</summary>
    public double Work => 2.0 * sizeof(float) * rows * columns;

    /// <summary>Such as <c>577×768</c>.</summary>
    public string Name => $"{rows}×{columns}";

    /// <summary>An element of the layer norm.</summary>
    public double LayerNorm(int element)
    {
        var row = RowOf(element);
        double mean = 0, variance = 0;
        foreach (var value in row)
        {
            mean += value / (double)columns;
        }

        foreach (var value in row)
        {
            variance += (value - mean) * (value - mean) / columns;
        }

        var column = element % columns;
        return ((row[column] - mean) / Math.Sqrt(variance + Epsilon) * Weight.Span[column]) + Bias.Span[column];
    }

    /// <summary>An element of the RMS norm.</summary>
    public double RmsNorm(int element)
    {
        var row = RowOf(element);
        double square = 0;
        foreach (var value in row)
        {
            square += (double)value * value / columns;
        }

        var column = element % columns;
        return row[column] / Math.Sqrt(square + Epsilon) * Weight.Span[column];
    }

    /// <summary>An element of the softmax.</summary>
    public double Softmax(int element)
    {
        var row = RowOf(element);
        double sum = 0;
        foreach (var value in row)
        {
            sum += Math.Exp(value);
        }

        return Math.Exp(row[element % columns]) / sum;
    }

    /// <summary>An element of the exact GELU.</summary>
    public double GeluErf(int element)
    {
        double x = Input.Span[element];
        return x / 2 * (1 + Erf(x / Math.Sqrt(2)));
    }

    /// <summary>An element of the GELU with the hyperbolic tangent.</summary>
    public double GeluTanh(int element)
    {
        double x = Input.Span[element];
        return x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Input.Dispose();
        Weight.Dispose();
        Bias.Dispose();
        Output.Dispose();
    }

    // The Taylor series; for |x| < 3 it is exact to 12 digits.
    private static double Erf(double x)
    {
        double sum = 0, term = x;
        for (var n = 0; n < 60; n++)
        {
            sum += term / ((2 * n) + 1);
            term *= -x * x / (n + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * sum;
    }

    private ReadOnlySpan<float> RowOf(int element) => Input.Span.Slice(element / columns * columns, columns);
}
