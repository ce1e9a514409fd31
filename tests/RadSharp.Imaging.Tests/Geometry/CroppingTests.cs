using RadSharp.Imaging.Geometry;

namespace RadSharp.Imaging.Tests.Geometry;

public class CroppingTests
{
    [Fact]
    public void BioViL_preprocessing_is_exactly_as_in_the_original()
    {
        var remapped = Remapping.ToBytes(Pictures.Golden16("png/gray16.png"));
        Assert.Equal(Pictures.Golden("biovil/gray16_remapped").Samples, remapped.Samples);
        var resized = Resampling.ResizeShorterSide(remapped, 64, ResamplingFilter.Bilinear);
        Assert.Equal(
            Pictures.Golden("biovil/gray16_resize64_crop56").Samples, Cropping.CropCenter(resized, 56, 56).Samples);
    }

    [Theory]
    [InlineData(7, 4, 2)] // 1.5 becomes 2
    [InlineData(9, 4, 2)] // 2.5 becomes 2
    [InlineData(8, 4, 2)]
    [InlineData(5, 4, 0)] // 0.5 becomes 0
    public void Half_pixels_of_a_centre_crop_are_rounded_to_even(int length, int size, int start)
    {
        var line = new Image<ushort>(length, 1, 1, [.. Enumerable.Range(0, length).Select(value => (ushort)value)]);
        Assert.Equal(
            Enumerable.Range(start, size).Select(value => (ushort)value), Cropping.CropCenter(line, size, 1).Samples);
    }

    [Fact]
    public void A_centre_crop_larger_than_the_image_is_padded_with_zeros()
    {
        var image = new Image<byte>(2, 1, 1, [8, 9]);
        Assert.Equal([0, 8, 9, 0, 0, 0, 0, 0, 0, 0], Cropping.CropCenter(image, 5, 2).Samples);
        var tall = new Image<byte>(1, 4, 1, [1, 2, 3, 4]);
        Assert.Equal([0, 2, 0, 0, 3, 0], Cropping.CropCenter(tall, 3, 2).Samples);
    }

    [Fact]
    public void A_rectangle_keeps_all_channels()
    {
        var image = Pictures.Noise(5, 4, 3, 1);
        var part = Cropping.Crop(image, 1, 2, 3, 2);
        Assert.Equal(image.Row(2)[3..12].ToArray(), part.Row(0).ToArray());
        Assert.Equal(image.Row(3)[3..12].ToArray(), part.Row(1).ToArray());
    }

    [Theory]
    [InlineData(-1, 0, 2, 2)]
    [InlineData(0, 0, 6, 2)]
    [InlineData(4, 0, 2, 2)]
    [InlineData(0, 3, 2, 2)]
    [InlineData(int.MaxValue, 0, int.MaxValue, 1)]
    public void A_rectangle_that_reaches_out_is_refused(int left, int top, int width, int height) =>
        Assert.Throws<ArgumentException>(() => Cropping.Crop(new Image<float>(5, 4), left, top, width, height));

    [Fact]
    public void Padding_to_a_square_puts_the_odd_pixel_right_and_below()
    {
        var image = new Image<byte>(1, 4, 1, [1, 2, 3, 4]);
        Assert.Equal([7, 1, 7, 7, 7, 2, 7, 7, 7, 3, 7, 7, 7, 4, 7, 7], Padding.PadToSquare(image, (byte)7).Samples);
        Assert.Throws<ArgumentOutOfRangeException>(() => Padding.PadTo(image, 2, 3, (byte)0));
    }
}
