using RadSharp.Tensors.Kernels.MatrixProduct;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels.Convolution;

/// <summary>Where tiles read the lines of a window.</summary>
internal enum LineSource
{
    /// <summary>In the images.</summary>
    InPlace,

    /// <summary>In copied rows of pixels, with padding.</summary>
    Band,

    /// <summary>In copied lines.</summary>
    Gathered,
}

/// <summary>
/// How the product of a window with weight panels is cut. Tiles are cut out of rows: rows of positions, or, where the
/// positions need not be in one row, as many as a tile has. A chunk is a stripe of rows and a group of panels; it goes
/// block by block of rows, whose lines are brought into the cache together, and pass by pass of tiles, which meet one
/// panel after the other.
/// </summary>
internal readonly record struct WindowPlan
{
    // What panels may take of the second-level cache: 1 MB; lines half of that.
    private const int PanelFloats = 256 * 1024;
    private const int LineFloats = 128 * 1024;

    // Panels of up to 256 KB, or lines of up to 16 KB, are read for every tile without slowing it down.
    private const int SmallPanels = 64 * 1024;
    private const int SmallLines = 4 * 1024;

    // Tiles that use a panel one after the other where the panels are many.
    private const int BlockTiles = 8;

    /// <summary>Tiles that are located together.</summary>
    public const int MostTiles = 32;

    /// <summary>Where tiles read lines.</summary>
    public required LineSource Source { get; init; }

    /// <summary>Positions of the window.</summary>
    public required int Positions { get; init; }

    /// <summary>Positions in a row.</summary>
    public required int RowPositions { get; init; }

    /// <summary>Positions in a tile.</summary>
    public required int TileRows { get; init; }

    /// <summary>Length of a line.</summary>
    public required int Depth { get; init; }

    /// <summary>Floats that a tile with fewer positions than it reads lines may read beyond copied lines.</summary>
    public nint Slack { get; init; }

    /// <summary>Stripes of rows.</summary>
    public int Stripes { get; init; }

    /// <summary>Rows whose lines are brought into the cache together.</summary>
    public int BlockRows { get; init; }

    /// <summary>Tiles that meet a panel one after the other.</summary>
    public int PassTiles { get; init; }

    /// <summary>Groups of panels.</summary>
    public int Groups { get; init; }

    /// <summary>Panels of a group; the last may have fewer.</summary>
    public int GroupPanels { get; init; }

    /// <summary>Number of chunks.</summary>
    public int Chunks => Stripes * Groups;

    /// <summary>Tiles of a row.</summary>
    public int RowTiles => CeilingOf(RowPositions, TileRows);

    /// <summary>
    /// Floats from one copied line to the next: an odd number of cache lines, so that the lines of a tile do not compete
    /// for the same places in the cache.
    /// </summary>
    public nint LineStride => (CeilingOf(Depth, 16) | 1) * 16;

    /// <summary>Number of rows; the last may be shorter.</summary>
    public int Rows => CeilingOf(Positions, RowPositions);

    /// <summary>Cuts a product.</summary>
    /// <param name="window">The window.</param>
    /// <param name="columns">Columns of the weights.</param>
    public static WindowPlan For<TLanes>(in ConvolutionWindow window, int columns) where TLanes : unmanaged, ILanes<TLanes>
    {
        var tileRows = LineTile.Rows<TLanes>();
        var rest = window.RowPositions % tileRows;
        var wasted = rest == 0 ? 0 : LineTile.RowsRead<TLanes>(rest) - rest;
        var alongRows = !window.IsStored && window.CanBand && 10L * wasted <= window.RowPositions;
        var plan = new WindowPlan
        {
            Source = window.IsStored || (alongRows && window.IsInPlace) ? LineSource.InPlace
                : alongRows ? LineSource.Band : LineSource.Gathered,
            Positions = window.Positions,
            RowPositions = alongRows ? window.RowPositions : tileRows,
            TileRows = tileRows,
            Depth = window.Depth,
        };
        plan = plan with { Slack = tileRows * (alongRows ? window.BandStep : plan.LineStride) };
        var rowFloats = alongRows ? window.RowStep * window.BandStride : plan.RowPositions * plan.LineStride;
        return plan.Cut(Math.Max(1, rowFloats), CeilingOf(columns, Tile.Columns<TLanes>()), (long)columns * window.Depth);
    }

    /// <summary>The first row of a stripe. Stripes differ by one row at most.</summary>
    public int StripeStart(int stripe) => (int)((long)stripe * Rows / Stripes);

    /// <summary>A tile's first position and number of positions.</summary>
    public (int Position, int Count) TileAt(int tile)
    {
        var (row, column) = Math.DivRem(tile, RowTiles);
        var start = (row * RowPositions) + (column * TileRows);
        return (start, Math.Min(Math.Min(TileRows, RowPositions - (column * TileRows)), Positions - start));
    }

    private WindowPlan Cut(long rowFloats, int panels, long panelFloats)
    {
        var threads = Workers.Count;
        var tiles = Rows * RowTiles;
        if (tiles <= 8 * threads && panels >= 2 * threads && Rows * rowFloats <= LineFloats
            && (panelFloats > SmallPanels || tiles < 4 * threads))
        {
            // Few positions: all lines stay in each core's cache, and each core reads a part of the weights.
            var groupPanels = CeilingOf(panels, 4 * threads);
            return this with
            {
                Stripes = 1,
                BlockRows = Rows,
                PassTiles = MostTiles,
                GroupPanels = groupPanels,
                Groups = CeilingOf(panels, groupPanels),
            };
        }

        var mostRows = (int)Math.Max(1, LineFloats / rowFloats);
        if (panelFloats <= SmallPanels || (panelFloats <= PanelFloats && TileRows * (long)Depth <= SmallLines))
        {
            // The weights stay in the cache, and one tile's lines after the other meet all of them.
            var stripes = Math.Min(Rows, Math.Max(8 * threads, CeilingOf(tiles, 16 * threads) * threads));
            return this with
            {
                Stripes = stripes,
                BlockRows = Math.Min(mostRows, CeilingOf(Rows, stripes)),
                PassTiles = 1,
                GroupPanels = panels,
                Groups = 1,
            };
        }

        // Each panel is used for a block of lines; all threads take equally many blocks.
        var blockRows = Math.Min(mostRows, Math.Max(1, BlockTiles / RowTiles));
        var blocks = Math.Min(Rows, CeilingOf(Rows, threads * blockRows) * threads);
        return this with
        {
            Stripes = blocks,
            BlockRows = CeilingOf(Rows, blocks),
            PassTiles = MostTiles,
            GroupPanels = panels,
            Groups = 1,
        };
    }

    private static int CeilingOf(int value, int divisor) => (value + divisor - 1) / divisor;
}
