using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Tensors.Tests.Operations;

public class SelectingRowsTests
{
    [Theory]
    [InlineData(new[] { 4, 3 }, new[] { 2, 0, 3, 2, 2 })]
    [InlineData(new[] { 4, 2, 3 }, new[] { 3 })]
    [InlineData(new[] { 4 }, new[] { 1, 1 })]
    [InlineData(new[] { 4, 37 }, new int[0])]
    [InlineData(new[] { 4, 0 }, new[] { 1, 2 })]
    public void Gather_picks_rows_and_adds_up_the_gradients_of_repeated_ones(int[] lengths, int[] rows)
    {
        using var x = Samples.Random(Shape.Create(lengths));
        using var tape = Tape.ForInference();
        var y = tape.Gather(x, rows);
        Assert.Equal(x.Shape.With(0, rows.Length), y.Shape);
        var width = x.Count / lengths[0];
        Assert.Equal(rows.SelectMany(row => x.Span.Slice(row * width, width).ToArray()), y.Span.ToArray());
        Check.Gradients((t, inputs) => t.Gather(inputs[0], rows), [x]);
        Check.Gradients((t, inputs) => t.Multiply(t.Gather(inputs[0], rows), t.Gather(inputs[0], rows)), [x]);
    }

    [Theory]
    [InlineData(new[] { 4, 3 }, new[] { 2, 0, 3, 2, 2 })]
    [InlineData(new[] { 4, 2, 3 }, new[] { 3 })]
    [InlineData(new[] { 4 }, new[] { 1, 1 })]
    [InlineData(new[] { 4, 37 }, new int[0])]
    public void ScatterAdd_adds_each_row_where_its_index_says(int[] lengths, int[] rows)
    {
        using var x = Samples.Random(Shape.Create(lengths), seed: 1);
        using var y = Samples.Random(x.Shape.With(0, rows.Length), seed: 2);
        using var tape = Tape.ForInference();
        var width = x.Count / lengths[0];
        var expected = x.Span.ToArray();
        for (var index = 0; index < y.Count; index++)
        {
            expected[(rows[index / width] * width) + (index % width)] += y.Span[index];
        }

        Assert.Equal(expected, tape.ScatterAdd(x, rows, y).Span.ToArray());
        Check.Gradients((t, inputs) => t.ScatterAdd(inputs[0], rows, inputs[1]), [x, y]);
        Check.Gradients((t, inputs) => t.Add(t.ScatterAdd(inputs[0], rows, inputs[1]), t.Sum(inputs[1])), [x, y]);
    }

    [Fact]
    public void Large_scatters_are_those_of_a_scalar_loop()
    {
        const int Columns = 1_037;
        var rows = Samples.Values(97).Select(value => (int)((value + 1) * 5)).ToArray();
        using var x = Samples.Random([10, Columns], seed: 1);
        using var y = Samples.Random([rows.Length, Columns], seed: 2);
        using var tape = Tape.ForInference();
        var expected = x.Span.ToArray();
        for (var index = 0; index < y.Count; index++)
        {
            expected[(rows[index / Columns] * Columns) + (index % Columns)] += y.Span[index];
        }

        Assert.Equal(expected, tape.ScatterAdd(x, rows, y).Span.ToArray());
        Assert.Equal(
            rows.SelectMany(row => x.Span.Slice(row * Columns, Columns).ToArray()), tape.Gather(x, rows).Span.ToArray());
    }

    [Theory]
    [InlineData(new[] { 5, 3 }, new[] { 0, 2, 4 })]
    [InlineData(new[] { 5, 2, 3 }, new[] { 3 })]
    [InlineData(new[] { 3 }, new[] { 0, 1, 2 })]
    [InlineData(new[] { 5, 3 }, new int[0])]
    public void ReplaceRows_puts_image_tokens_among_text(int[] lengths, int[] rows)
    {
        using var x = Samples.Random(Shape.Create(lengths), seed: 1);
        using var y = Samples.Random(x.Shape.With(0, rows.Length), seed: 2);
        using var tape = Tape.ForInference();
        var width = x.Count / lengths[0];
        var expected = x.Span.ToArray();
        for (var index = 0; index < y.Count; index++)
        {
            expected[(rows[index / width] * width) + (index % width)] = y.Span[index];
        }

        Assert.Equal(expected, tape.ReplaceRows(x, rows, y).Span.ToArray());
        Check.Gradients((t, inputs) => t.ReplaceRows(inputs[0], rows, inputs[1]), [x, y]);
        Check.Gradients(
            (t, inputs) => t.Add(t.Add(t.ReplaceRows(inputs[0], rows, inputs[1]), inputs[0]), t.Sum(inputs[1])), [x, y]);
    }

    [Fact]
    public void Rows_that_are_not_there_are_named()
    {
        using var x = Samples.Random([4, 3]);
        using var y = Samples.Random([2, 3]);
        using var tape = Tape.ForInference();
        Check.Refused<ArgumentException>(() => tape.Gather(x, [1, 4]), "index 1 asks for row 4");
        Assert.Throws<ArgumentException>(() => tape.Gather(x, [-1]));
        Assert.Throws<ArgumentException>(() => tape.ScatterAdd(x, [0, 4], y));
        Assert.Throws<ArgumentException>(() => tape.ReplaceRows(x, [0, 4], y));
        Assert.Throws<ArgumentException>(() => tape.ReplaceRows(x, [2, 2], y));
        Assert.Throws<ArgumentException>(() => tape.ReplaceRows(x, [2, 1], y));
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        using var x = Samples.Random([4, 3]);
        using var y = Samples.Random([2, 2]);
        using var scalar = Tensor.Zeros([]);
        using var half = Tensor.Uninitialized([4, 3], DType.Float16);
        using var tape = Tape.ForInference();
        Check.Refused<ArgumentException>(() => tape.ScatterAdd(x, [0, 1], y), "[2, 2]");
        Assert.Throws<ArgumentException>(() => tape.ReplaceRows(x, [0, 1, 2], y));
        Assert.Throws<ArgumentException>(() => tape.Gather(scalar, [0]));
        Assert.Throws<ArgumentException>(() => tape.Gather(half, [0]));
    }
}
