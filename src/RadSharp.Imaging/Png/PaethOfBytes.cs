namespace RadSharp.Imaging.Png;

/// <summary>The Paeth filter (PNG 9.4) of pixels that are one byte: a chain from each byte to the next.</summary>
internal static class PaethOfBytes
{
    /// <summary>Of left, above and above left the one nearest to left + above − above left.</summary>
    public static int Predict(int left, int above, int aboveLeft)
    {
        var toLeft = Math.Abs(above - aboveLeft);
        var toAbove = Math.Abs(left - aboveLeft);
        var toAboveLeft = Math.Abs(left + above - (2 * aboveLeft));
        return toLeft <= toAbove && toLeft <= toAboveLeft ? left : toAbove <= toAboveLeft ? above : aboveLeft;
    }

    /// <summary>As <see cref="RowFilters.Undo"/>.</summary>
    public static void Undo(ReadOnlySpan<byte> filtered, ReadOnlySpan<byte> above, Span<byte> row)
    {
        int left = 0, aboveLeft = 0;
        for (var index = 0; index < row.Length; index++)
        {
            var up = above[index];
            left = (byte)(filtered[index] + Predict(left, up, aboveLeft));
            row[index] = (byte)left;
            aboveLeft = up;
        }
    }
}
