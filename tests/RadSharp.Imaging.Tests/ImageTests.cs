namespace RadSharp.Imaging.Tests;

public class ImageTests
{
    [Fact]
    public void A_row_begins_where_the_one_before_ends()
    {
        var image = new Image<byte>(2, 3, 3, [.. Enumerable.Range(0, 18).Select(value => (byte)value)]);
        Assert.Equal([6, 7, 8, 9, 10, 11], image.Row(1).ToArray());
        Assert.Equal(6, image.Stride);
    }

    [Fact]
    public void Samples_that_do_not_fill_the_image_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new Image<ushort>(4, 5, 1, new ushort[19]));
        Assert.Contains("4×5", error.Message, StringComparison.Ordinal);
        Assert.Contains("19", error.Message, StringComparison.Ordinal);
    }
}
