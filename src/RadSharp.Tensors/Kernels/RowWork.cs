using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels;

/// <summary>A kernel's work on the rows of a matrix, which do not depend on each other.</summary>
internal interface IRowWork
{
    /// <summary>Does the rows from <paramref name="start"/> up to, but without, <paramref name="end"/>.</summary>
    void Run<TLanes>(int start, int end) where TLanes : unmanaged, ILanes<TLanes>;
}

/// <summary>Spreads rows over the threads, in chunks of <see cref="Elementwise.ChunkLength"/> elements or of one row.</summary>
internal static class RowWork
{
    /// <summary>The number of rows of <paramref name="width"/> in a span of <paramref name="length"/> elements.</summary>
    /// <exception cref="ArgumentException">They are not whole rows.</exception>
    public static int CountRows(string operation, int length, int width)
    {
        Expect.That(
            width >= 0 && (width == 0 ? length == 0 : length % width == 0), operation,
            $"expected whole rows of {width} elements, but found {length} elements");
        return width == 0 ? 0 : length / width;
    }

    /// <summary>Runs all rows. A single row runs on the calling thread; nothing is allocated.</summary>
    public static void Run<TWork>(int rows, int width, in TWork work) where TWork : unmanaged, IRowWork
    {
        var rowsPerChunk = Math.Max(1, Elementwise.ChunkLength / Math.Max(1, width));
        Workers.Run((int)(((long)rows + rowsPerChunk - 1) / rowsPerChunk), new Chunked<TWork>(work, rows, rowsPerChunk));
    }

    private readonly struct Chunked<TWork>(TWork work, int rows, int rowsPerChunk) : IParallelWork
        where TWork : unmanaged, IRowWork
    {
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var start = chunk * rowsPerChunk;
            work.Run<TLanes>(start, Math.Min(start + rowsPerChunk, rows));
        }
    }
}
