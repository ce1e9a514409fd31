using RadSharp.Imaging.Geometry;

namespace RadSharp.Imaging.Tests.Geometry;

public class AffineWarpingTests
{
    [Fact]
    public void A_quarter_turn_is_the_exact_one()
    {
        var image = Pictures.Noise(33, 33, 3, 1);
        Assert.Equal(
            Orienting.RotateClockwise(image).Samples.Select(sample => (float)sample),
            AffineWarping.Warp(Floats(image), AffineMap.ToSource(image, 90)).Samples.Select(sample => MathF.Round(sample)));
    }

    [Fact]
    public void A_shift_moves_right_and_down_and_fills_what_opens()
    {
        var image = new Image<ushort>(3, 2, 1, [1, 2, 3, 4, 5, 6]);
        Assert.Equal([9, 9, 9, 9, 1, 2], AffineWarping.Warp(image, AffineMap.ToSource(image, 0, 1, 1), 9).Samples);
    }

    // Pillow 9.4: Image.transform((6, 5), AFFINE, torchvision's matrix, BILINEAR, fillcolor=7)
    [Fact]
    public void Turn_shift_scale_and_shear_together_are_as_in_Pillow()
    {
        var image = new Image<byte>(6, 5, 1, [.. Enumerable.Range(0, 30).Select(value => (byte)(value * 37 % 251))]);
        var warped = AffineWarping.Warp(image, AffineMap.ToSource(image, 20, 1, -1, 1.25, 10, 5), 7);
        Assert.Equal(Warped, warped.Samples);
    }

    [Fact]
    public void Augmentation_depends_on_the_seed_alone()
    {
        var film = Resampling.Resize(Pictures.Golden("png/gray8.png"), 64, 64, ResamplingFilter.Bilinear);
        var augmentation = new Augmentation();
        var first = augmentation.Apply(film, new Random(5)).Samples;
        Assert.Equal(first, augmentation.Apply(film, new Random(5)).Samples);
        Assert.NotEqual(first, augmentation.Apply(film, new Random(6)).Samples);
        Assert.Equal(film.Samples, new Augmentation(0, 0, 0, 0).Apply(film, new Random(5)).Samples);
    }

    // Pillow 9.4: ImageEnhance.Brightness(image).enhance(1.3), ImageEnhance.Contrast(image).enhance(f)
    [Fact]
    public void Brightness_and_contrast_are_as_in_Pillow()
    {
        var image = new Image<byte>(5, 1, 1, [0, 10, 101, 200, 255]);
        Assert.Equal([0, 13, 131, 255, 255], Enhancing.ChangeBrightness(image, 1.3f).Samples);
        Assert.Equal([0, 0, 97, 226, 255], Enhancing.ChangeContrast(image, 1.3f).Samples);
        Assert.Equal([56, 61, 107, 156, 184], Enhancing.ChangeContrast(image, 0.5f).Samples);
    }

    private static readonly byte[] Warped =
    [
        194, 192, 125, 47, 58, 90,
        171, 204, 162, 40, 50, 83,
        164, 196, 229, 109, 43, 75,
        165, 191, 213, 171, 72, 68,
        7, 7, 7, 166, 35, 61,
    ];

    private static Image<float> Floats(Image<byte> image) =>
        new(image.Width, image.Height, image.Channels, Array.ConvertAll(image.Samples, sample => (float)sample));
}
