using RadSharp.Radiology.Boxes;

namespace RadSharp.Radiology.Tests.Boxes;

public class BoxTextTests
{
    // What Python's round(v, 2) gives, ties and near ties among them.
    [Theory]
    [InlineData(0.3, "0.3")]
    [InlineData(0.0, "0.0")]
    [InlineData(1.0, "1.0")]
    [InlineData(0.999, "1.0")]
    [InlineData(0.125, "0.12")]
    [InlineData(0.375, "0.38")]
    [InlineData(0.625, "0.62")]
    [InlineData(0.875, "0.88")]
    [InlineData(0.005, "0.01")]
    [InlineData(0.015, "0.01")]
    [InlineData(0.045, "0.04")]
    [InlineData(0.145, "0.14")]
    [InlineData(0.285, "0.28")]
    [InlineData(0.675, "0.68")]
    [InlineData(0.25, "0.25")]
    public void Edges_are_rounded_as_python_rounds(double edge, string text) =>
        Assert.Equal($"[{text}, 0.0, 1.0, 1.0]", BoxText.Format(new Box(edge, 0, 1, 1)));

    [Fact]
    public void Several_boxes_are_joined_by_commas_and_a_last_and()
    {
        var box = new Box(0.1, 0.2, 0.3, 0.4);
        Assert.Equal("", BoxText.Format([]));
        Assert.Equal(
            "[0.1, 0.2, 0.3, 0.4], [0.1, 0.2, 0.3, 0.4] and [0.1, 0.2, 0.3, 0.4]", BoxText.Format([box, box, box]));
    }

    [Theory]
    [InlineData("The heart is at [0.1, 0.2, 0.3, 0.4].")]
    [InlineData("(0.1,0.2,0.3,0.4)")]
    [InlineData("[ .1 ,  0.20, 0.30,0.400 ]")]
    [InlineData("[10%, 20%, 30%, 40%]")]
    [InlineData("[10, 20, 30, 40]")]
    [InlineData("[0.3, 0.4, 0.1, 0.2]")]
    public void Boxes_are_read_however_they_are_written(string text)
    {
        var (box, place) = Assert.Single(BoxText.Parse(text));
        Assert.Equal((0.1, 0.2, 0.3, 0.4), (box.X1, box.Y1, box.X2, box.Y2));
        Assert.Matches(@"^[\[(].*[\])]$", text[place]);
    }

    [Theory]
    [InlineData("no box at all")]
    [InlineData("[0.1, 0.2, 0.3]")]
    [InlineData("[0.1, 0.2, 0.1, 0.4]")]
    [InlineData("[100, 200, 300, 400]")]
    [InlineData("[a, b, c, d]")]
    [InlineData("[1.2.3, 1, 1, 1]")]
    public void What_is_no_box_is_left_out(string text) => Assert.Empty(BoxText.Parse(text));

    [Fact]
    public void What_is_written_is_read_again()
    {
        var random = new Random(3);
        for (var trial = 0; trial < 2000; trial++)
        {
            var box = new Box(random.NextDouble() / 2, random.NextDouble() / 2, 0.52 + (random.NextDouble() * 0.48), 0.52 + (random.NextDouble() * 0.48));
            var (read, _) = Assert.Single(BoxText.Parse(BoxText.Format(box)));
            Assert.InRange(Math.Abs(read.X1 - box.X1) + Math.Abs(read.Y2 - box.Y2), 0, 0.0101);
        }
    }
}
