using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels;

/// <summary>Rows of a matrix picked by their indices.</summary>
/// <remarks>Works on all threads; the same bits for any number of them. No span may overlap another.</remarks>
public static unsafe class RowSelection
{
    // Columns that one thread adds up through all rows: whole cache lines, so that threads do not share one.
    private const int ColumnsPerChunk = 256;

    /// <summary><c>destination[i] = source[rows[i]]</c></summary>
    /// <param name="source">[source rows, columns]</param>
    /// <param name="columns">Elements of a row.</param>
    /// <param name="rows">Rows of the source, in any order, also several times.</param>
    /// <param name="destination">[rows, columns]</param>
    /// <exception cref="ArgumentException">A row is out of range, or a span's length does not fit.</exception>
    public static void Gather(ReadOnlySpan<float> source, int columns, ReadOnlySpan<int> rows, Span<float> destination)
    {
        Expect.SameLength("Gather", checked(rows.Length * columns), destination.Length);
        ExpectRows("Gather", source.Length, columns, rows);
        var rowsPerChunk = Math.Max(1, Elementwise.ChunkLength / Math.Max(1, columns));
        fixed (float* from = source, to = destination)
        fixed (int* indices = rows)
        {
            Workers.Run(
                (rows.Length + rowsPerChunk - 1) / rowsPerChunk,
                new GatherWork(from, columns, indices, rows.Length, rowsPerChunk, to));
        }
    }

    /// <summary><c>destination[rows[i]] += source[i]</c>, in the order of i where a row occurs several times.</summary>
    /// <param name="source">[rows, columns]</param>
    /// <param name="columns">Elements of a row.</param>
    /// <param name="rows">Rows of the destination.</param>
    /// <param name="destination">[destination rows, columns]</param>
    /// <exception cref="ArgumentException">A row is out of range, or a span's length does not fit.</exception>
    public static void ScatterAdd(ReadOnlySpan<float> source, int columns, ReadOnlySpan<int> rows, Span<float> destination)
    {
        Expect.SameLength("ScatterAdd", checked(rows.Length * columns), source.Length);
        ExpectRows("ScatterAdd", destination.Length, columns, rows);
        var columnsPerChunk = source.Length <= Elementwise.ChunkLength ? Math.Max(1, columns) : ColumnsPerChunk;
        fixed (float* from = source, to = destination)
        fixed (int* indices = rows)
        {
            Workers.Run(
                (columns + columnsPerChunk - 1) / columnsPerChunk,
                new ScatterAddWork(from, columns, indices, rows.Length, columnsPerChunk, to));
        }
    }

    /// <summary><c>destination[rows[i]] = source[i]</c></summary>
    /// <param name="source">[rows, columns]</param>
    /// <param name="columns">Elements of a row.</param>
    /// <param name="rows">Rows of the destination, ascending, none twice.</param>
    /// <param name="destination">[destination rows, columns]</param>
    /// <exception cref="ArgumentException">A row is out of range or order, or a span's length does not fit.</exception>
    public static void Replace(ReadOnlySpan<float> source, int columns, ReadOnlySpan<int> rows, Span<float> destination)
    {
        Expect.SameLength("ReplaceRows", checked(rows.Length * columns), source.Length);
        ExpectRows("ReplaceRows", destination.Length, columns, rows);
        for (var index = 0; index < rows.Length; index++)
        {
            Expect.That(
                index == 0 || rows[index - 1] < rows[index],
                "ReplaceRows",
                $"expected ascending rows, but row {rows[index]} at index {index} follows row {rows[index - 1]}");
            source.Slice(index * columns, columns).CopyTo(destination[(rows[index] * columns)..]);
        }
    }

    private static void ExpectRows(string operation, int length, int columns, ReadOnlySpan<int> rows)
    {
        var count = columns == 0 ? int.MaxValue : length / columns;
        for (var index = 0; index < rows.Length; index++)
        {
            Expect.That(
                (uint)rows[index] < (uint)count,
                operation,
                $"expected rows from 0 to {count - 1}, but index {index} asks for row {rows[index]}");
        }
    }

    // Both works read and write whole rows, or a chunk's columns of them, at indices that were checked.
    private readonly struct GatherWork(float* source, int columns, int* rows, int count, int rowsPerChunk, float* destination)
        : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var end = (int)Math.Min((chunk + 1L) * rowsPerChunk, count);
            for (var row = chunk * rowsPerChunk; row < end; row++)
            {
                var from = source + ((nint)rows[row] * columns);
                var to = destination + ((nint)row * columns);
                new ReadOnlySpan<float>(from, columns).CopyTo(new Span<float>(to, columns));
            }
        }
    }

    private readonly struct ScatterAddWork(
        float* source, int columns, int* rows, int count, int columnsPerChunk, float* destination) : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var start = chunk * columnsPerChunk;
            var width = Math.Min(columnsPerChunk, columns - start);
            for (var row = 0; row < count; row++)
            {
                Elementwise.AddRow<TLanes>(
                    source + ((nint)row * columns) + start, destination + ((nint)rows[row] * columns) + start, width);
            }
        }
    }
}
