using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Kernels;
using RadSharp.Tensors.Memory;
using RadSharp.Tensors.Operations;

namespace RadSharp.Tensors.Tests.Gradients;

public class RecomputationTests
{
    [Fact]
    public void Gradients_are_those_without_it_and_less_memory_is_held()
    {
        using var x = Samples.Random([16, 16]).RequireGradient();
        using var weight = Samples.Random([16], seed: 2).RequireGradient();
        var (plainGradients, plainBytes) = Run((tape, input) => Block(tape, input));
        var inUse = TensorMemory.BytesInUse;
        var (gradients, bytes) = Run((tape, input) => tape.Recompute(input, Block));
        Assert.Equal(inUse, TensorMemory.BytesInUse);
        Assert.Equal(plainGradients, gradients);
        Assert.True(bytes < plainBytes / 2, $"recomputing holds {bytes} bytes, without it {plainBytes}");

        Tensor Block(Tape tape, Tensor input)
        {
            var y = input;
            for (var layer = 0; layer < 5; layer++)
            {
                y = tape.Add(tape.Multiply(y, weight), tape.Square(y));
            }

            return y;
        }

        (float[] Gradients, long Bytes) Run(Func<Tape, Tensor, Tensor> network)
        {
            using var tape = Tape.ForTraining();
            var y = network(tape, network(tape, tape.Multiply(x, 0.5f)));
            var bytes = tape.BytesOwned;
            tape.Backward(tape.Mean(y));
            float[] gradients = [.. x.Gradient.Span, .. weight.Gradient.Span];
            x.ClearGradient();
            weight.ClearGradient();
            return (gradients, bytes);
        }
    }

    [Fact]
    public void Central_differences_agree()
    {
        using var x = Samples.Random([2, 3]);
        using var weight = Samples.Random([3], seed: 2);
        Check.Gradients(
            (tape, inputs) => tape.Add(
                tape.Recompute(inputs[0], (inner, y) => inner.Multiply(inner.Square(y), inputs[1])), inputs[0]),
            [x, weight]);
    }

    [Fact]
    public void Random_numbers_repeat()
    {
        using var x = Samples.Random([50]).RequireGradient();
        var plain = Run((tape, input) => Drop(tape, Drop(tape, input)));
        var recomputed = Run((tape, input) => tape.Recompute(input, (inner, y) => Drop(inner, Drop(inner, y))));
        Assert.Equal(plain.Output, recomputed.Output);
        Assert.Equal(plain.Gradient, recomputed.Gradient);
        Assert.Equal(plain.NextSeed, recomputed.NextSeed);
        Assert.Contains(0, plain.Gradient);
        Assert.Contains(4, plain.Gradient);

        static Tensor Drop(Tape tape, Tensor input)
        {
            var seed = tape.NextSeed();
            var mask = tape.New(input.Shape);
            for (var index = 0; index < mask.Count; index++)
            {
                mask.Span[index] = RandomBits.Uniform(seed, index) < 0.5 ? 0 : 2;
            }

            return tape.Multiply(input, mask);
        }

        (float[] Output, float[] Gradient, ulong NextSeed) Run(Func<Tape, Tensor, Tensor> block)
        {
            using var tape = Tape.ForTraining(seed: 3);
            var y = block(tape, x);
            var output = y.Span.ToArray();
            tape.Backward(tape.Sum(y));
            var gradient = x.Gradient.Span.ToArray();
            x.ClearGradient();
            return (output, gradient, tape.NextSeed());
        }
    }

    [Fact]
    public void Nothing_is_kept_or_repeated_without_gradients()
    {
        using var x = Samples.Random([4]);
        using var tape = Tape.ForInference();
        var runs = 0;
        var y = tape.Recompute(x, (inner, input) =>
        {
            runs++;
            Assert.Same(tape, inner);
            return inner.Square(input);
        });
        Assert.Equal(1, runs);
        Assert.False(y.NeedsGradient);
    }

    [Fact]
    public void A_block_within_a_block_works()
    {
        using var x = Samples.Random([2, 3]);
        Check.Gradients(
            (tape, inputs) => tape.Recompute(
                inputs[0], (outer, y) => outer.Square(outer.Recompute(outer.Add(y, 1), (inner, z) => inner.Multiply(z, z)))),
            [x]);
    }

    [Fact]
    public void A_block_that_returns_its_input_passes_the_gradient()
    {
        using var x = Samples.Random([2, 3]);
        Check.Gradients((tape, inputs) => tape.Square(tape.Recompute(inputs[0], (_, y) => y)), [x]);
    }

    [Fact]
    public void A_block_that_trains_its_own_parameters_needs_no_gradient_of_its_input()
    {
        using var x = Samples.Random([3]);
        using var weight = Samples.Random([3], seed: 2).RequireGradient();
        using var tape = Tape.ForTraining();
        tape.Backward(tape.Sum(tape.Recompute(x, (inner, y) => inner.Multiply(y, weight))));
        Check.Close(x.Span, weight.Gradient.Span);
        Assert.False(x.HasGradient);
    }

    [Fact]
    public void A_block_that_does_something_else_the_second_time_is_found_out()
    {
        using var x = Samples.Random([4]).RequireGradient();
        using var tape = Tape.ForTraining();
        var runs = 0;
        var y = tape.Recompute(x, (inner, input) => runs++ == 0 ? inner.Square(input) : inner.Sum(input));
        Check.Refused<InvalidOperationException>(() => tape.Backward(tape.Sum(y)), "[4]");
    }

    [Fact]
    public void Activations_of_the_outer_tape_are_refused_within_a_block()
    {
        using var x = Samples.Random([4]).RequireGradient();
        using var tape = Tape.ForTraining();
        var outside = tape.Square(x);
        var y = tape.Recompute(x, (inner, input) => inner.Multiply(input, outside));
        Assert.Throws<InvalidOperationException>(() => tape.Backward(tape.Sum(y)));
    }

    [Fact]
    public void An_input_of_another_tape_is_refused()
    {
        using var x = Samples.Random([4]).RequireGradient();
        using var other = Tape.ForTraining();
        var foreign = other.Square(x);
        using var tape = Tape.ForTraining();
        Assert.Throws<InvalidOperationException>(() => tape.Recompute(foreign, (inner, input) => inner.Square(input)));
    }
}
