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
    public void The_state_has_PyTorchs_names()
    {
        using var parameter = Trained.Parameter("layer.weight", 1);
        using var optimizer = new SgdMomentum(0.9, new ParameterGroup([parameter]) { LearningRate = 0.1 });
        Trained.Run(optimizer, firstStep: 0, count: 1);
        Assert.Equal("layer.weight.momentum_buffer", Assert.Single(optimizer.State).Name);
    }

    [Fact]
    public void A_resumed_training_ends_with_the_same_bits() => Trained.CheckResume(
        parameters => new SgdMomentum(0.9, new ParameterGroup(parameters) { LearningRate = 0.01 }));

    [Fact]
    public void Steps_after_the_first_allocate_nothing()
    {
        var parameters = Trained.Several();
        using var optimizer = new SgdMomentum(0.9, new ParameterGroup(parameters) { LearningRate = 0.01 });
        Trained.Run(optimizer, 0, 1);
        Check.AllocatesNothing(() => optimizer.Step());
        Trained.Dispose(parameters);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-0.1)]
    [InlineData(1.0)]
    public void Momentum_outside_its_range_is_refused(double momentum) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SgdMomentum(momentum));
}
