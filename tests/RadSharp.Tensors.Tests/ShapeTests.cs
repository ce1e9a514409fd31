namespace RadSharp.Tensors.Tests;

public class ShapeTests
{
    [Fact]
    public void Lengths_are_read_from_both_ends()
    {
        Shape shape = [2, 3, 5];
        Assert.Equal(3, shape.Rank);
        Assert.Equal(30, shape.Count);
        Assert.Equal((2, 5, 5, 2), (shape[0], shape[2], shape[-1], shape[-3]));
        Check.Refused<ArgumentOutOfRangeException>(() => shape[3], "[2, 3, 5]");
        Assert.Throws<ArgumentOutOfRangeException>(() => shape[-4]);
    }

    [Fact]
    public void A_scalar_has_one_element_and_no_axes()
    {
        Shape scalar = [];
        Assert.Equal((0, 1L), (scalar.Rank, scalar.Count));
        Assert.Equal("[]", scalar.ToString());
        Assert.Equal(scalar, default);
        Assert.Equal(1, default(Shape).Count);
    }

    [Fact]
    public void At_most_six_axes()
    {
        Assert.Equal(Shape.MaxRank, Shape.Create([1, 2, 3, 4, 5, 6]).Rank);
        Check.Refused<ArgumentException>(() => Shape.Create(new int[7]), "7");
    }

    [Fact]
    public void Negative_lengths_are_refused() =>
        Check.Refused<ArgumentException>(() => Shape.Create([2, -1]), "[2, -1]");

    [Fact]
    public void Counts_beyond_any_memory_do_not_wrap_around()
    {
        Assert.True(Shape.Create([int.MaxValue, int.MaxValue, int.MaxValue]).Count > int.MaxValue);
        Assert.True(Shape.Create([1 << 30, 1 << 30, 1 << 30, 1 << 30, 16, 16]).Count > int.MaxValue);
        Assert.Equal(0, Shape.Create([int.MaxValue, int.MaxValue, 0]).Count);
        Assert.Equal(50_000L * 50_000, Shape.Create([50_000, 50_000]).Count);
    }

    [Fact]
    public void Parts_and_changes()
    {
        Shape shape = [2, 3, 5];
        Assert.Equal([2, 7, 5], shape.With(1, 7));
        Assert.Equal([2, 3, 7], shape.With(-1, 7));
        Assert.Equal([3, 5], shape.Axes(1, 3));
        Assert.Equal(0, shape.Axes(1, 1).Rank);
        Assert.Equal(15, shape.CountOf(1, 3));
        Assert.Equal(1, shape.CountOf(2, 2));
        Assert.Equal([2, 3, 5], shape.ToArray());
    }

    [Fact]
    public void Equality_is_that_of_the_lengths()
    {
        Shape shape = [2, 3];
        Assert.True(shape == [2, 3]);
        Assert.True(shape != [3, 2]);
        Assert.True(shape != [2, 3, 1]);
        Assert.Equal(shape.GetHashCode(), Shape.Create([2, 3]).GetHashCode());
        Assert.False(shape.Equals("[2, 3]"));
    }
}
