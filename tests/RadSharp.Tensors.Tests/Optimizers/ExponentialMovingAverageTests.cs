using RadSharp.Tensors.Memory;
using RadSharp.Tensors.Optimizers;

namespace RadSharp.Tensors.Tests.Optimizers;

public class ExponentialMovingAverageTests
{
    [Fact]
    public void The_average_starts_from_the_weights_and_follows_them()
    {
        using var parameter = Trained.Parameter("w", 1, 10);
        using var average = new ExponentialMovingAverage([parameter], decay: 0.75);
        parameter.Value.Span[0] = 2;
        parameter.Value.Span[1] = 20;
        average.Update();
        average.Update();
        Check.Close([2 - (0.75f * 0.75f), 20 - (7.5f * 0.75f)], average.State.Single().Value.Span, 1e-6f);
    }

    [Fact]
    public void Early_steps_count_more_where_the_step_is_told()
    {
        using var parameter = Trained.Parameter("w", 0);
        using var average = new ExponentialMovingAverage([parameter], decay: 0.9);
        parameter.Value.Span[0] = 10;
        average.Update(step: 0);
        Check.Close([9], average.State.Single().Value.Span, 1e-6f);
        parameter.Value.Span[0] = 19;
        average.Update(step: 1000);
        Check.Close([10], average.State.Single().Value.Span, 1e-5f);
    }

    [Fact]
    public void Swapping_twice_brings_the_weights_back_bit_for_bit()
    {
        using var parameter = Trained.Parameter("w", 1);
        using var average = new ExponentialMovingAverage([parameter], decay: 0.5);
        parameter.Value.Span[0] = 2;
        average.Update();
        average.Swap();
        Assert.Equal(1.5f, parameter.Value.Span[0]);
        Assert.True(average.IsSwapped);
        Assert.Throws<InvalidOperationException>(() => average.Update());
        Assert.Throws<InvalidOperationException>(() => average.Restore([]));
        average.Swap();
        Assert.Equal(2, parameter.Value.Span[0]);
        Assert.False(average.IsSwapped);
    }

    [Fact]
    public void Saved_averages_are_restored_by_name()
    {
        using var a = Trained.Parameter("a", 1);
        using var b = Trained.Parameter("b", 2);
        using var average = new ExponentialMovingAverage([a, b], decay: 0.5);
        using var three = Tensor.Full([1], 3);
        using var four = Tensor.Full([1], 4);
        using var misshapen = Tensor.Full([2], 4);
        average.Restore([("b", four), ("a", three)]);
        Assert.Equal([("a", 3f), ("b", 4f)], average.State.Select(entry => (entry.Name, entry.Value.Span[0])));
        Assert.Throws<ArgumentException>(() => average.Restore([("a", four)]));
        Assert.Throws<ArgumentException>(() => average.Restore([("a", four), ("b", misshapen)]));
        Assert.Throws<ArgumentException>(() => average.Restore([("a", four), ("b", four), ("c", four)]));
        Assert.Equal([3f, 4f], average.State.Select(entry => entry.Value.Span[0]));
    }

    [Fact]
    public void Updates_allocate_nothing_and_all_memory_comes_back()
    {
        var before = TensorMemory.BytesInUse;
        var parameters = Trained.Several();
        using (var average = new ExponentialMovingAverage(parameters, decay: 0.999))
        {
            Check.AllocatesNothing(average.Update);
            Check.AllocatesNothing(average.Swap);
        }

        Trained.Dispose(parameters);
        Assert.Equal(before, TensorMemory.BytesInUse);
    }
}
