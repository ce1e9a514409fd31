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
/// positions need not be in one row, as many as a tile has. A chunk is a stripe of rows and a group of panels. It goes
/// block by block of rows, whose lines are brought into the cache together, and in a block pass by pass of panels.
/// </summary>
internal readonly record struct WindowPlan
{
    // What a block's lines may take of the second-level cache: 1 MB.
    private const int CacheFloats = 256 * 1024;

    // Lines of up to 512 KB stay there while many panels pass.
    private const int FewLines = 128 * 1024;

    // Panels of 256 KB together are read for every tile without slowing it down.
    private const int PassFloats = 64 * 1024;

    // Tiles that use the panels of a pass one after the other.
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

    /// <summary>Panels that a tile meets one after the other before the next tile does.</summary>
    public int PassPanels { get; init; }

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
        return plan.Cut(Math.Max(1, rowFloats), CeilingOf(columns, Tile.Columns<TLanes>()), Tile.Columns<TLanes>());
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

    private WindowPlan Cut(long rowFloats, int panels, int panelWidth)
    {
        var threads = Workers.Count;
        var tiles = Rows * RowTiles;
        var passPanels = (int)Math.Clamp(PassFloats / Math.Max(1, (long)panelWidth * Depth), 1, panels);
        if (tiles <= 8 * threads && panels >= 2 * threads && Rows * rowFloats <= FewLines
            && (passPanels < panels || tiles < 4 * threads))
        {
            // Few positions: all lines stay in each core's cache, and each core reads a part of the weights.
            var groupPanels = CeilingOf(panels, 4 * threads);
            return this with
            {
                Stripes = 1,
                BlockRows = Rows,
                GroupPanels = groupPanels,
                Groups = CeilingOf(panels, groupPanels),
                PassPanels = passPanels,
            };
        }

        // If the panels need several passes, blocks are as large as the cache allows, and all threads have equally many;
        // otherwise stripes are small, so that a slow core costs little.
        var blockRows = (int)Math.Clamp(CacheFloats / rowFloats, 1, Math.Max(1, BlockTiles / RowTiles));
        var stripes = passPanels < panels
            ? CeilingOf(Rows, threads * blockRows) * threads
            : Math.Max(8 * threads, CeilingOf(tiles, 16 * threads) * threads);
        return this with
        {
            Stripes = Math.Min(Rows, stripes),
            BlockRows = blockRows,
            GroupPanels = panels,
            Groups = 1,
            PassPanels = passPanels,
        };
    }

    private static int CeilingOf(int value, int divisor) => (value + divisor - 1) / divisor;
}
