using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Kernels;

namespace RadSharp.Tensors.Operations;

/// <summary>Token embeddings.</summary>
public static class Embeddings
{
    /// <summary>The row of a table for each token.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="table">[vocabulary, dim]; stored in any type, trained only in Float32.</param>
    /// <param name="tokens">Indices below the vocabulary's size. Those that repeat add up their gradients, in order.</param>
    /// <returns>[tokens, dim], Float32.</returns>
    /// <exception cref="ArgumentException">A token outside the vocabulary, or a table that is not a matrix.</exception>
    public static Tensor Embedding(this Tape tape, Tensor table, ReadOnlySpan<int> tokens)
    {
        Expect.That(table.Shape.Rank == 2, "Embedding", $"expected a table [vocabulary, dim], but found {table}");
        var (vocabulary, dim) = (table.Shape[0], table.Shape[1]);
        for (var position = 0; position < tokens.Length; position++)
        {
            Expect.That(
                (uint)tokens[position] < (uint)vocabulary,
                "Embedding",
                $"expected tokens of a vocabulary of {vocabulary}, but found token {tokens[position]} at position {position}");
        }

        if (table.DType == DType.Float32)
        {
            return tape.Gather(table, tokens);
        }

        var y = tape.New([tokens.Length, dim]);
        for (var position = 0; position < tokens.Length; position++)
        {
            StoredRow.Read(table, tokens[position], y.Span.Slice(position * dim, dim));
        }

        return y;
    }
}
