namespace RadSharp.Imaging.Geometry;

/// <summary>
/// An affine map of the plane, <c>x' = Xx·x + Xy·y + X0</c> and <c>y' = Yx·x + Yy·y + Y0</c>, in pixels; the middle of the
/// first pixel is at (0.5, 0.5). Warping maps places of the result to places of the source.
/// </summary>
/// <param name="Xx">How x' depends on x.</param>
/// <param name="Xy">How x' depends on y.</param>
/// <param name="X0">x' of the origin.</param>
/// <param name="Yx">How y' depends on x.</param>
/// <param name="Yy">How y' depends on y.</param>
/// <param name="Y0">y' of the origin.</param>
public readonly record struct AffineMap(double Xx, double Xy, double X0, double Yx, double Yy, double Y0)
{
    /// <summary>
    /// From places of the result to places of the source, for a result that shows the source sheared, turned and scaled about
    /// its middle, then shifted; parameters and order as in torchvision's <c>affine</c>.
    /// </summary>
    /// <param name="image">The source.</param>
    /// <param name="angle">Turn in degrees, clockwise.</param>
    /// <param name="translateX">Shift to the right in pixels.</param>
    /// <param name="translateY">Shift downwards in pixels.</param>
    /// <param name="scale">Enlargement, &gt; 0.</param>
    /// <param name="shearX">Shear along x in degrees, between −90 and 90.</param>
    /// <param name="shearY">Shear along y in degrees, between −90 and 90.</param>
    public static AffineMap ToSource(
        Image image, double angle, double translateX = 0, double translateY = 0, double scale = 1, double shearX = 0,
        double shearY = 0)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        var turn = double.DegreesToRadians(angle);
        var (alongX, alongY) = (double.DegreesToRadians(shearX), double.DegreesToRadians(shearY));
        var (cosine, sine) = (Math.Cos(turn - alongY) / Math.Cos(alongY), Math.Sin(turn - alongY) / Math.Cos(alongY));

        // The map from source to result has determinant one before scaling, so that its inverse only exchanges and negates.
        var xx = ((-sine * Math.Tan(alongX)) + Math.Cos(turn)) / scale;
        var xy = ((cosine * Math.Tan(alongX)) + Math.Sin(turn)) / scale;
        var (yx, yy) = (-sine / scale, cosine / scale);
        var (centreX, centreY) = (image.Width * 0.5, image.Height * 0.5);
        var (x, y) = (-centreX - translateX, -centreY - translateY);
        return new AffineMap(
            xx, xy, (xx * x) + (xy * y) + centreX,
            yx, yy, (yx * x) + (yy * y) + centreY);
    }
}
