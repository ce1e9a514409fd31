namespace RadSharp.Imaging.Drawing;

/// <summary>A colour, encoded as sRGB.</summary>
/// <param name="Red">0 to 255.</param>
/// <param name="Green">0 to 255.</param>
/// <param name="Blue">0 to 255.</param>
public readonly record struct Rgb(byte Red, byte Green, byte Blue)
{
    /// <summary>The colour on the way to another one.</summary>
    /// <param name="other">The other colour.</param>
    /// <param name="part">0 gives this colour, 1 the other.</param>
    public Rgb Toward(Rgb other, float part) =>
        new(Mix(Red, other.Red, part), Mix(Green, other.Green, part), Mix(Blue, other.Blue, part));

    /// <summary>The level on the way from one to another, rounded.</summary>
    internal static byte Mix(byte from, byte to, float part) => (byte)(from + ((to - from) * part) + 0.5f);
}
