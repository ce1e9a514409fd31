using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Tests.Simd;

public class LaneMathTests
{
    private interface ILaneFunction
    {
        static abstract TLanes Apply<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes>;
    }

    [Fact]
    public void Exp_is_right_to_the_last_bits_over_its_whole_range() =>
        AssertRelative<Exp>(Math.Exp, 1e-7, from: -87.33, to: 88.72);

    [Theory]
    [InlineData(0f, 1f)]
    [InlineData(1e-40f, 1f)]
    [InlineData(88.73f, float.PositiveInfinity)]
    [InlineData(1e30f, float.PositiveInfinity)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(-87.34f, 0f)]
    [InlineData(-100f, 0f)]
    [InlineData(-1e30f, 0f)]
    [InlineData(float.NegativeInfinity, 0f)]
    [InlineData(float.NaN, float.NaN)]
    public void Exp_at_the_edges(float x, float expected) => Assert.Equal(expected, Map<Exp>([x])[0]);

    [Fact]
    public void Log_is_right_to_the_last_bits_over_its_whole_range()
    {
        AssertRelative<Log>(Math.Log, 1e-7, from: 1.17549435e-38, to: float.MaxValue);
        AssertRelative<Log>(Math.Log, 1e-7, from: 1.4e-45, to: 1.17e-38);
        AssertRelative<Log>(Math.Log, 1e-7, from: 0.9, to: 1.1);
    }

    [Theory]
    [InlineData(1f, 0f)]
    [InlineData(0f, float.NegativeInfinity)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(-1e-40f, float.NaN)]
    [InlineData(-1f, float.NaN)]
    [InlineData(float.NegativeInfinity, float.NaN)]
    [InlineData(float.NaN, float.NaN)]
    public void Log_at_the_edges(float x, float expected) => Assert.Equal(expected, Map<Log>([x])[0]);

    [Fact]
    public void Sigmoid_is_right_to_the_last_bits() =>
        AssertRelative<Sigmoid>(ScalarMath.Sigmoid, 2e-7, from: -87, to: 100);

    [Theory]
    [InlineData(float.PositiveInfinity, 1f)]
    [InlineData(float.NegativeInfinity, 0f)]
    [InlineData(0f, 0.5f)]
    [InlineData(float.NaN, float.NaN)]
    public void Sigmoid_at_the_edges(float x, float expected) => Assert.Equal(expected, Map<Sigmoid>([x])[0]);

    [Fact]
    public void Softplus_is_right_to_the_last_bits() =>
        AssertRelative<Softplus>(x => x > 0 ? x + LogOnePlus(Math.Exp(-x)) : LogOnePlus(Math.Exp(x)), 2e-7, from: -87, to: 200);

    [Theory]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity, 0f)]
    [InlineData(1e30f, 1e30f)]
    [InlineData(float.NaN, float.NaN)]
    public void Softplus_at_the_edges(float x, float expected) => Assert.Equal(expected, Map<Softplus>([x])[0]);

    [Fact]
    public void Tanh_is_right_to_the_last_bits()
    {
        AssertRelative<Tanh>(Math.Tanh, 3e-7, from: 1e-10, to: 20);
        AssertRelative<Tanh>(Math.Tanh, 3e-7, from: -20, to: -1e-10);
    }

    [Fact]
    public void Erf_is_right_to_the_last_bits()
    {
        AssertRelative<Erf>(ScalarMath.Erf, 3e-7, from: 1e-10, to: 10);
        AssertRelative<Erf>(ScalarMath.Erf, 3e-7, from: -10, to: -1e-10);
    }

    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(1e20f, 1f)]
    [InlineData(-1e20f, -1f)]
    [InlineData(float.PositiveInfinity, 1f)]
    [InlineData(float.NegativeInfinity, -1f)]
    [InlineData(float.NaN, float.NaN)]
    public void Tanh_and_erf_at_the_edges(float x, float expected)
    {
        Assert.Equal(expected, Map<Tanh>([x])[0]);
        Assert.Equal(expected, Map<Erf>([x])[0]);
    }

    // ln(1 + e) for 0 ≤ e ≤ 1, with what the sum rounds away.
    private static double LogOnePlus(double e) => Math.Log(1 + e) + ((e - (1 + e - 1)) / (1 + e));

    // Float32 values spread over the range: evenly, and evenly in their bits (so that small magnitudes are met too).
    private static void AssertRelative<TFunction>(Func<double, double> reference, double tolerance, double from, double to)
        where TFunction : unmanaged, ILaneFunction
    {
        const int Count = 100_000;
        var x = new List<float>();
        for (var index = 0; index <= Count; index++)
        {
            x.Add((float)(from + ((to - from) * index / Count)));
            x.Add(BitConverter.Int32BitsToSingle((int)((long)int.MaxValue * index / Count)));
            x.Add(-x[^1]);
        }

        x.RemoveAll(value => !(value >= from && value <= to));
        var found = Map<TFunction>([.. x]);
        var (worst, at) = (0.0, 0f);
        for (var index = 0; index < found.Length; index++)
        {
            var expected = reference(x[index]);
            var error = expected == found[index] ? 0 : Math.Abs((found[index] - expected) / expected);
            if (!(error <= worst))
            {
                (worst, at) = (error, x[index]);
            }
        }

        Assert.True(worst <= tolerance, $"relative error {worst:G3} at {at:G9} is over {tolerance:G3}");
    }

    private static unsafe float[] Map<TFunction>(float[] x) where TFunction : unmanaged, ILaneFunction
    {
        var y = new float[x.Length];
        fixed (float* source = x, destination = y)
        {
            Workers.Run(1, new MapWork<TFunction>(source, destination, x.Length));
        }

        return y;
    }

    private readonly unsafe struct MapWork<TFunction>(float* source, float* destination, int length) : IParallelWork
        where TFunction : unmanaged, ILaneFunction
    {
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            for (var index = 0; index < length; index += TLanes.Count)
            {
                var count = Math.Min(TLanes.Count, length - index);
                TLanes.StorePartial(TFunction.Apply(TLanes.LoadPartial(source + index, count)), destination + index, count);
            }
        }
    }

    private readonly struct Exp : ILaneFunction
    {
        public static TLanes Apply<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes> => LaneMath.Exp(x);
    }

    private readonly struct Log : ILaneFunction
    {
        public static TLanes Apply<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes> => LaneMath.Log(x);
    }

    private readonly struct Sigmoid : ILaneFunction
    {
        public static TLanes Apply<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes> => LaneMath.Sigmoid(x);
    }

    private readonly struct Softplus : ILaneFunction
    {
        public static TLanes Apply<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes> => LaneMath.Softplus(x);
    }

    private readonly struct Tanh : ILaneFunction
    {
        public static TLanes Apply<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes> => LaneMath.Tanh(x);
    }

    private readonly struct Erf : ILaneFunction
    {
        public static TLanes Apply<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes> => LaneMath.Erf(x);
    }
}
