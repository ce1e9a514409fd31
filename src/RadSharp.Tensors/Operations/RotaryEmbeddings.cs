using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Kernels;

namespace RadSharp.Tensors.Operations;

/// <summary>Rotary position embeddings.</summary>
public static class RotaryEmbeddings
{
    /// <summary>
    /// Turns each head's elements i and i + headDim/2 by the angle of the token's position (the rotate-half convention
    /// of Hugging Face transformers). For queries and keys alike.
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[batch, tokens, heads, headDim]</param>
    /// <param name="table">The model's angles, of the same headDim.</param>
    /// <param name="positions">From 0 on: one for each token of the batch, or one for each token of all its sequences.</param>
    /// <returns>The same shape.</returns>
    /// <exception cref="ArgumentException">Other shapes, a negative position, or the tensor is not Float32.</exception>
    public static Tensor RotaryEmbedding(this Tape tape, Tensor x, RotaryTable table, ReadOnlySpan<int> positions)
    {
        Expect.Float32("RotaryEmbedding", x);
        var shape = x.Shape;
        Expect.That(
            shape.Rank == 4 && shape[3] == table.HeadDim,
            "RotaryEmbedding",
            $"expected [batch, tokens, heads, {table.HeadDim}], but found {x}");
        Expect.That(
            positions.Length == shape[1] || positions.Length == shape.CountOf(0, 2),
            "RotaryEmbedding",
            $"expected {shape[1]} positions, or {shape.CountOf(0, 2)} for the whole batch of {x}, but found {positions.Length}");
        var last = -1;
        for (var token = 0; token < positions.Length; token++)
        {
            Expect.That(
                positions[token] >= 0,
                "RotaryEmbedding",
                $"expected positions from 0 on, but token {token} has {positions[token]}");
            last = Math.Max(last, positions[token]);
        }

        var y = tape.New(shape);
        Rotation.Rotate(x.Span, shape[2], table.HeadDim, positions, table.AnglesFor(last + 1), inverse: false, y.Span);
        if (tape.Records(x))
        {
            tape.Record(y, new RotateBackward(x, table, positions.ToArray(), last + 1));
        }

        return y;
    }

    private sealed class RotateBackward(Tensor x, RotaryTable table, int[] positions, int count) : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            // The gradient turns back, in place.
            var gradient = output.Gradient.Span;
            Rotation.Rotate(gradient, x.Shape[2], table.HeadDim, positions, table.AnglesFor(count), inverse: true, gradient);
            tape.PassGradient(output, x);
        }
    }
}
