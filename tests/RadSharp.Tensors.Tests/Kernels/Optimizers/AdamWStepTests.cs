using RadSharp.Tensors.Kernels.Optimizers;

namespace RadSharp.Tensors.Tests.Kernels.Optimizers;

public class AdamWStepTests
{
    private const double Rate = 0.01, Decay = 0.1, Beta1 = 0.9, Beta2 = 0.99, Epsilon = 1e-8;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(33)]
    [InlineData((16 * 1024) + 5)]
    [InlineData(50_001)]
    public void Three_steps_are_those_of_the_scalar_definition(int length)
    {
        var weight = Samples.Values(length, seed: 1);
        var (mean, square) = (new float[length], new float[length]);
        var (w, m, v) = (Array.ConvertAll(weight, x => (double)x), new double[length], new double[length]);
        for (var step = 1; step <= 3; step++)
        {
            var gradient = Samples.Values(length, seed: (ulong)(10 + step), scale: 3);
            AdamWStep.Run(gradient, Factors(step), mean, square, weight);
            for (var index = 0; index < length; index++)
            {
                (w[index], m[index], v[index]) = Scalar(gradient[index], step, w[index], m[index], v[index]);
            }
        }

        Check.Close(Array.ConvertAll(w, x => (float)x), weight, 1e-6f, "weight");
        Check.Close(Array.ConvertAll(m, x => (float)x), mean, 1e-6f, "mean");
        Check.Close(Array.ConvertAll(v, x => (float)x), square, 1e-6f, "square");
    }

    [Fact]
    public void A_gradient_that_is_not_finite_spoils_its_own_element_only()
    {
        float[] gradient = [1, float.NaN, float.PositiveInfinity, -1, 0];
        var weight = new float[] { 1, 1, 1, 1, 1 };
        AdamWStep.Run(gradient, Factors(1), new float[5], new float[5], weight);
        float[] expected = [0.999f - 0.01f, float.NaN, float.NaN, 0.999f + 0.01f, 0.999f];
        Check.Close(expected, weight, 1e-6f);
    }

    [Fact]
    public void Elements_beside_the_spans_are_left_alone()
    {
        var (mean, square, weight) = (Samples.Values(40), Samples.Values(40, scale: 0), Samples.Values(40));
        var before = (float[])weight.Clone();
        AdamWStep.Run(Samples.Values(19), Factors(1), mean.AsSpan(3, 19), square.AsSpan(3, 19), weight.AsSpan(3, 19));
        Assert.Equal(before[..3], weight[..3]);
        Assert.Equal(before[22..], weight[22..]);
        Assert.NotEqual(before[3..22], weight[3..22]);
    }

    [Fact]
    public void Spans_of_different_lengths_are_refused() =>
        Assert.Throws<ArgumentException>(() => AdamWStep.Run(new float[3], Factors(1), new float[3], new float[2], new float[3]));

    private static AdamWFactors Factors(int step) => new(
        Retention: (float)(1 - (Rate * Decay)),
        StepSize: (float)(Rate / (1 - Math.Pow(Beta1, step))),
        MeanRate: (float)(1 - Beta1),
        SquareRate: (float)(1 - Beta2),
        SquareRetention: (float)Beta2,
        InverseCorrection: (float)(1 / Math.Sqrt(1 - Math.Pow(Beta2, step))),
        Epsilon: (float)Epsilon);

    // Algorithm 2 of Loshchilov and Hutter 2019, with PyTorch's decay (learning rate times weight decay).
    private static (double W, double M, double V) Scalar(double g, int step, double w, double m, double v)
    {
        w -= Rate * Decay * w;
        m = (Beta1 * m) + ((1 - Beta1) * g);
        v = (Beta2 * v) + ((1 - Beta2) * g * g);
        var corrected = Math.Sqrt(v / (1 - Math.Pow(Beta2, step)));
        return (w - (Rate * m / (1 - Math.Pow(Beta1, step)) / (corrected + Epsilon)), m, v);
    }
}
