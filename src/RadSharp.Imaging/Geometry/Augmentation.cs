namespace RadSharp.Imaging.Geometry;

/// <summary>
/// Random changes of a training film: a turn and a shear about its middle, then brightness and contrast in random order. The
/// ranges are those of RaDialog's optional augmentation, <c>RandomAffine(degrees 30, shear 15)</c> and
/// <c>ColorJitter(0.2, 0.2)</c> of torchvision.
/// </summary>
/// <param name="Degrees">Turns up to this angle to either side.</param>
/// <param name="ShearDegrees">Shears along x up to this angle to either side.</param>
/// <param name="Brightness">Multiplies by one plus or minus up to this, 0 to 1.</param>
/// <param name="Contrast">Stretches by one plus or minus up to this, 0 to 1.</param>
public sealed record Augmentation(
    double Degrees = 30, double ShearDegrees = 15, double Brightness = 0.2, double Contrast = 0.2)
{
    /// <summary>A randomly changed copy of a film; what becomes visible from beyond its edges is black.</summary>
    /// <param name="film">At least one pixel, one channel; it is not changed.</param>
    /// <param name="random">Five numbers are taken from it, so that the same seed gives the same film.</param>
    public Image<byte> Apply(Image<byte> film, Random random)
    {
        ArgumentNullException.ThrowIfNull(film);
        ArgumentNullException.ThrowIfNull(random);
        var toSource = AffineMap.ToSource(film, angle: Within(random, Degrees), shearX: Within(random, ShearDegrees));
        var (brightness, contrast) = ((float)(1 + Within(random, Brightness)), (float)(1 + Within(random, Contrast)));
        var brightnessFirst = random.Next(2) == 0;
        var changed = AffineWarping.Warp(film, toSource);
        return brightnessFirst
            ? Enhancing.ChangeContrast(Enhancing.ChangeBrightness(changed, brightness), contrast)
            : Enhancing.ChangeBrightness(Enhancing.ChangeContrast(changed, contrast), brightness);
    }

    private static double Within(Random random, double range) => ((random.NextDouble() * 2) - 1) * range;
}
