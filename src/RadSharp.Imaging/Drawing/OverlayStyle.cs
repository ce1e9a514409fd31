namespace RadSharp.Imaging.Drawing;

/// <summary>Sizes and colours that the parts of an overlay share; lengths are those for an image of 1024² pixels.</summary>
internal static class OverlayStyle
{
    public const float HaloWidth = 3f;
    public const float HaloOpacity = 0.55f;
    public const float CornerRadius = 5;
    public const float ShadeOpacity = 0.66f;

    public static Rgb Text { get; } = new(242, 244, 247);

    /// <summary>How much larger than for 1024² pixels things are drawn.</summary>
    public static float Scale(Image image) => MathF.Sqrt((float)image.Width * image.Height) / 1024;

    /// <summary>Width of a box's line in whole pixels.</summary>
    public static float LineWidth(float scale) => Math.Max(2, MathF.Round(2.2f * scale));

    /// <summary>Height of a capital in whole pixels; below eight, letters would no longer be legible.</summary>
    public static float CapHeight(float scale) => Math.Max(8, MathF.Round(12.5f * scale));
}
