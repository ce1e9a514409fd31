namespace RadSharp.Imaging.Drawing;

/// <summary>
/// Colors for quantities: from dark violet over red and orange to light yellow, in equal steps of perceived lightness. It is
/// computed in OKLab (Ottosson, "A perceptual color space for image processing", 2020); equal steps stay equal for
/// colour-blind eyes and in a grey print.
/// </summary>
public static class ColorRamp
{
    private const int Steps = 256;

    private static readonly Rgb[] Table = [.. Enumerable.Range(0, Steps).Select(step => Compute(step / (Steps - 1f)))];

    /// <summary>The colour of a quantity.</summary>
    /// <param name="value">0 to 1; what lies outside is clipped.</param>
    public static Rgb At(float value) => Table[(int)((Math.Clamp(value, 0, 1) * (Steps - 1)) + 0.5f)];

    // Lightness rises evenly, the hue turns from violet (−60°) through red to yellow (95°); of the chroma as much is kept as
    // sRGB can show.
    private static Rgb Compute(float value)
    {
        var lightness = 0.30f + (0.60f * value);
        var hue = float.DegreesToRadians(-60 + (155 * value));
        for (var chroma = 0.20f; ; chroma -= 0.002f)
        {
            var (red, green, blue) = LinearRgb(lightness, chroma * MathF.Cos(hue), chroma * MathF.Sin(hue));
            if (chroma <= 0 || (Shown(red) && Shown(green) && Shown(blue)))
            {
                return new Rgb(Encode(red), Encode(green), Encode(blue));
            }
        }
    }

    private static (float Red, float Green, float Blue) LinearRgb(float lightness, float a, float b)
    {
        var l = Cube(lightness + (0.3963377774f * a) + (0.2158037573f * b));
        var m = Cube(lightness - (0.1055613458f * a) - (0.0638541728f * b));
        var s = Cube(lightness - (0.0894841775f * a) - (1.2914855480f * b));
        return (
            (4.0767416621f * l) - (3.3077115913f * m) + (0.2309699292f * s),
            (-1.2684380046f * l) + (2.6097574011f * m) - (0.3413193965f * s),
            (-0.0041960863f * l) - (0.7034186147f * m) + (1.7076147010f * s));
    }

    private static float Cube(float value) => value * value * value;

    private static bool Shown(float linear) => linear is >= 0 and <= 1;

    // IEC 61966-2-1.
    private static byte Encode(float linear)
    {
        var clipped = Math.Clamp(linear, 0, 1);
        var encoded = clipped <= 0.0031308f ? 12.92f * clipped : (1.055f * MathF.Pow(clipped, 1 / 2.4f)) - 0.055f;
        return (byte)((encoded * 255) + 0.5f);
    }
}
