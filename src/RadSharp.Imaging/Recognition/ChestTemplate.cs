using RadSharp.Imaging.Geometry;

namespace RadSharp.Imaging.Recognition;

/// <summary>What a film looks like beside the average frontal chest film.</summary>
public enum ChestLook
{
    /// <summary>Unlike it in every way that is tried, or hardly more like it in one than in another.</summary>
    Unsure,

    /// <summary>Like it.</summary>
    Upright,

    /// <summary>Like its negative.</summary>
    Inverted,

    /// <summary>Like it, turned by 180°.</summary>
    UpsideDown,

    /// <summary>Like it, turned by 90° to one side or the other.</summary>
    OnItsSide,
}

/// <summary>
/// Recognises frontal chest films whose black and white are exchanged or that lie upside down or on their side, by their
/// correlation with the average film at 8×8 pixels. Coarse, but independent of what the file says.
/// </summary>
/// <remarks>
/// The average is that of 1,267 NIH ChestX-ray14 and 243 Hannover films; <c>runs/chest-template.sh</c> makes it and measures it.
/// </remarks>
public static class ChestTemplate
{
    /// <summary>Pixels of a row, and rows, of what is compared.</summary>
    public const int Side = 8;

    // Less likeness than this says nothing, nor does a lead over being upright that is smaller than the others.
    private const float LeastLikeness = 0.2f;
    private const float LeastLead = 0.3f;
    private const float LeastLeadOnSide = 0.2f;

    private static readonly float[] Average =
    [
        -2.15f, -1.70f, -1.22f, -0.01f, 0.00f, -1.21f, -1.68f, -2.06f,
        -0.46f, -0.15f, -0.65f, -0.24f, -0.12f, -0.82f, -0.26f, -0.46f,
        -0.08f, 0.04f, -1.23f, -0.25f, 0.08f, -1.30f, -0.19f, -0.19f,
        -0.12f, -0.04f, -1.19f, 0.20f, 0.58f, -1.00f, -0.19f, -0.26f,
        -0.29f, 0.01f, -0.57f, 0.77f, 1.09f, -0.21f, -0.09f, -0.45f,
        -0.47f, 0.37f, 0.42f, 1.28f, 1.47f, 0.64f, 0.19f, -0.60f,
        -0.68f, 0.92f, 1.35f, 1.74f, 1.79f, 1.31f, 0.67f, -0.86f,
        -0.63f, 1.34f, 1.83f, 2.05f, 2.02f, 1.70f, 1.10f, -0.86f,
    ];

    /// <summary>What a film looks like.</summary>
    /// <param name="film">As it is shown, 8-bit greys of one channel.</param>
    public static ChestLook Judge(Image<byte> film) => Judge(Thumbnail(film), Average);

    /// <summary>Its correlation with the average frontal chest film, from −1 to 1; 0 where it has one grey only.</summary>
    /// <param name="film">As it is shown, 8-bit greys of one channel.</param>
    public static float Likeness(Image<byte> film) =>
        Thumbnail(film).Zip(Average, static (value, average) => value * average).Average();

    /// <summary>A film at 8×8 pixels, mean 0 and deviation 1; zeros where it has one grey only. // [8, 8]</summary>
    /// <param name="film">As it is shown, 8-bit greys of one channel.</param>
    public static float[] Thumbnail(Image<byte> film)
    {
        var small = Resampling.Resize(film, Side, Side, ResamplingFilter.Box);
        return Standardized(Array.ConvertAll(small.Samples, sample => (float)sample));
    }

    /// <summary>The values shifted and scaled to mean 0 and deviation 1; zeros where they are all the same.</summary>
    public static float[] Standardized(float[] values)
    {
        var mean = values.Average();
        var deviation = MathF.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        return Array.ConvertAll(values, value => deviation > 0 ? (value - mean) / deviation : 0);
    }

    /// <summary>What a thumbnail looks like beside an average.</summary>
    /// <param name="thumbnail">Of <see cref="Thumbnail"/>. // [8, 8]</param>
    /// <param name="average">Of the same kind. // [8, 8]</param>
    public static ChestLook Judge(ReadOnlySpan<float> thumbnail, ReadOnlySpan<float> average)
    {
        float upright = 0, upsideDown = 0, toTheRight = 0, toTheLeft = 0;
        for (var index = 0; index < thumbnail.Length; index++)
        {
            var (row, column, part) = (index / Side, index % Side, average[index] / thumbnail.Length);
            upright += thumbnail[index] * part;
            upsideDown += thumbnail[thumbnail.Length - 1 - index] * part;
            toTheRight += thumbnail[(column * Side) + Side - 1 - row] * part;
            toTheLeft += thumbnail[((Side - 1 - column) * Side) + row] * part;
        }

        var onItsSide = Math.Max(toTheRight, toTheLeft);
        return (upright, -upright, upsideDown) switch
        {
            var (likeness, inverted, turned) when onItsSide >= LeastLikeness
                && onItsSide >= likeness + LeastLeadOnSide && onItsSide >= Math.Max(inverted, turned) => ChestLook.OnItsSide,
            var (likeness, inverted, turned) when likeness >= LeastLikeness && likeness >= Math.Max(inverted, turned) => ChestLook.Upright,
            var (_, inverted, turned) when inverted >= LeastLikeness && inverted >= turned => ChestLook.Inverted,
            var (likeness, _, turned) when turned >= LeastLikeness && turned >= likeness + LeastLead => ChestLook.UpsideDown,
            _ => ChestLook.Unsure,
        };
    }
}
