using RadSharp.Tensors.Kernels;

namespace RadSharp.Tensors.Tests.Kernels;

public class ActivationsTests
{
    public static TheoryData<Activation> All => [.. Enum.GetValues<Activation>()];

    [Theory]
    [MemberData(nameof(All))]
    public void Forward_agrees_with_the_definition(Activation activation)
    {
        foreach (var count in new[] { 0, 1, 3, 15, 16, 17, 31, 33, 577, 20_003 })
        {
            var x = Samples.Values(count, scale: 8);
            var expected = x.Select(value => (float)Value(activation, value)).ToArray();
            Check.Close(expected, RowSamples.Written(count, y => Activations.Forward(activation, x, y)), 1e-6f, $"{activation} {count}");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Forward_of_NaN_infinities_and_extremes_is_what_the_definition_gives(Activation activation)
    {
        float[] x = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0, -0f, 1e30f, -1e30f, 95, -95, 1e-30f, -1e-30f];
        var y = new float[x.Length];
        Activations.Forward(activation, x, y);
        Check.Close([.. x.Select(value => (float)Value(activation, value))], y, 1e-6f, $"{activation}");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Backward_agrees_with_the_slope_of_the_definition(Activation activation)
    {
        foreach (var count in new[] { 0, 1, 3, 15, 16, 17, 31, 33, 577, 20_003 })
        {
            var x = Samples.Values(count, seed: 1, scale: 8);
            var dy = Samples.Values(count, seed: 2);
            var before = Samples.Values(count, seed: 3);
            var slopes = x.Zip(dy, (value, gradient) => (float)(Slope(activation, value) * gradient)).ToArray();
            Check.Close(
                slopes, RowSamples.Written(count, dx => Activations.Backward(activation, x, dy, dx, accumulate: false)), 3e-6f,
                $"{activation} {count}");
            var sums = before.ToArray();
            Activations.Backward(activation, x, dy, sums, accumulate: true);
            Check.Close([.. before.Zip(slopes, (a, b) => a + b)], sums, 3e-6f, $"{activation} {count}, added");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Backward_far_out_is_one_or_zero_and_NaN_stays(Activation activation)
    {
        float[] x = [1000, -1000, float.NaN];
        var dx = new float[x.Length];
        Activations.Backward(activation, x, [1, 1, 1], dx, accumulate: false);
        var isBounded = activation is Activation.Sigmoid or Activation.Tanh;
        Assert.Equal(isBounded ? 0 : 1, dx[0]);
        Assert.Equal(activation == Activation.None ? 1 : 0, dx[1]);

        // The slope of these two does not depend on x but for its sign, and NaN has none.
        Assert.Equal(activation is Activation.None ? 1 : activation is Activation.Relu ? 0 : float.NaN, dx[2]);
    }

    [Fact]
    public void Forward_may_write_over_its_source()
    {
        var x = Samples.Values(40, scale: 3);
        var y = new float[40];
        Activations.Forward(Activation.Gelu, x, y);
        Activations.Forward(Activation.Gelu, x, x);
        Assert.Equal(y, x);
    }

    [Fact]
    public void An_unknown_activation_or_spans_of_different_lengths_are_refused()
    {
        Check.Refused<ArgumentOutOfRangeException>(() => Activations.Forward((Activation)99, new float[2], new float[2]), "99");
        Check.Refused<ArgumentException>(() => Activations.Forward(Activation.Gelu, new float[2], new float[3]), "2", "3");
    }

    private static double Value(Activation activation, double x) => activation switch
    {
        Activation.None => x,
        Activation.Relu => x > 0 || double.IsNaN(x) ? x : 0,
        Activation.Gelu => x / 2 * (1 + ScalarMath.Erf(x / Math.Sqrt(2))),
        Activation.GeluTanh => x / 2 * (1 + Math.Tanh(Inner(x))),
        Activation.QuickGelu => x * ScalarMath.Sigmoid(1.702 * x),
        Activation.Silu => x * ScalarMath.Sigmoid(x),
        Activation.Sigmoid => ScalarMath.Sigmoid(x),
        _ => Math.Tanh(x),
    };

    private static double Slope(Activation activation, double x)
    {
        var (tanh, wide, gate) = (Math.Tanh(Inner(x)), ScalarMath.Sigmoid(1.702 * x), ScalarMath.Sigmoid(x));
        return activation switch
        {
            Activation.None => 1,
            Activation.Relu => x > 0 ? 1 : 0,
            Activation.Gelu => ((1 + ScalarMath.Erf(x / Math.Sqrt(2))) / 2) + (x * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI)),
            Activation.GeluTanh =>
                ((1 + tanh) / 2) + (x / 2 * (1 - (tanh * tanh)) * Math.Sqrt(2 / Math.PI) * (1 + (3 * 0.044715 * x * x))),
            Activation.QuickGelu => wide * (1 + (1.702 * x * (1 - wide))),
            Activation.Silu => gate * (1 + (x * (1 - gate))),
            Activation.Sigmoid => gate * (1 - gate),
            _ => 1 - (Math.Tanh(x) * Math.Tanh(x)),
        };
    }

    private static double Inner(double x) => Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x));
}
