namespace RadSharp.Imaging.Dicom.Pixels;

/// <summary>What the samples of a pixel are (PS3.3 C.7.6.3.1.2), as far as films have it.</summary>
internal enum Photometric
{
    /// <summary>MONOCHROME1: low values are bright.</summary>
    Monochrome1,

    /// <summary>MONOCHROME2: low values are dark.</summary>
    Monochrome2,

    /// <summary>PALETTE COLOR: numbers of colours.</summary>
    Palette,

    /// <summary>RGB, or what a decoder turns into it (YBR_RCT, YBR_ICT).</summary>
    Rgb,

    /// <summary>YBR_FULL: luma, then two differences.</summary>
    Ybr,

    /// <summary>YBR_FULL_422: two lumas, then two differences for both pixels.</summary>
    Ybr422,
}
