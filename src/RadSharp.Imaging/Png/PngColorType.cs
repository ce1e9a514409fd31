namespace RadSharp.Imaging.Png;

/// <summary>What the samples of a pixel are (PNG 11.2.1); the values are the file's.</summary>
internal enum PngColorType : byte
{
    /// <summary>Grey, 1 to 16 bits.</summary>
    Greyscale = 0,

    /// <summary>Red, green, blue, 8 or 16 bits each.</summary>
    Truecolor = 2,

    /// <summary>An index into the palette, 1 to 8 bits.</summary>
    Indexed = 3,

    /// <summary>Grey and alpha, 8 or 16 bits each.</summary>
    GreyscaleAlpha = 4,

    /// <summary>Red, green, blue, alpha, 8 or 16 bits each.</summary>
    TruecolorAlpha = 6,
}
