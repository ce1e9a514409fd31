using RadSharp.Tensors.Kernels.MatrixProduct;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.Convolution;

/// <summary>
/// How the gradient of a weight is cut. A block is some rows of positions of one image, or some whole images; a slice is some
/// blocks, whose sums go into a buffer of their own; a chunk is a slice and a panel of output channels. Nothing depends on the
/// number of threads, so that the sums' bits do not either.
/// </summary>
internal readonly record struct GradientPlan
{
    /// <summary>Rows of positions of a block at most.</summary>
    public const int MostRows = 128;

    // Positions of a block: a tile of C is loaded and stored once for so many steps, and the gradients of a panel, 16 KB, stay in
    // the first-level cache while all tiles pass.
    private const int BlockPositions = 128;

    // Positions of a slice at least: a buffer of sums more is written and read once for so many steps.
    private const int SlicePositions = 512;

    // Chunks, where there are positions enough.
    private const int WantedChunks = 32;

    /// <summary>Whether lines are read from copied rows of pixels, with padding.</summary>
    public required bool UsesBand { get; init; }

    /// <summary>Places of the depth that one row of taps sees.</summary>
    public required int Run { get; init; }

    /// <summary>The same, with what the last tile computes beyond.</summary>
    public required int PaddedRun { get; init; }

    /// <summary>Rows of taps.</summary>
    public required int Taps { get; init; }

    /// <summary>Columns of a panel.</summary>
    public required int PanelWidth { get; init; }

    /// <summary>Panels of output channels; the last may be partial.</summary>
    public required int Panels { get; init; }

    /// <summary>Rows of positions of an image.</summary>
    public required int ImageRows { get; init; }

    /// <summary>Images of a block; more than one only where the block has whole images.</summary>
    public required int BlockImages { get; init; }

    /// <summary>Blocks that an image is cut into; more than one only where the block has one image.</summary>
    public required int ImageBlocks { get; init; }

    /// <summary>Number of images.</summary>
    public required int Images { get; init; }

    /// <summary>Number of slices.</summary>
    public int Slices { get; init; }

    /// <summary>Number of chunks.</summary>
    public int Chunks => Slices * Panels;

    /// <summary>Floats of a chunk's sums: [<see cref="Taps"/>][<see cref="PaddedRun"/>][<see cref="PanelWidth"/>].</summary>
    public nint ChunkFloats => (nint)Taps * PaddedRun * PanelWidth;

    /// <summary>Rows of positions of the largest block.</summary>
    public int BlockRows => BlockImages > 1 ? BlockImages * ImageRows : CeilingOf(ImageRows, ImageBlocks);

    private int Blocks => CeilingOf(Images, BlockImages) * ImageBlocks;

    /// <summary>Cuts a gradient.</summary>
    /// <param name="window">The window, with positions and depth.</param>
    /// <param name="outputs">Output channels, ≥ 1.</param>
    public static GradientPlan For<TLanes>(in ConvolutionWindow window, int outputs) where TLanes : unmanaged, ILanes<TLanes>
    {
        var (run, padded) = (window.Depth / window.TapRows, 0);
        while (padded < run)
        {
            padded += GradientTile.RowsFor<TLanes>(run - padded);
        }

        var images = window.PositionRows / window.ImagePositionRows;
        var imagePositions = (long)window.ImagePositionRows * window.RowPositions;
        var imageBlocks = (int)Math.Clamp(imagePositions / BlockPositions, 1, window.ImagePositionRows);
        imageBlocks = Math.Max(imageBlocks, CeilingOf(window.ImagePositionRows, MostRows));
        var blockImages = (int)Math.Max(
            1, Math.Min(BlockPositions / imagePositions, MostRows / window.ImagePositionRows));
        var width = Tile.Columns<TLanes>();
        var plan = new GradientPlan
        {
            UsesBand = !window.IsInPlace || padded > run,
            Run = run,
            PaddedRun = padded,
            Taps = window.TapRows,
            PanelWidth = width,
            Panels = CeilingOf(outputs, width),
            ImageRows = window.ImagePositionRows,
            Images = images,
            BlockImages = Math.Min(blockImages, images),
            ImageBlocks = imageBlocks,
        };
        var slices = Math.Min(CeilingOf(WantedChunks, plan.Panels), window.Positions / SlicePositions);
        return plan with { Slices = Math.Clamp(slices, 1, plan.Blocks) };
    }

    /// <summary>The first block of a slice. Slices differ by one block at most.</summary>
    public int SliceStart(int slice) => (int)((long)slice * Blocks / Slices);

    /// <summary>A block's first row of positions, counted over all images, and their number.</summary>
    public (int Row, int Rows) BlockAt(int block)
    {
        if (ImageBlocks == 1)
        {
            var image = block * BlockImages;
            return (image * ImageRows, Math.Min(BlockImages, Images - image) * ImageRows);
        }

        var (whole, part) = Math.DivRem(block, ImageBlocks);
        var start = PartStart(part);
        return ((whole * ImageRows) + start, PartStart(part + 1) - start);
    }

    private int PartStart(int part) => (int)((long)part * ImageRows / ImageBlocks);

    private static int CeilingOf(int value, int divisor) => (value + divisor - 1) / divisor;
}
