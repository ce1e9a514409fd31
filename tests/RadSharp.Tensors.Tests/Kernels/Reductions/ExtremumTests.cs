using RadSharp.Tensors.Kernels.Reductions;

namespace RadSharp.Tensors.Tests.Kernels.Reductions;

public class ExtremumTests
{
    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 1)]
    [InlineData(5, 3)]
    [InlineData(7, 45)]
    [InlineData(300, 129)]
    [InlineData(2, 50_021)]
    public void ArgMax_finds_the_first_of_the_largest(int rows, int columns)
    {
        // Few different values, so that most rows have several largest ones.
        var values = Samples.Values(rows * columns, scale: 9).Select(value => MathF.Round(value)).ToArray();
        var found = new int[rows];
        Extremum.ArgMax(values, columns, found);
        for (var row = 0; row < rows; row++)
        {
            var line = values[(row * columns)..((row + 1) * columns)];
            Assert.Equal(Array.IndexOf(line, line.Max()), found[row]);
        }
    }

    [Fact]
    public void ArgMax_takes_the_first_NaN_and_knows_infinities()
    {
        float[] values =
        [
            1, float.NaN, float.PositiveInfinity, float.NaN,
            float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity,
            float.NegativeInfinity, 0, -0f, float.NegativeInfinity,
        ];
        var found = new int[3];
        Extremum.ArgMax(values, 4, found);
        Assert.Equal([1, 0, 1], found);
    }

    [Fact]
    public void ArgMax_of_no_columns_or_of_parts_of_rows_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Extremum.ArgMax([], 0, new int[2]));
        Assert.Throws<ArgumentException>(() => Extremum.ArgMax(new float[5], 2, new int[2]));
    }

    [Fact]
    public void The_gradient_goes_to_the_first_of_equal_elements()
    {
        float[] x = [1, 3, 3, 3, float.NaN, 2, float.NaN, 2];
        var found = new float[8];
        Array.Fill(found, 10);
        Extremum.PassToFirst(x, [2, 4], AxisSet.Of([2, 4], [1]), [3, float.NaN], [5f, 7f], found, accumulate: true);
        Assert.Equal([10, 15, 10, 10, 17, 10, 10, 10], found);
        Array.Resize(ref found, 6);
        Extremum.PassToFirst([4, 4, 1, 1, 4, 4], [3, 2], AxisSet.Of([3, 2], [0]), [4, 4], [5f, 7f], found, accumulate: false);
        Assert.Equal([5, 7, 0, 0, 0, 0], found);
    }
}
