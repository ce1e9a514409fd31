using RadSharp.Imaging.Grey;

namespace RadSharp.Imaging.Tests.Grey;

public class LuminanceTests
{
    // What Pillow's convert("L") gives.
    [Theory]
    [InlineData(255, 0, 0, 76)]
    [InlineData(0, 255, 0, 150)]
    [InlineData(0, 0, 255, 29)]
    [InlineData(255, 255, 255, 255)]
    [InlineData(10, 200, 100, 132)]
    public void Colours_become_Pillows_luma(byte red, byte green, byte blue, byte grey)
    {
        var image = new Image<byte>(1, 1, 3, [red, green, blue]);
        var found = Assert.IsType<Image<byte>>(Luminance.Of(image, out var isColored));
        Assert.Equal(grey, found.Samples[0]);
        Assert.Equal(red != green || green != blue, isColored);
    }

    [Fact]
    public void Sixteen_bits_keep_their_depth()
    {
        var found = Assert.IsType<Image<ushort>>(Luminance.Of(new Image<ushort>(1, 1, 4, [65535, 65535, 65535, 0]), out var isColored));
        Assert.Equal(65535, found.Samples[0]);
        Assert.False(isColored);
    }

    [Fact]
    public void Alpha_is_left_out()
    {
        var found = Assert.IsType<Image<byte>>(Luminance.Of(new Image<byte>(2, 1, 2, [1, 255, 9, 0]), out _));
        Assert.Equal([1, 9], found.Samples);
    }

    [Fact]
    public void Grey_stays_the_very_image()
    {
        var image = new Image<byte>(2, 1, 1, [1, 2]);
        Assert.Same(image, Luminance.Of(image, out _));
    }
}
