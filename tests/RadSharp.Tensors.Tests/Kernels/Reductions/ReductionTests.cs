using RadSharp.Tensors.Kernels.Reductions;

namespace RadSharp.Tensors.Tests.Kernels.Reductions;

public class ReductionTests
{
    public static TheoryData<int[], int[]> Cases => new()
    {
        { [], [] },
        { [1], [0] },
        { [0], [0] },
        { [5], [] },
        { [37], [0] },
        { [3, 37], [1] },
        { [3, 37], [0] },
        { [37, 3], [0] },
        { [3, 0, 5], [1] },
        { [3, 0, 5], [0, 2] },
        { [0, 3], [1] },
        { [2, 3, 4, 5], [1, 2] },
        { [2, 3, 4, 5], [0, 2] },
        { [2, 3, 4, 5], [1, 3] },
        { [2, 1, 3, 1, 2, 3], [0, 1, 3, 5] },
        { [2, 3, 2, 3, 2, 3], [0, 2, 4] },
        { [2, 3, 2, 3, 2, 3], [1, 3, 5] },
        { [2, 3, 2, 3, 2, 3], [0, 1, 2, 3, 4, 5] },
        { [7, 2_500], [0] },
        { [700, 129], [0] },
        { [40_009], [0] },
        { [3, 40_009], [1] },
        { [40_009, 3], [0] },
        { [40_009, 2], [1] },
        { [2, 3_001, 5], [0, 1] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Sums_and_extrema_are_those_of_a_scalar_loop(int[] lengths, int[] axes)
    {
        var shape = Shape.Create(lengths);
        var set = AxisSet.Of(shape, axes);
        var kept = set.RemovedFrom(shape, keepDimensions: true);
        var source = Samples.Values((int)shape.Count);
        var sums = new double[kept.Count];
        var largest = Enumerable.Repeat(float.NegativeInfinity, sums.Length).ToArray();
        var smallest = Enumerable.Repeat(float.PositiveInfinity, sums.Length).ToArray();
        var element = 0;
        foreach (var index in Indices.Of(shape))
        {
            var result = Indices.ElementAt(kept, index);
            sums[result] += source[element];
            largest[result] = Math.Max(largest[result], source[element]);
            smallest[result] = Math.Min(smallest[result], source[element++]);
        }

        var found = new float[sums.Length];
        Reduction.Sum(source, shape, set, found);
        Check.Close([.. sums.Select(sum => (float)sum)], found, 2e-7f, "sum");
        Reduction.Sum(source, shape, set, found, scale: -3, accumulate: true);
        Check.Close([.. sums.Select(sum => (float)(-2 * sum))], found, 1e-6f, "accumulated sum");
        Reduction.Maximum(source, shape, set, found);
        Assert.Equal(largest, found);
        Reduction.Minimum(source, shape, set, found);
        Assert.Equal(smallest, found);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Ten_million_ones_with_small_parts_do_not_drift(int columns)
    {
        // Each value is 1 + 2⁻²³: plain float32 sums lose the small part as soon as the total passes 2.
        var rows = 10_000_000 / columns;
        var values = new float[rows * columns];
        Array.Fill(values, MathF.BitIncrement(1));
        var found = new float[columns];
        Reduction.Sum(values, [rows, columns], AxisSet.Of([rows, columns], [0]), found);
        Assert.All(found, sum => Assert.Equal((float)(rows * (double)MathF.BitIncrement(1)), sum));
    }

    [Fact]
    public void What_cancels_leaves_the_small_numbers_behind()
    {
        var values = Samples.Values(30_000, scale: 1e-3f);
        var expected = (float)values.Sum(value => (double)value);
        float[] shuffled = [.. Enumerable.Repeat(1e6f, 5_000), .. values, .. Enumerable.Repeat(-1e6f, 5_000)];
        var found = new float[1];
        Reduction.Sum(shuffled, [shuffled.Length], AxisSet.Of([shuffled.Length], [0]), found);
        Assert.Equal(expected, found[0], 1e-6f);
    }

    [Fact]
    public void Infinities_and_NaN_come_through()
    {
        foreach (var columns in new[] { 1, 20 })
        {
            Assert.Equal(float.PositiveInfinity, Of(columns, float.PositiveInfinity, 1).Sum);
            Assert.Equal(float.NegativeInfinity, Of(columns, float.NegativeInfinity, 1).Sum);
            Assert.Equal(float.NaN, Of(columns, float.PositiveInfinity, float.NegativeInfinity).Sum);
            Assert.Equal((float.NaN, float.NaN, float.NaN), Of(columns, float.NaN, 5));
            Assert.Equal(
                (float.NaN, float.PositiveInfinity, float.NegativeInfinity),
                Of(columns, float.PositiveInfinity, float.NegativeInfinity));
        }

        static (float Sum, float Max, float Min) Of(int columns, float first, float second)
        {
            var values = new float[100 * columns];
            values.AsSpan(40 * columns, columns).Fill(first);
            values.AsSpan(77 * columns, columns).Fill(second);
            var (sum, max, min) = (new float[columns], new float[columns], new float[columns]);
            Shape shape = [100, columns];
            var rows = AxisSet.Of(shape, [0]);
            Reduction.Sum(values, shape, rows, sum);
            Reduction.Maximum(values, shape, rows, max);
            Reduction.Minimum(values, shape, rows, min);
            return (sum[^1], max[^1], min[^1]);
        }
    }

    [Fact]
    public void An_overflowing_sum_is_infinite_not_NaN()
    {
        float[] values = [.. Enumerable.Repeat(float.MaxValue, 50)];
        var found = new float[1];
        Reduction.Sum(values, [50], AxisSet.Of([50], [0]), found);
        Assert.Equal(float.PositiveInfinity, found[0]);
    }

    [Fact]
    public void Axes_that_the_shape_has_not_are_refused()
    {
        Assert.Throws<ArgumentException>(() => AxisSet.Of([2, 3], [2]));
        Assert.Throws<ArgumentException>(() => AxisSet.Of([2, 3], [-3]));
        Assert.Throws<ArgumentException>(() => AxisSet.Of([2, 3], [1, -1]));
        Assert.Throws<ArgumentException>(() => Reduction.Sum(new float[6], [2, 3], AxisSet.All([2, 3]), new float[2]));
        Assert.Throws<ArgumentException>(() => Reduction.Sum(new float[5], [2, 3], AxisSet.All([2, 3]), new float[1]));
    }
}
