namespace RadSharp.Models.Vision.Processing;

/// <summary>
/// How LLaVA-OneVision divides an image of some size into tiles, and which image tokens come of it: the one place where both
/// are computed, for the processor that counts tokens and for the model that makes them.
/// </summary>
/// <remarks>
/// Tokens come in this order: the patches of the whole image, squashed into one tile; then, row by row, the patches of the
/// tiles' grid without its padding (<see cref="FirstRow"/> …), shrunk to <see cref="Rows"/> × <see cref="Columns"/> where
/// that is less, with a newline after each row.
/// </remarks>
public readonly record struct TileLayout
{
    /// <summary>Rows and columns of pixels that the tiles have together.</summary>
    public required (int Height, int Width) Resolution { get; init; }

    /// <summary>Rows and columns of pixels of the image in them; the rest is padding around it.</summary>
    public required (int Height, int Width) Resized { get; init; }

    /// <summary>Rows of tiles.</summary>
    public required int TileRows { get; init; }

    /// <summary>Columns of tiles.</summary>
    public required int TileColumns { get; init; }

    /// <summary>Patches along each side of a tile.</summary>
    public required int PatchesPerSide { get; init; }

    /// <summary>The first row of patches of the grid that is no padding.</summary>
    public required int FirstRow { get; init; }

    /// <summary>The first column of patches of the grid that is no padding.</summary>
    public required int FirstColumn { get; init; }

    /// <summary>Rows of patches without padding.</summary>
    public required int UnpaddedRows { get; init; }

    /// <summary>Columns of patches without padding.</summary>
    public required int UnpaddedColumns { get; init; }

    /// <summary>Rows of tokens: <see cref="UnpaddedRows"/>, or fewer after the bilinear shrink.</summary>
    public required int Rows { get; init; }

    /// <summary>Columns of tokens, not counting the newline after each row.</summary>
    public required int Columns { get; init; }

    /// <summary>Tiles, the whole image included.</summary>
    public int Tiles => 1 + (TileRows * TileColumns);

    /// <summary>Tokens of the whole image's tile.</summary>
    public int BaseTokens => PatchesPerSide * PatchesPerSide;

    /// <summary>All image tokens, newlines included.</summary>
    public int ImageTokens => BaseTokens + (Rows * (Columns + 1));

    /// <summary>Whether there are more patches than tokens, so that the grid is shrunk.</summary>
    public bool IsShrunk => Rows != UnpaddedRows || Columns != UnpaddedColumns;
}
