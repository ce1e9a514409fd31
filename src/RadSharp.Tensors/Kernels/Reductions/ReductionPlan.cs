namespace RadSharp.Tensors.Kernels.Reductions;

/// <summary>
/// How a reduction of [outer, rows, columns] to [outer, columns] is cut: into items, each a part of the rows of one
/// outer index, in one block of columns. The shape alone decides.
/// </summary>
internal readonly unsafe struct ReductionPlan
{
    /// <summary>Columns that are reduced side by side: their running totals stay in the first-level cache.</summary>
    public const int MaxBlockColumns = 1024;

    // Few results are cut into so many items, if they are large enough: work for many threads.
    private const int WantedItems = 32;

    private const int LeastItemLength = 2 * Elementwise.ChunkLength;

    public readonly int Outer;
    public readonly int Rows;
    public readonly int Columns;

    /// <summary>Columns of a block; the last block may have fewer.</summary>
    public readonly int BlockColumns;

    /// <summary>Blocks that the columns are cut into.</summary>
    public readonly int Blocks;

    /// <summary>Rows of a part; the last part may have fewer.</summary>
    public readonly int PartRows;

    /// <summary>Parts that the rows are cut into, at least 1.</summary>
    public readonly int Parts;

    /// <summary>Small items are done several in a chunk.</summary>
    public readonly int ItemsPerChunk;

    /// <summary>Cuts [outer, rows, columns]; outer and columns at least 1.</summary>
    public ReductionPlan(int outer, int rows, int columns)
    {
        (Outer, Rows, Columns) = (outer, rows, columns);
        BlockColumns = Math.Min(columns, MaxBlockColumns);
        Blocks = ((columns - 1) / BlockColumns) + 1;
        var leastRows = Math.Max(1, LeastItemLength / BlockColumns);
        var wantedParts = (int)Math.Max(1, WantedItems / ((long)outer * Blocks));
        PartRows = Math.Max(leastRows, (rows / wantedParts) + 1);
        Parts = rows == 0 ? 1 : ((rows - 1) / PartRows) + 1;
        var itemLength = (long)Math.Max(1, Math.Min(rows, PartRows)) * BlockColumns;
        ItemsPerChunk = (int)Math.Max(1, Elementwise.ChunkLength / itemLength);
    }

    /// <summary>Number of items.</summary>
    public int Items => Outer * Parts * Blocks;

    /// <summary>Number of chunks.</summary>
    public int Chunks => ((Items - 1) / ItemsPerChunk) + 1;

    /// <summary>Elements of the room for parts: [outer, parts, 2, columns].</summary>
    public long RoomForParts => 2L * Outer * Parts * Columns;

    /// <summary>The totals of one part; its errors follow them.</summary>
    public float* Part(float* parts, int outer, int part) => parts + (((nint)outer * Parts) + part) * 2 * Columns;
}
