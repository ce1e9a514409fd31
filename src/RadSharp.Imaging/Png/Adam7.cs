namespace RadSharp.Imaging.Png;

/// <summary>One pass of an interlaced image (PNG 8.2): every n-th pixel of every m-th row.</summary>
/// <param name="FirstColumn">Column of the pass's first pixel.</param>
/// <param name="ColumnStep">Columns from a pixel to the next.</param>
/// <param name="FirstRow">Row of the pass's first pixel.</param>
/// <param name="RowStep">Rows from a row of the pass to the next.</param>
internal readonly record struct Adam7(int FirstColumn, int ColumnStep, int FirstRow, int RowStep)
{
    /// <summary>The seven passes in their order.</summary>
    public static ReadOnlySpan<Adam7> Passes => AllPasses;

    private static readonly Adam7[] AllPasses =
    [
        new(0, 8, 0, 8), new(4, 8, 0, 8), new(0, 4, 4, 8), new(2, 4, 0, 4), new(0, 2, 2, 4), new(1, 2, 0, 2), new(0, 1, 1, 2),
    ];

    /// <summary>Pixels in a row of the pass; none where the image is too narrow for it.</summary>
    /// <param name="width">Of the whole image.</param>
    public int Columns(int width) => Count(width, FirstColumn, ColumnStep);

    /// <summary>Rows of the pass; none where the image is too low for it.</summary>
    /// <param name="height">Of the whole image.</param>
    public int Rows(int height) => Count(height, FirstRow, RowStep);

    private static int Count(int length, int first, int step) =>
        length <= first ? 0 : ((length - first - 1) / step) + 1;
}
