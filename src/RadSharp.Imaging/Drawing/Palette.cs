namespace RadSharp.Imaging.Drawing;

/// <summary>
/// Colors that stay apart on dark grey, also for eyes that confuse red and green or blue and yellow: neighbours in the list
/// differ in lightness as well as in hue, and none is darker than the middle greys of a film.
/// </summary>
public static class Palette
{
    /// <summary>Eight colours, to be used in this order.</summary>
    public static IReadOnlyList<Rgb> Colors { get; } =
    [
        new(255, 190, 60), // amber
        new(90, 190, 255), // sky
        new(255, 120, 95), // coral
        new(60, 220, 170), // mint
        new(240, 145, 215), // pink
        new(250, 240, 120), // lemon
        new(150, 150, 255), // periwinkle
        new(235, 240, 245), // white
    ];

    /// <summary>What lies under labels and around lines.</summary>
    internal static Rgb Shade { get; } = new(6, 8, 12);
}
