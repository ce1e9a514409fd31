namespace RadSharp.Imaging.Jpeg;

/// <summary>What the stored components stand for. The reader hands on grey or RGB, whatever was stored.</summary>
public enum JpegColorSpace
{
    /// <summary>One component: grey.</summary>
    Grey,

    /// <summary>Luma and two colour differences over the full range, as in JFIF.</summary>
    YCbCr,

    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Cyan, magenta, yellow, black, stored inverted as Adobe does.</summary>
    Cmyk,

    /// <summary>CMYK whose first three components were transformed to YCbCr.</summary>
    Ycck,
}
