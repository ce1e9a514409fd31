using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Memory;
using RadSharp.Tensors.Operations;

namespace RadSharp.Tensors.Tests.Gradients;

public class TapeTests
{
    [Fact]
    public void An_inference_tape_records_nothing()
    {
        using var x = Samples.Random([3]).RequireGradient();
        using var tape = Tape.ForInference();
        var y = tape.Sum(tape.Square(x));
        Assert.False(tape.IsRecording);
        Assert.False(tape.IsTraining);
        Assert.False(y.NeedsGradient);
        Assert.Throws<InvalidOperationException>(() => tape.Backward(y));
        Assert.False(x.HasGradient);
    }

    [Fact]
    public void A_training_tape_records_only_what_depends_on_a_tensor_that_needs_gradients()
    {
        using var x = Samples.Random([3]);
        using var parameter = Samples.Random([3], seed: 2).RequireGradient();
        using var tape = Tape.ForTraining();
        var constant = tape.Sum(tape.Square(x));
        Assert.False(constant.NeedsGradient);
        Assert.Throws<InvalidOperationException>(() => tape.Backward(constant));
        Assert.True(tape.Multiply(x, parameter).NeedsGradient);
    }

    [Fact]
    public void Gradients_of_several_tapes_add_up_with_their_scales()
    {
        using var x = Tensor.From([1, 2, 3], [3]).RequireGradient();
        for (var step = 0; step < 4; step++)
        {
            using var tape = Tape.ForTraining();
            tape.Backward(tape.Sum(tape.Square(x)), scale: 0.25f);
        }

        Check.Close([2, 4, 6], x.Gradient.Span);
        x.ClearGradient();
        Assert.False(x.HasGradient);
    }

    [Fact]
    public void A_diamond_adds_the_gradients_of_both_ways()
    {
        // y = a + b with a = 2x and b = x², once more through their sum: ∂(y · y)/∂x = 2y · (2 + 2x)
        using var x = Tensor.From([0.5f, -3], [2]).RequireGradient();
        using var tape = Tape.ForTraining();
        var y = tape.Add(tape.Multiply(x, 2), tape.Square(x));
        tape.Backward(tape.Sum(tape.Multiply(y, y)));
        Check.Close([2 * 1.25f * 3, 2 * 3 * -4], x.Gradient.Span);
        x.ClearGradient();
        Check.Gradients((t, inputs) => t.Add(t.Reshape(inputs[0], 2), t.Multiply(t.Reshape(inputs[0], 2), inputs[0])), [x]);
    }

    [Fact]
    public void Moved_gradients_and_copied_ones_do_not_disturb_each_other()
    {
        // Every path but one passes the output's gradient on as it is.
        using var x = Samples.Random([2, 3]);
        Check.Gradients(
            (tape, inputs) =>
            {
                var view = tape.Reshape(inputs[0], 6);
                var first = tape.Add(view, 1);
                var second = tape.Reshape(tape.Add(first, view), 3, 2);
                return tape.Add(tape.Multiply(second, second), tape.Reshape(tape.Add(first, first), 3, 2));
            },
            [x]);
    }

    [Fact]
    public void A_branch_that_the_loss_does_not_use_gets_no_gradient()
    {
        using var x = Samples.Random([3]).RequireGradient();
        using var unused = Samples.Random([3], seed: 2).RequireGradient();
        using var tape = Tape.ForTraining();
        var loss = tape.Sum(tape.Square(x));
        tape.Multiply(unused, loss);
        tape.Backward(loss);
        Assert.True(x.HasGradient);
        Assert.False(unused.HasGradient);
    }

    [Fact]
    public void The_gradient_of_a_tensor_on_the_tape_can_be_asked_for()
    {
        using var tape = Tape.ForTraining();
        var x = tape.From([1, 2], [2]).RequireGradient();
        tape.Backward(tape.Sum(tape.Square(x)));
        Check.Close([2, 4], x.Gradient.Span);
    }

    [Fact]
    public void A_second_backward_pass_is_refused()
    {
        using var x = Samples.Random([3]).RequireGradient();
        using var tape = Tape.ForTraining();
        var loss = tape.Sum(tape.Square(x));
        tape.Backward(loss);
        Check.Refused<InvalidOperationException>(() => tape.Backward(loss), "one backward pass");
    }

