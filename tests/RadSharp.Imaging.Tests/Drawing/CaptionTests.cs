using RadSharp.Imaging.Drawing;

namespace RadSharp.Imaging.Tests.Drawing;

public class CaptionTests
{
    [Theory]
    [InlineData(1024, 1024)]
    [InlineData(300, 500)]
    [InlineData(40, 30)]
    public void A_caption_changes_the_lower_left_only(int width, int height)
    {
        var picture = Flat(width, height);
        Caption.Draw(picture, "Effusion, 80 %", "The classifier's attention, not an annotation, said at a length that no film has room for");
        var changed = Enumerable.Range(0, width * height).Where(pixel => picture.Samples[3 * pixel] != 90).ToList();
        Assert.NotEmpty(changed);
        Assert.All(changed, pixel => Assert.True(pixel % width < 0.85 * width, $"Pixel {pixel % width} of {width} in a row has changed."));
        Assert.All(changed, pixel => Assert.True(width < 100 || pixel / width > 0.7 * height, $"Row {pixel / width} of {height} has changed."));
    }

    [Fact]
    public void Without_lines_nothing_is_drawn()
    {
        var picture = Flat(200, 200);
        Caption.Draw(picture);
        Assert.All(picture.Samples, sample => Assert.Equal(90, sample));
    }

    private static Image<byte> Flat(int width, int height)
    {
        var picture = new Image<byte>(width, height, 3);
        picture.Samples.AsSpan().Fill(90);
        return picture;
    }
}
