namespace RadSharp.Tensors.Gradients;

/// <summary>Trades time for memory: a block's activations are made again in backward instead of being kept.</summary>
public static class Recomputation
{
    /// <summary>
    /// Runs <paramref name="block"/> and keeps its output only; backward runs it once more, with the same random
    /// numbers, and differentiates that run.
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="input">What the block works on. Other tensors that the block uses must be leaves (parameters).</param>
    /// <param name="block">The computation, on the tape that it is given. It must do the same each time.</param>
    /// <returns>The block's output.</returns>
    /// <exception cref="InvalidOperationException">The input was recorded on another tape.</exception>
    public static Tensor Recompute(this Tape tape, Tensor input, Func<Tape, Tensor, Tensor> block)
    {
        if (!tape.IsRecording)
        {
            return block(tape, input);
        }

        // Recorded in any case, because the block may train its own parameters; an input of another tape is refused.
        _ = tape.Records(input);
        var randomCounter = tape.RandomCounter;
        using var inner = tape.Fork(isRecording: false, randomCounter);
        var result = block(inner, input);
        tape.RandomCounter = inner.RandomCounter;
        var output = tape.From(result.Span, result.Shape);
        tape.Record(output, new Backward(input, block, randomCounter));
        return output;
    }

    private sealed class Backward(Tensor input, Func<Tape, Tensor, Tensor> block, ulong randomCounter) : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            using var inner = tape.Fork(isRecording: true, randomCounter);
            using var leaf = input.Reshape(input.Shape).RequireGradient(input.NeedsGradient);
            var again = block(inner, leaf);
            if (again.Shape != output.Shape)
            {
                throw new InvalidOperationException(
                    $"Recompute: the block returned {output.Shape} the first time and {again.Shape} the second. It must do the " +
                    "same each time.");
            }

            if (again == leaf)
            {
                tape.PassGradient(output, input);
                return;
            }

            if (again.NeedsGradient)
            {
                inner.Backward(again, output.Gradient.Span);
            }

            if (leaf.HasGradient)
            {
                var gradient = tape.GradientOf(input, out var accumulate);
                Kernels.Elementwise.AddTo(leaf.Gradient.Span, gradient.Span, accumulate);
            }
        }
    }
}
