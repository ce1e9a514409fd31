namespace RadSharp.Tensors.Kernels;

/// <summary>
/// A [rows, channels] matrix in blocks of rows that fit the first caches. Their number does not depend on the threads.
/// </summary>
/// <param name="rows">Number of rows.</param>
/// <param name="channels">Length of a row.</param>
internal readonly struct ChannelBlocks(int rows, int channels)
{
    /// <summary>Channels that one chunk reduces over all blocks.</summary>
    public const int ReduceChannels = 64;

    private readonly int _blockRows = Math.Max(1, Elementwise.ChunkLength / Math.Max(1, channels));

    /// <summary>Number of rows.</summary>
    public int Rows => rows;

    /// <summary>Length of a row.</summary>
    public int Channels => channels;

    /// <summary>Number of blocks.</summary>
    public int Count => (rows + _blockRows - 1) / _blockRows;

    /// <summary>Two values a channel and block.</summary>
    public long PartialCount => 2L * Count * channels;

    /// <summary>Chunks of a reduction over all blocks.</summary>
    public int ReduceChunks => (channels + ReduceChannels - 1) / ReduceChannels;

    /// <summary>The blocks of a matrix of so many elements.</summary>
    /// <exception cref="ArgumentException">These are not whole rows.</exception>
    public static ChannelBlocks Of(int length, int channels)
    {
        Expect.That(
            channels == 0 ? length == 0 : length % channels == 0, "BatchNormalization",
            $"expected whole rows of {channels} channels, but found {length} elements");
        return new(length / Math.Max(1, channels), channels);
    }

    /// <summary>Where a block begins.</summary>
    public nint First(int block) => (nint)block * _blockRows * channels;

    /// <summary>Rows of a block.</summary>
    public int RowsOf(int block) => Math.Min(_blockRows, rows - (block * _blockRows));
}
