using RadSharp.Radiology.Boxes;

namespace RadSharp.Radiology.Tests.Boxes;

public class BoxTests
{
    [Theory]
    [InlineData(0, 0, 1, 1, 1)]
    [InlineData(0.5, 0, 1.5, 1, 1.0 / 3)]
    [InlineData(1, 1, 2, 2, 0)]
    [InlineData(0.25, 0.25, 0.75, 0.75, 0.25)]
    public void Overlap_is_the_common_part_of_the_whole(double x1, double y1, double x2, double y2, double expected)
    {
        var (one, other) = (new Box(0, 0, 1, 1), new Box(x1, y1, x2, y2));
        Assert.Equal(expected, one.IntersectionOverUnion(other), 12);
        Assert.Equal(expected, other.IntersectionOverUnion(one), 12);
    }

    [Fact]
    public void Boxes_without_area_overlap_nothing() =>
        Assert.Equal(0, new Box(0.5, 0.5, 0.5, 0.5).IntersectionOverUnion(new Box(0.5, 0.5, 0.5, 0.5)));

    [Fact]
    public void Pixels_become_parts_of_the_film() =>
        Assert.Equal(new Box(0.25, 0.5, 0.75, 1), Box.FromPixels(50, 50, 150, 100, width: 200, height: 100));

    [Fact]
    public void Mirroring_twice_changes_nothing()
    {
        var box = new Box(0.125, 0.2, 0.5, 0.7);
        Assert.Equal(new Box(0.5, 0.2, 0.875, 0.7), box.Mirrored());
        Assert.Equal(box, box.Mirrored().Mirrored());
    }
}
