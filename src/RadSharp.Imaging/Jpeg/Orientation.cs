namespace RadSharp.Imaging.Jpeg;

/// <summary>
/// Where the first row and the first column of the stored image belong on the upright picture: tag 0x0112 of EXIF
/// (JEITA CP-3451, 4.6.4), the name says row, then column.
/// </summary>
public enum Orientation
{
    /// <summary>The image is stored upright.</summary>
    TopLeft = 1,

    /// <summary>Mirrored left to right.</summary>
    TopRight = 2,

    /// <summary>Rotated by 180°.</summary>
    BottomRight = 3,

    /// <summary>Mirrored top to bottom.</summary>
    BottomLeft = 4,

    /// <summary>Mirrored along the diagonal from the upper left.</summary>
    LeftTop = 5,

    /// <summary>To be rotated by 90° clockwise.</summary>
    RightTop = 6,

    /// <summary>Mirrored along the diagonal from the upper right.</summary>
    RightBottom = 7,

    /// <summary>To be rotated by 90° counterclockwise.</summary>
    LeftBottom = 8,
}
