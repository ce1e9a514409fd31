using RadSharp.Tensors.Memory;
using RadSharp.Tensors.Optimizers;

namespace RadSharp.Tensors.Tests.Optimizers;

public class AdamWTests
{
    [Fact]
    public void The_first_step_goes_by_the_learning_rate_whatever_the_gradient()
    {
        using var parameter = Trained.Parameter("w", 1, 1, 1);
        using var optimizer = new AdamW(new ParameterGroup([parameter]) { LearningRate = 0.1 });
        parameter.SetGradient(1e-3f, -20, 0);
        optimizer.Step();
        Check.Close([0.9f, 1.1f, 1], parameter.Value.Span, 1e-5f);
    }

    [Fact]
    public void Each_group_has_its_own_rate_and_decay_and_the_factor_multiplies_the_rate()
    {
        using var a = Trained.Parameter("a", 2);
        using var b = Trained.Parameter("b", 2);
        using var optimizer = new AdamW(
            new ParameterGroup([a]) { LearningRate = 0.2, WeightDecay = 0.5 },
            new ParameterGroup([b]) { LearningRate = 0.4 });
        a.SetGradient(1);
        b.SetGradient(1);
        optimizer.Step(learningRateFactor: 0.5);
        Assert.Equal((2 * (1 - (0.1 * 0.5))) - 0.1, a.Value.Span[0], tolerance: 1e-6);
        Assert.Equal(2 - 0.2, b.Value.Span[0], tolerance: 1e-6);
    }

    [Fact]
    public void A_parameter_without_a_gradient_keeps_its_weights_and_its_step_count()
    {
        using var a = Trained.Parameter("a", 2);
        using var b = Trained.Parameter("b", 2);
        using var optimizer = new AdamW(new ParameterGroup([a, b]) { LearningRate = 0.1, WeightDecay = 0.5 });
        a.SetGradient(1);
        optimizer.Step();
        optimizer.ClearGradients();
        b.SetGradient(1);
        optimizer.Step();
        Assert.Equal(a.Value.Span[0], b.Value.Span[0]);
        Assert.Equal([1, 1], optimizer.State.Where(entry => entry.Name.EndsWith(".step", StringComparison.Ordinal))
            .Select(entry => entry.Value.Span[0]));
    }

    [Fact]
    public void A_frozen_parameter_is_never_touched()
    {
        using var parameter = Trained.Parameter("w", 2);
        using var optimizer = new AdamW(new ParameterGroup([parameter]) { LearningRate = 0.1, WeightDecay = 0.5 });
        parameter.SetGradient(1);
        parameter.IsTrainable = false;
        optimizer.Step();
        Assert.Equal(2, parameter.Value.Span[0]);
        Assert.Empty(optimizer.State);
    }

    [Fact]
    public void The_state_has_PyTorchs_names_and_shapes()
    {
        using var parameter = new Parameter("layer.weight", Samples.Random([2, 3]));
        using var optimizer = new AdamW(new ParameterGroup([parameter]) { LearningRate = 0.1 });
        parameter.SetGradient(Samples.Values(6));
        optimizer.Step();
        Assert.Equal(
            ["layer.weight.exp_avg [2, 3]", "layer.weight.exp_avg_sq [2, 3]", "layer.weight.step []"],
            optimizer.State.Select(entry => $"{entry.Name} {entry.Value.Shape}"));
    }

    [Fact]
    public void A_resumed_training_ends_with_the_same_bits() => Trained.CheckResume(
        parameters => new AdamW(new ParameterGroup(parameters) { LearningRate = 0.01, WeightDecay = 0.1 }));

    [Fact]
    public void A_saved_state_that_does_not_fit_is_refused_and_changes_nothing()
    {
        using var parameter = Trained.Parameter("w", 1, 2);
        using var optimizer = new AdamW(new ParameterGroup([parameter]) { LearningRate = 0.1 });
        Trained.Run(optimizer, 0, 1);
        var saved = Trained.Save(optimizer.State);
        using var stranger = Tensor.Zeros([2]);
        using var misshapen = Tensor.Zeros([3]);
        using var stored = Tensor.Uninitialized([2], DType.BFloat16);
        Trained.Run(optimizer, 1, 1);
        var before = optimizer.State.SelectMany(entry => entry.Value.Span.ToArray()).ToArray();

        Assert.Contains("'other'", Refused([.. saved, ("other", stranger)]), StringComparison.Ordinal);
        Assert.Contains("'w.step'", Refused([.. saved.Where(entry => entry.Name != "w.step")]), StringComparison.Ordinal);
        Assert.Contains("[3]", Refused([("w.exp_avg", misshapen), .. saved.Skip(1)]), StringComparison.Ordinal);
        Assert.Contains("BFloat16", Refused([("w.exp_avg", stored), .. saved.Skip(1)]), StringComparison.Ordinal);
        Assert.Contains("twice", Refused([.. saved, saved[0]]), StringComparison.Ordinal);
        Assert.Equal(before, optimizer.State.SelectMany(entry => entry.Value.Span.ToArray()));
        Trained.Dispose(saved);

        string Refused(List<(string Name, Tensor Value)> state) =>
            Assert.Throws<ArgumentException>(() => optimizer.Restore(state)).Message;
    }

    [Fact]
    public void A_parameter_that_the_saved_state_lacks_starts_afresh()
    {
        using var parameter = Trained.Parameter("w", 1);
        using var optimizer = new AdamW(new ParameterGroup([parameter]) { LearningRate = 0.1 });
        Trained.Run(optimizer, 0, 1);
        optimizer.Restore([]);
        Assert.Empty(optimizer.State);
    }

    [Fact]
    public void Steps_after_the_first_allocate_nothing_and_all_memory_comes_back()
    {
        var before = TensorMemory.BytesInUse;
        var parameters = Trained.Several();
        using (var optimizer = new AdamW(new ParameterGroup(parameters) { LearningRate = 0.01 }))
        {
            Trained.Run(optimizer, 0, 1);
            Check.AllocatesNothing(() => optimizer.Step(0.5));
            Check.AllocatesNothing(() => GradientClipping.ByGlobalNorm(optimizer.Parameters, 1e-3));
        }

        Trained.Dispose(parameters);
        Assert.Equal(before, TensorMemory.BytesInUse);
    }

    [Fact]
    public void The_same_parameter_twice_is_refused()
    {
        using var parameter = Trained.Parameter("w", 1);
        var group = new ParameterGroup([parameter]) { LearningRate = 0.1 };
        var error = Assert.Throws<ArgumentException>(() => new AdamW(group, group));
        Assert.Contains("'w'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-0.1)]
    [InlineData(1.0)]
    public void Betas_outside_their_range_are_refused(double beta)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW { Beta1 = beta });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW { Beta2 = beta });
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-0.1)]
    public void Rates_and_decays_outside_their_range_are_refused(double value)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ParameterGroup([]) { LearningRate = value });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ParameterGroup([]) { LearningRate = 1, WeightDecay = value });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW { Epsilon = value });
    }
}
