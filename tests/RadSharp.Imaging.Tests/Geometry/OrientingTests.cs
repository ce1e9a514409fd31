using RadSharp.Imaging.Geometry;

namespace RadSharp.Imaging.Tests.Geometry;

public class OrientingTests
{
    [Theory]
    [InlineData(1, new byte[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(2, new byte[] { 3, 2, 1, 6, 5, 4 })]
    [InlineData(3, new byte[] { 6, 5, 4, 3, 2, 1 })]
    [InlineData(4, new byte[] { 4, 5, 6, 1, 2, 3 })]
    [InlineData(5, new byte[] { 1, 4, 2, 5, 3, 6 })]
    [InlineData(6, new byte[] { 4, 1, 5, 2, 6, 3 })]
    [InlineData(7, new byte[] { 6, 3, 5, 2, 4, 1 })]
    [InlineData(8, new byte[] { 3, 6, 2, 5, 1, 4 })]
    public void The_eight_orientations_of_EXIF(int orientation, byte[] expected)
    {
        var upright = Orienting.Apply(new Image<byte>(3, 2, 1, [1, 2, 3, 4, 5, 6]), orientation);
        Assert.Equal(orientation > 4 ? (2, 3) : (3, 2), (upright.Width, upright.Height));
        Assert.Equal(expected, upright.Samples);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Four_quarter_turns_and_two_flips_give_the_image_back(int channels)
    {
        var image = Pictures.Noise(75, 41, channels, channels);
        var half = Orienting.RotateClockwise(Orienting.RotateClockwise(image));
        Assert.Equal(half.Samples, Orienting.Rotate180(image).Samples);
        Assert.Equal(image.Samples, Orienting.RotateCounterClockwise(Orienting.RotateClockwise(image)).Samples);
        Assert.Equal(half.Samples, Orienting.FlipHorizontally(Orienting.FlipVertically(image)).Samples);
        Assert.Equal(
            Orienting.Apply(image, 7).Samples, Orienting.Rotate180(Orienting.Apply(image, 5)).Samples);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void Other_orientations_are_refused(int orientation) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Orienting.Apply(new Image<byte>(1, 1), orientation));
}
