using RadSharp.Tensors;

namespace RadSharp.Bench.Cases;

/// <summary>Scaled dot-product self-attention of one sequence, every token seeing every other.</summary>
internal sealed class AttentionCase(int tokens, int heads, int headDim) : IDisposable
{
    /// <summary>Length of the sequence.</summary>
    public int Tokens => tokens;

    /// <summary>Number of heads.</summary>
    public int Heads => heads;

    /// <summary>Length of a head's vectors.</summary>
    public int HeadDim => headDim;

    /// <summary>What scores are multiplied with before the softmax.</summary>
    public float Scale { get; } = 1 / MathF.Sqrt(headDim);

    /// <summary>[1, tokens, heads, headDim].</summary>
    public Tensor Queries { get; } = Operands.Random([1, tokens, heads, headDim], seed: 1);

    /// <summary>[1, tokens, heads, headDim].</summary>
    public Tensor Keys { get; } = Operands.Random([1, tokens, heads, headDim], seed: 2);

    /// <summary>[1, tokens, heads, headDim].</summary>
    public Tensor Values { get; } = Operands.Random([1, tokens, heads, headDim], seed: 3);

    /// <summary>[1, tokens, heads, headDim].</summary>
    public Tensor Result { get; } = Tensor.Zeros([1, tokens, heads, headDim]);

    /// <summary>Floating-point operations of the two products; the softmax is not counted.</summary>
    public double Work => 4.0 * heads * tokens * tokens * headDim;

    /// <summary>Such as <c>577 tokens, 12 heads of 64</c>.</summary>
    public string Name => $"{tokens} tokens, {heads} heads of {headDim}";

    /// <summary>An element of the result, by the definition.</summary>
    public double Expected(int element)
    {
        var (row, dim) = Math.DivRem(element, headDim);
        var head = row % heads * headDim;
        var query = Queries.Span.Slice(row * headDim, headDim);
        var keys = Keys.Span;
        var values = Values.Span;
        double sum = 0, weights = 0;
        for (var token = 0; token < tokens; token++)
        {
            double score = 0;
            for (var index = 0; index < headDim; index++)
            {
                score += (double)query[index] * keys[(token * heads * headDim) + head + index];
            }

            var weight = Math.Exp(score * Scale);
            weights += weight;
            sum += weight * values[(token * heads * headDim) + head + dim];
        }

        return sum / weights;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Queries.Dispose();
        Keys.Dispose();
        Values.Dispose();
        Result.Dispose();
    }
}
