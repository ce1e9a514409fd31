using System.Numerics;

namespace RadSharp.Imaging.Jpeg;

/// <summary>
/// Rows of a component at the resolution of the image. Half resolution becomes full by a triangle filter, as in libjpeg: a
/// sample counts three quarters, its neighbour on the side of the pixel one quarter. Other ratios repeat samples, and so do
/// lossless images.
/// </summary>
internal sealed class UpsampledPlane<T> where T : unmanaged, IBinaryInteger<T>
{
    private readonly Plane<T> _plane;
    private readonly JpegComponent _component;
    private readonly JpegFrame _frame;
    private readonly bool _isSmoothAcross;
    private readonly bool _isSmoothDown;
    private readonly T[] _row;

    // A row's samples, or their weighted sums with those of the neighbouring row, with one more at either end.
    private readonly ushort[] _sums;

    public UpsampledPlane(JpegFrame frame, JpegComponent component, Plane<T> plane)
    {
        (_frame, _component, _plane) = (frame, component, plane);
        var isHalfAcross = 2 * component.Horizontal == frame.MaxHorizontal;
        var isHalfDown = 2 * component.Vertical == frame.MaxVertical;
        var isFullAcross = component.Horizontal == frame.MaxHorizontal;
        var isFullDown = component.Vertical == frame.MaxVertical;
        var mayBeSmooth = frame.Process != JpegProcess.Lossless;
        _isSmoothAcross = mayBeSmooth && isHalfAcross && (isHalfDown || isFullDown) && plane.Width > 2;
        _isSmoothDown = mayBeSmooth && isHalfDown && (_isSmoothAcross || isFullAcross);
        _row = isFullAcross && isFullDown ? [] : new T[Math.Max(frame.Width, 2 * plane.Width)];
        _sums = _isSmoothAcross ? new ushort[plane.Width + 2] : [];
    }

    /// <summary>One row, as wide as the image; valid until the next call.</summary>
    /// <param name="y">Row of the image.</param>
    public ReadOnlySpan<T> Row(int y)
    {
        var source = y * _component.Vertical / _frame.MaxVertical;
        var near = _plane.Row(source);
        if (_row.Length == 0)
        {
            return near;
        }

        var row = _row.AsSpan(0, _frame.Width);
        var isLower = (y & 1) != 0;
        var far = _isSmoothDown ? _plane.Row(Math.Clamp(isLower ? source + 1 : source - 1, 0, _plane.Height - 1)) : near;
        if (_isSmoothAcross)
        {
            var sums = _sums.AsSpan(1, _plane.Width);
            TriangleFilter.Add(near, far, _isSmoothDown, sums);
            (_sums[0], _sums[^1]) = (_sums[1], _sums[^2]);
            TriangleFilter.Spread(_sums, _isSmoothDown, _row.AsSpan(0, 2 * _plane.Width));
        }
        else if (_isSmoothDown)
        {
            TriangleFilter.Mix(near, far, isLower ? 2 : 1, row);
        }
        else
        {
            for (var x = 0; x < row.Length; x++)
            {
                row[x] = near[x * _component.Horizontal / _frame.MaxHorizontal];
            }
        }

        return row;
    }
}
