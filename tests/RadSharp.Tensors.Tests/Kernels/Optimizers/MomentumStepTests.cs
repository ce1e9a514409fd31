using RadSharp.Tensors.Kernels.Optimizers;

namespace RadSharp.Tensors.Tests.Kernels.Optimizers;

public class MomentumStepTests
{
    [Theory]
    [InlineData(0, 0.9f, false)]
    [InlineData(1, 0.9f, false)]
    [InlineData(37, 0.9f, false)]
    [InlineData(37, 0.9f, true)]
    [InlineData(37, 0f, false)]
    [InlineData((16 * 1024) + 3, 0.9f, true)]
    public void Three_steps_are_those_of_the_scalar_definition(int length, float momentum, bool nesterov)
    {
        const float Rate = 0.05f, Decay = 0.2f;
        var weight = Samples.Values(length);
        var buffer = momentum > 0 ? new float[length] : [];
        var (w, b) = (Array.ConvertAll(weight, x => (double)x), new double[length]);
        for (var step = 1; step <= 3; step++)
        {
            var gradient = Samples.Values(length, seed: (ulong)(10 + step));
            MomentumStep.Run(gradient, new MomentumFactors(Rate, Decay, momentum, nesterov), buffer, weight);
            for (var index = 0; index < length; index++)
            {
                var direction = gradient[index] + (Decay * w[index]);
                b[index] = (momentum * b[index]) + direction;
                w[index] -= Rate * (nesterov ? direction + (momentum * b[index]) : b[index]);
            }
        }

        Check.Close(Array.ConvertAll(w, x => (float)x), weight, 1e-6f, "weight");
        Check.Close(momentum > 0 ? Array.ConvertAll(b, x => (float)x) : [], buffer, 1e-6f, "buffer");
    }

    [Fact]
    public void A_gradient_that_is_not_finite_spoils_its_own_element_only()
    {
        float[] weight = [1, 1, 1];
        MomentumStep.Run([1, float.NaN, float.NegativeInfinity], new MomentumFactors(0.5f, 0, 0.9f, false), new float[3], weight);
        Check.Close([0.5f, float.NaN, float.PositiveInfinity], weight, 0);
    }

    [Fact]
    public void Spans_of_different_lengths_are_refused()
    {
        var factors = new MomentumFactors(0.1f, 0, 0.9f, false);
        Assert.Throws<ArgumentException>(() => MomentumStep.Run(new float[3], factors, [], new float[2]));
        Assert.Throws<ArgumentException>(() => MomentumStep.Run(new float[3], factors, new float[2], new float[3]));
    }
}