    [Fact]
    public void Backward_from_more_than_one_number_wants_their_gradients()
    {
        using var x = Samples.Random([3]).RequireGradient();
        using var tape = Tape.ForTraining();
        var y = tape.Square(x);
        Check.Refused<ArgumentException>(() => tape.Backward(y), "[3]");
        Check.Refused<ArgumentException>(() => tape.Backward(y, [1, 1]), "2");
        Assert.Throws<ArgumentException>(() => tape.Backward(y, [1, 1, 1, 1]));
        tape.Backward(y, [1, 0, 2]);
        Check.Close([2 * x.Span[0], 0, 4 * x.Span[2]], x.Gradient.Span);
    }

    [Fact]
    public void Tensors_of_another_tape_are_refused_while_recording()
    {
        using var x = Samples.Random([3]).RequireGradient();
        using var other = Tape.ForTraining();
        var foreign = other.Square(x);
        using var tape = Tape.ForTraining();
        Check.Refused<InvalidOperationException>(() => tape.Square(foreign), "another tape");
        Assert.Throws<InvalidOperationException>(() => tape.Add(x, foreign));
        Assert.Throws<InvalidOperationException>(() => tape.Concatenate(0, x, foreign));

        // What needs no gradient may come from anywhere.
        using var inference = Tape.ForInference();
        Assert.False(tape.Square(inference.Square(x)).NeedsGradient);
    }

    [Fact]
    public void Reset_voids_every_handle()
    {
        using var x = Samples.Random([2, 3]);
        using var tape = Tape.ForInference();
        var y = tape.Square(x);
        var view = tape.Reshape(y, 6);
        var rows = y.Rows(0, 1);
        tape.Reset();
        foreach (var stale in new[] { y, view, rows })
        {
            Assert.False(stale.IsLive);
            Assert.Throws<ObjectDisposedException>(() => stale.Span[0]);
            Assert.Throws<ObjectDisposedException>(() => stale.Shape);
            Assert.Throws<ObjectDisposedException>(() => tape.Square(stale));
        }
    }

    [Fact]
    public void A_stale_handle_does_not_see_the_tensor_that_took_its_place()
    {
        using var x = Samples.Random([2, 3]);
        using var tape = Tape.ForInference();
        var old = tape.Square(x);
        tape.Reset();
        var next = tape.Square(x);
        Assert.True(next.IsLive);
        Assert.False(old.IsLive);
        Assert.NotEqual(old, next);
        Assert.Throws<ObjectDisposedException>(() => old.Span[0]);
    }

    [Fact]
    public void Gradients_on_the_tape_are_void_after_a_reset_and_those_of_leaves_stay()
    {
        using var x = Samples.Random([3]).RequireGradient();
        using var tape = Tape.ForTraining();
        var y = tape.From([1, 2, 3], [3]).RequireGradient();
        tape.Backward(tape.Sum(tape.Multiply(x, y)));
        var (ofLeaf, onTape) = (x.Gradient, y.Gradient);
        tape.Reset();
        Check.Close([1, 2, 3], ofLeaf.Span);
        Assert.False(onTape.IsLive);
        x.Dispose();
        Assert.False(ofLeaf.IsLive);
    }

    [Fact]
    public void A_tape_serves_again_after_a_reset()
    {
        using var x = Tensor.From([1, 2, 3], [3]).RequireGradient();
        using var tape = Tape.ForTraining();
        for (var step = 0; step < 3; step++)
        {
            tape.Backward(tape.Sum(tape.Square(x)));
            tape.Reset();
        }

        Check.Close([6, 12, 18], x.Gradient.Span);
        tape.Sum(tape.Square(x));
        tape.Reset();
        Assert.Equal(0, tape.BytesOwned);
    }

    [Fact]
    public void ReleaseSince_keeps_one_tensor_and_what_it_shows()
    {
        using var x = Samples.Random([2, 3]);
        using var tape = Tape.ForInference();
        var before = tape.Square(x);
        var mark = tape.Mark();
        var inner = tape.Multiply(before, 2);
        var made = tape.Square(inner);
        var kept = tape.ReleaseSince(mark, tape.Reshape(made, 6));
        Assert.True(before.IsLive);
        Assert.False(inner.IsLive);
        Assert.True(made.IsLive);
        Check.Close([.. x.Span.ToArray().Select(value => 4 * value * value * value * value)], kept.Span);
        Assert.Equal(2 * before.Count * sizeof(float), tape.BytesOwned);
        tape.ReleaseSince(mark, before);
        Assert.False(kept.IsLive);
        Assert.Equal(before.Count * sizeof(float), tape.BytesOwned);
    }

