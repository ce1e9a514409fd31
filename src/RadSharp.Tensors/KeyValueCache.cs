using RadSharp.Tensors.Kernels;
using RadSharp.Tensors.Kernels.Attention;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors;

/// <summary>
/// The keys and values of one sequence and one layer, kept from token to token while text is generated and from turn to
/// turn of a conversation. Each head's tokens lie side by side, so that a step reads memory front to back.
/// </summary>
/// <remarks>Not thread-safe. Several sequences, and several layers, take one object each.</remarks>
public sealed unsafe class KeyValueCache : IDisposable
{
    private const int SmallestCapacity = 64;

    // [keyHeads, capacity, headDim]
    private Tensor _keys;
    private Tensor _values;

    /// <summary>An empty cache.</summary>
    /// <param name="keyHeads">Heads of keys and values, ≥ 1.</param>
    /// <param name="headDim">Length of one key or value, ≥ 1.</param>
    /// <param name="dtype">
    /// How keys and values are stored: Float32, or BFloat16 or Float16 for half the memory and nearly twice the speed;
    /// these round each number to 8 or 11 significant bits.
    /// </param>
    /// <param name="capacity">Tokens to make room for at once; the cache grows by itself when they are used up.</param>
    /// <exception cref="ArgumentException">A length is not positive, or the type is quantised.</exception>
    public KeyValueCache(int keyHeads, int headDim, DType dtype = DType.Float32, int capacity = SmallestCapacity)
    {
        Expect.That(
            keyHeads > 0 && headDim > 0 && capacity >= 0, "KeyValueCache",
            $"expected at least one head of at least one number, but found {keyHeads} heads of {headDim} and a capacity of {capacity}");
        Expect.That(!dtype.IsQuantized(), "KeyValueCache", $"expected Float32, BFloat16 or Float16, but found {dtype}");
        (KeyHeads, HeadDim, DType) = (keyHeads, headDim, dtype);
        _keys = Tensor.Uninitialized([keyHeads, capacity, headDim], dtype);
        _values = Tensor.Uninitialized([keyHeads, capacity, headDim], dtype);
    }

    /// <summary>Heads of keys and values.</summary>
    public int KeyHeads { get; }

    /// <summary>Length of one key or value.</summary>
    public int HeadDim { get; }

    /// <summary>How keys and values are stored.</summary>
    public DType DType { get; }

    /// <summary>Number of tokens.</summary>
    public int Length { get; private set; }

    /// <summary>Tokens that there is room for without growing.</summary>
    public int Capacity => _keys.Shape[1];

    /// <summary>Bytes that keys and values take, unused room included.</summary>
    public long ByteCount => 2 * DType.ByteCount(_keys.Shape);

    internal KeySource Keys => Source(_keys);

    internal KeySource Values => Source(_values);

    /// <summary>Adds tokens at the end.</summary>
    /// <param name="k">Float32 [1, tokens, keyHeads, headDim], rotated where the model rotates keys.</param>
    /// <param name="v">The shape of <paramref name="k"/>.</param>
    /// <exception cref="ArgumentException">Another shape or type.</exception>
    public void Append(Tensor k, Tensor v)
    {
        Expect.Float32("KeyValueCache.Append", k);
        Expect.Float32("KeyValueCache.Append", v);
        Expect.That(
            k.Shape.Rank == 4 && k.Shape == [1, k.Shape[1], KeyHeads, HeadDim], "KeyValueCache.Append",
            $"expected k [1, tokens, {KeyHeads}, {HeadDim}], but found {k.Shape}");
        Expect.Shaped("KeyValueCache.Append", "v", v, k.Shape);
        var tokens = k.Shape[1];
        Reserve(checked(Length + tokens));
        Workers.Run(KeyHeads, new AppendWork((float*)k.Data, tokens, KeyHeads, HeadDim, _keys.Data, DType, Length, Capacity));
        Workers.Run(KeyHeads, new AppendWork((float*)v.Data, tokens, KeyHeads, HeadDim, _values.Data, DType, Length, Capacity));
        Length += tokens;
    }

    /// <summary>Makes room for <paramref name="length"/> tokens in all.</summary>
    public void Reserve(int length)
    {
        if (length <= Capacity)
        {
            return;
        }

        var capacity = (int)Math.Min(Math.Max(length, Math.Max(SmallestCapacity, 2L * Capacity)), Array.MaxLength / (KeyHeads * HeadDim));
        _keys = Grown(_keys, Math.Max(length, capacity));
        _values = Grown(_values, Math.Max(length, capacity));
    }

    /// <summary>Forgets all tokens from <paramref name="length"/> on: what is kept is the prefix of the next prompt.</summary>
    /// <exception cref="ArgumentException">There are fewer tokens.</exception>
    public void Truncate(int length)
    {
        Expect.That(
            length >= 0 && length <= Length, "KeyValueCache.Truncate", $"expected a length of 0 to {Length}, but found {length}");
        Length = length;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        _keys.Dispose();
        _values.Dispose();
    }

    private KeySource Source(Tensor tensor) => new(tensor.Data, DType, 0, (nint)Capacity * HeadDim, HeadDim);

    private Tensor Grown(Tensor old, int capacity)
    {
        var grown = Tensor.Uninitialized([KeyHeads, capacity, HeadDim], DType);
        var used = DType.ByteCount([Length, HeadDim]);
        for (var head = 0; head < KeyHeads; head++)
        {
            var from = old.Data + (head * DType.ByteCount([old.Shape[1], HeadDim]));
            Buffer.MemoryCopy(from, grown.Data + (head * DType.ByteCount([capacity, HeadDim])), used, used);
        }

        old.Dispose();
        return grown;
    }

    // A chunk stores the new tokens of one head. There is room: length + tokens ≤ capacity.
    private readonly struct AppendWork(
        float* source, int tokens, int heads, int headDim, byte* cache, DType dtype, int length, int capacity) : IParallelWork
    {
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            for (var token = 0; token < tokens; token++)
            {
                var row = new ReadOnlySpan<float>(source + ((((nint)token * heads) + chunk) * headDim), headDim);
                var index = (((nint)chunk * capacity) + length + token) * headDim;
                switch (dtype)
                {
                    case DType.BFloat16:
                        Conversion.Float32ToBFloat16(row, new Span<ushort>((ushort*)cache + index, headDim));
                        break;
                    case DType.Float16:
                        Conversion.Float32ToHalf(row, new Span<Half>((Half*)cache + index, headDim));
                        break;
                    default:
                        row.CopyTo(new Span<float>((float*)cache + index, headDim));
                        break;
                }
            }
        }
    }
}
