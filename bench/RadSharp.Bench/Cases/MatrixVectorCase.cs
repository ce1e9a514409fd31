using RadSharp.Tensors;
using RadSharp.Tensors.Quantization;

namespace RadSharp.Bench.Cases;

/// <summary>y = W · x with a quantised W, of which there are so many copies that they come from memory, not from a cache.</summary>
internal sealed class MatrixVectorCase : IDisposable
{
    private const long BytesOfAllCopies = 400L << 20;

    private readonly List<Tensor> _copies = [];
    private readonly Tensor _values;
    private int _next;

    /// <summary>Quantises a random matrix and copies it.</summary>
    public MatrixVectorCase(int rows, int columns, DType dtype)
    {
        using var matrix = Operands.Random([rows, columns], seed: 1);
        var weight = matrix.Quantize(dtype);
        _values = weight.Dequantize();
        _copies.Add(weight);
        while (_copies.Count * Work < BytesOfAllCopies)
        {
            _copies.Add(weight.Clone());
        }

        X = Operands.Random([columns], seed: 2);
        Y = Tensor.Zeros([rows]);
    }

    /// <summary>[columns].</summary>
    public Tensor X { get; }

    /// <summary>[rows].</summary>
    public Tensor Y { get; }

    /// <summary>Bytes of W: weights and scales.</summary>
    public double Work => _copies[0].DType.ByteCount(_copies[0].Shape);

    /// <summary>Such as <c>4096×4096 Q4</c>.</summary>
    public string Name => $"{Y.Count}×{X.Count} {_copies[0].DType}";

    /// <summary>The copy whose turn it is, [rows, columns].</summary>
    public Tensor NextCopy()
    {
        _next = (_next + 1) % _copies.Count;
        return _copies[_next];
    }

    /// <summary>An element of y, by the definition, with the weights as they are quantised.</summary>
    public double Expected(int element)
    {
        var row = _values.Span.Slice(element * X.Count, X.Count);
        double sum = 0;
        for (var column = 0; column < row.Length; column++)
        {
            sum += (double)row[column] * X.Span[column];
        }

        return sum;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _copies.ForEach(copy => copy.Dispose());
        _values.Dispose();
        X.Dispose();
        Y.Dispose();
    }
}
