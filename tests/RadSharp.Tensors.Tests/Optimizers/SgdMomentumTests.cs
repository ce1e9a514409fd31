using RadSharp.Tensors.Optimizers;

namespace RadSharp.Tensors.Tests.Optimizers;

public class SgdMomentumTests
{
    [Fact]
    public void Momentum_adds_up_over_steps_and_decay_is_part_of_the_gradient()
    {
        using var parameter = Trained.Parameter("w", 1);
        using var optimizer = new SgdMomentum(0.5, new ParameterGroup([parameter]) { LearningRate = 0.1, WeightDecay = 1 });
        parameter.SetGradient(2);
        optimizer.Step();
        Assert.Equal(1 - (0.1 * 3), parameter.Value.Span[0], tolerance: 1e-6);
        optimizer.Step();
        Assert.Equal(0.7 - (0.1 * ((0.5 * 3) + 2.7)), parameter.Value.Span[0], tolerance: 1e-6);
    }

    [Fact]
    public void Nesterov_looks_ahead_along_the_new_buffer()
    {
        using var parameter = Trained.Parameter("w", 1);
        using var optimizer = new SgdMomentum(0.5, new ParameterGroup([parameter]) { LearningRate = 0.1 }) { Nesterov = true };
        parameter.SetGradient(2);
        optimizer.Step();
        Assert.Equal(1 - (0.1 * (2 + (0.5 * 2))), parameter.Value.Span[0], tolerance: 1e-6);
    }

    [Fact]
    public void Without_momentum_nothing_is_remembered()
    {
        using var parameter = Trained.Parameter("w", 1);
        using var optimizer = new SgdMomentum(0, new ParameterGroup([parameter]) { LearningRate = 0.1 });
        parameter.SetGradient(2);
        optimizer.Step();
        optimizer.Step(learningRateFactor: 0.5);
        Assert.Equal(1 - 0.2 - 0.1, parameter.Value.Span[0], tolerance: 1e-6);
        Assert.Empty(optimizer.State);
    }

    [Fact]
    public void A_resumed_training_ends_with_the_same_bits()
    {
        var (through, resumed) = (Trained.Several(), Trained.Several());
        using var whole = new SgdMomentum(0.9, new ParameterGroup(through) { LearningRate = 0.01 });
        using var first = new SgdMomentum(0.9, new ParameterGroup(resumed) { LearningRate = 0.01 });
        using var second = new SgdMomentum(0.9, new ParameterGroup(resumed) { LearningRate = 0.01 });
        Trained.Run(whole, firstStep: 0, count: 4);
        Trained.Run(first, firstStep: 0, count: 2);
        var saved = Trained.Save(first.State);
        Assert.Equal(through.Select(parameter => $"{parameter.Name}.momentum_buffer"), saved.Select(entry => entry.Name));
        second.Restore(saved);
        Trained.Run(second, firstStep: 2, count: 2);
        foreach (var (expected, found) in through.Zip(resumed))
        {
            Assert.Equal(expected.Value.Span.ToArray(), found.Value.Span.ToArray());
        }

        Trained.Dispose(saved);
        Trained.Dispose(through);
        Trained.Dispose(resumed);
    }

    [Fact]
    public void Steps_after_the_first_allocate_nothing()
    {
        var parameters = Trained.Several();
        using var optimizer = new SgdMomentum(0.9, new ParameterGroup(parameters) { LearningRate = 0.01 });
        Trained.Run(optimizer, 0, 1);
        Assert.Equal(0, Trained.AllocatedBy(() => optimizer.Step()));
        Trained.Dispose(parameters);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-0.1)]
    [InlineData(1.0)]
    public void Momentum_outside_its_range_is_refused(double momentum) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SgdMomentum(momentum));
}
