using RadSharp.Tensors.Memory;

namespace RadSharp.Tensors.Kernels.Attention;

/// <summary>The keys, or the values, of a cache: memory with room for a number of tokens, each head's side by side.</summary>
internal sealed unsafe class CachedRows : IDisposable
{
    private readonly int _heads, _headDim;
    private readonly DType _dtype;
    private readonly byte* _data;
    private bool _isDisposed;

    /// <summary>Takes memory, contents undefined.</summary>
    /// <param name="heads">Number of heads.</param>
    /// <param name="headDim">Length of one key or value.</param>
    /// <param name="dtype">Float32, BFloat16, Float16, or Q8 for <see cref="ByteRows"/>.</param>
    /// <param name="capacity">Tokens that there is room for.</param>
    public CachedRows(int heads, int headDim, DType dtype, int capacity)
    {
        (_heads, _headDim, _dtype, Capacity) = (heads, headDim, dtype, capacity);
        ByteCount = NumbersBytes + (dtype == DType.Q8 ? (long)heads * Blocks * capacity * sizeof(ushort) : 0);
        _data = (byte*)TensorMemory.Rent(ByteCount);
    }

    /// <summary>Tokens that there is room for.</summary>
    public int Capacity { get; }

    /// <summary>Bytes of memory.</summary>
    public long ByteCount { get; }

    /// <summary>Where everything lies.</summary>
    /// <exception cref="ObjectDisposedException">The memory was given back.</exception>
    public KeySource Source => new(Data, _dtype, 0, (nint)Capacity * _headDim, _headDim, Scales, Capacity);

    // [heads, capacity, headDim]
    private byte* Data
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(KeyValueCache));
            return _data;
        }
    }

    // [heads, blocks, capacity]
    private ushort* Scales => (ushort*)(Data + NumbersBytes);

    private int Blocks => ByteRows.Blocks(_headDim);

    private int RowBytes => _headDim * KeySource.ElementBytes(_dtype);

    // Rounded up to whole scales.
    private long NumbersBytes => (((long)_heads * Capacity * RowBytes) + 1) & ~1;

    /// <summary>The same tokens in memory with more room; this memory is given back.</summary>
    /// <param name="length">Number of tokens.</param>
    /// <param name="capacity">Tokens that there is to be room for.</param>
    public CachedRows Grown(int length, int capacity)
    {
        var grown = new CachedRows(_heads, _headDim, _dtype, capacity);
        var used = (long)length * RowBytes;
        for (var head = 0; head < _heads; head++)
        {
            Buffer.MemoryCopy(Source.Row(0, head, 0), grown.Source.Row(0, head, 0), used, used);
            for (var block = 0; _dtype == DType.Q8 && block < Blocks; block++)
            {
                var from = new ReadOnlySpan<ushort>(Source.Scales(head, 0) + ((nint)block * Capacity), length);
                from.CopyTo(new Span<ushort>(grown.Source.Scales(head, 0) + ((nint)block * capacity), length));
            }
        }

        Dispose();
        return grown;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            TensorMemory.Return(_data, ByteCount);
            _isDisposed = true;
        }
    }
}