    [Fact]
    public void ReleaseSince_keeps_everything_while_recording()
    {
        using var x = Samples.Random([2, 3]).RequireGradient();
        using var tape = Tape.ForTraining();
        var mark = tape.Mark();
        var y = tape.Square(x);
        var loss = tape.ReleaseSince(mark, tape.Sum(y));
        Assert.True(y.IsLive);
        tape.Backward(loss);
    }

    [Fact]
    public void A_tape_owns_its_gradients_but_not_the_memory_that_views_show()
    {
        using var x = Samples.Random([4, 4]);
        using var tape = Tape.ForTraining();
        var y = tape.From(x.Span, x.Shape).RequireGradient();
        Assert.Equal(64, tape.BytesOwned);
        var view = tape.Reshape(y, 16);
        Assert.Equal(64, tape.BytesOwned);
        tape.Backward(view, new float[16]);
        Assert.Equal(128, tape.BytesOwned);
    }

    [Fact]
    public void The_tape_disposes_of_its_tensors_and_nobody_else()
    {
        using var x = Samples.Random([2, 3]);
        using var tape = Tape.ForInference();
        var y = tape.Square(x);
        Assert.Throws<InvalidOperationException>(y.Dispose);
        tape.Reset();
        y.Dispose();
    }

    [Fact]
    public void Seeds_repeat_with_the_tape_s_seed()
    {
        using var first = Tape.ForTraining(seed: 5);
        using var second = Tape.ForTraining(seed: 5);
        using var third = Tape.ForTraining(seed: 6);
        var seeds = new[] { first.NextSeed(), first.NextSeed(), first.NextSeed() };
        Assert.Equal(3, seeds.Distinct().Count());
        Assert.All(seeds, seed => Assert.Equal(seed, second.NextSeed()));
        Assert.DoesNotContain(third.NextSeed(), seeds);
    }

    [Fact]
    public void From_wants_as_many_values_as_the_shape_has()
    {
        using var tape = Tape.ForInference();
        Check.Refused<ArgumentException>(() => tape.From([1, 2, 3], [2, 3]), "[2, 3]");
        Assert.Equal([0, 0], tape.Zeros([2]).Span);
    }

    [Fact]
    public void A_training_step_gives_back_all_memory()
    {
        var before = TensorMemory.BytesInUse;
        using (var x = Samples.Random([20, 30]).RequireGradient())
        {
            using var tape = Tape.ForTraining();
            for (var step = 0; step < 3; step++)
            {
                var y = tape.Permute(tape.Slice(tape.Square(x), 1, 3, 20), 1, 0);
                tape.Backward(tape.Mean(tape.Concatenate(0, y, tape.Divide(y, tape.Add(y, 5)))));
                x.ClearGradient();
                tape.Reset();
                Assert.Equal(x.Count * sizeof(float), TensorMemory.BytesInUse - before, 4096.0);
            }
        }

        Assert.Equal(before, TensorMemory.BytesInUse);
    }

    [Fact]
    public void A_tape_without_gradients_allocates_nothing_after_the_first_steps()
    {
        using var x = Samples.Random([2, 4, 3, 8]).RequireGradient();
        using var y = Samples.Random([8], seed: 2);
        var table = new RotaryTable(8);
        var places = new int[24];
        using var tape = Tape.ForInference();
        Check.AllocatesNothing(
            () =>
            {
                var turned = tape.RotaryEmbedding(x, table, [0, 1, 2, 3]);
                var heads = tape.Permute(turned, 0, 2, 1, 3);
                var mark = tape.Mark();
                var sum = tape.Divide(tape.Subtract(tape.Multiply(tape.Add(heads, y), y), y), tape.Add(tape.Square(y), 1));
                sum = tape.ReleaseSince(mark, tape.Clamp(tape.Log(tape.Exp(tape.Sqrt(tape.Abs(sum)))), 0, 1));
                var parts = tape.Concatenate(-1, tape.Slice(sum, 3, 0, 5), tape.Slice(sum, 3, 5, 3));
                var means = tape.Mean(parts, [0, 3], keepDimensions: true);
                var most = tape.Max(tape.Multiply(tape.BroadcastTo(means, 2, 3, 4, 1), 2), [0, 1, 3]);
                var rows = tape.Reshape(tape.Minimum(parts, tape.Sum(most)), 24, 8);
                rows = tape.ReplaceRows(tape.ScatterAdd(rows, [1, 1], tape.Gather(rows, [2, 3])), [0, 5], tape.Gather(rows, [7, 7]));
                rows.ArgMax(places);
                tape.Reset();
            },
            warmUp: 100);
    }
}
