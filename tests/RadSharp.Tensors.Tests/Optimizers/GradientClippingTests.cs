using RadSharp.Tensors.Optimizers;

namespace RadSharp.Tensors.Tests.Optimizers;

public class GradientClippingTests
{
    [Fact]
    public void Gradients_over_the_norm_are_scaled_together()
    {
        using var a = Trained.Parameter("a", 0, 0);
        using var b = Trained.Parameter("b", 0);
        a.SetGradient(3, 0);
        b.SetGradient(-4);
        Assert.Equal(5, GradientClipping.ByGlobalNorm([a, b], maxNorm: 1), tolerance: 1e-12);
        Check.Close([0.6f, 0], a.Value.Gradient.Span, 1e-6f);
        Check.Close([-0.8f], b.Value.Gradient.Span, 1e-6f);
        Assert.Equal(1, GradientClipping.ByGlobalNorm([a, b], maxNorm: double.PositiveInfinity), tolerance: 1e-6);
    }

    [Fact]
    public void Gradients_within_the_norm_keep_their_bits()
    {
        using var parameter = Trained.Parameter("w", 0, 0);
        parameter.SetGradient(0.3f, -0.4f);
        Assert.Equal(0.5, GradientClipping.ByGlobalNorm([parameter], maxNorm: 0.6), tolerance: 1e-7);
        Assert.Equal([0.3f, -0.4f], parameter.Value.Gradient.Span.ToArray());
    }

    [Fact]
    public void Parameters_without_a_gradient_and_frozen_ones_count_as_zero()
    {
        using var trained = Trained.Parameter("trained", 0);
        using var unreached = Trained.Parameter("unreached", 0);
        using var frozen = Trained.Parameter("frozen", 0);
        trained.SetGradient(3);
        frozen.SetGradient(4);
        frozen.IsTrainable = false;
        Assert.Equal(3, GradientClipping.ByGlobalNorm([trained, unreached, frozen], maxNorm: 1));
        Assert.Equal(4, frozen.Value.Gradient.Span[0]);
        Assert.Equal(0, GradientClipping.ByGlobalNorm([unreached], maxNorm: 1));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_norm_that_is_not_finite_is_returned_and_nothing_is_scaled(float value)
    {
        using var parameter = Trained.Parameter("w", 0, 0);
        parameter.SetGradient(2, value);
        Assert.False(double.IsFinite(GradientClipping.ByGlobalNorm([parameter], maxNorm: 1)));
        Assert.Equal([2, value], parameter.Value.Gradient.Span.ToArray());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1)]
    public void A_limit_outside_its_range_is_refused(double maxNorm) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientClipping.ByGlobalNorm([], maxNorm));
}
