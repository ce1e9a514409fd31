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

    private CachedRows _keys;
    private CachedRows _values;

    /// <summary>An empty cache.</summary>
    /// <param name="keyHeads">Heads of keys and values, ≥ 1.</param>
    /// <param name="headDim">Length of one key or value, ≥ 1.</param>
    /// <param name="dtype">
    /// How keys and values are stored: Float32; BFloat16 or Float16 for half the memory and nearly twice the speed, which
    /// round each number to 8 or 11 significant bits; or Q8 for a little over a quarter, which rounds each number to a
    /// multiple of a 127th of the largest magnitude among 32 neighbours in its key or value (at the end, what is left of it)
    /// and makes NaN of all of them if one is not finite.
    /// </param>
    /// <param name="capacity">Tokens to make room for at once; the cache grows by itself when they are used up.</param>
    /// <exception cref="ArgumentException">A length is not positive, or the type is Q4.</exception>
    public KeyValueCache(int keyHeads, int headDim, DType dtype = DType.Float32, int capacity = SmallestCapacity)
    {
        Expect.That(
            keyHeads > 0 && headDim > 0 && capacity >= 0, "KeyValueCache",
            $"expected at least one head of at least one number, but found {keyHeads} heads of {headDim} and a capacity of {capacity}");
        Expect.That(dtype != DType.Q4, "KeyValueCache", $"expected Float32, BFloat16, Float16 or Q8, but found {dtype}");
        (KeyHeads, HeadDim, DType) = (keyHeads, headDim, dtype);
        _keys = new CachedRows(keyHeads, headDim, dtype, capacity);
        _values = new CachedRows(keyHeads, headDim, dtype, capacity);
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
    // Where memory ran out between the two, the keys alone have grown.
    public int Capacity => Math.Min(_keys.Capacity, _values.Capacity);

    /// <summary>Bytes that keys and values take, unused room included.</summary>
    public long ByteCount => _keys.ByteCount + _values.ByteCount;

    internal KeySource Keys => _keys.Source;

    internal KeySource Values => _values.Source;

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
        Workers.Run(KeyHeads, new AppendWork((float*)k.Data, tokens, KeyHeads, HeadDim, Keys, Length));
        Workers.Run(KeyHeads, new AppendWork((float*)v.Data, tokens, KeyHeads, HeadDim, Values, Length));
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
        _keys = _keys.Grown(Length, Math.Max(length, capacity));
        _values = _values.Grown(Length, Math.Max(length, capacity));
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

    // A chunk stores the new tokens of one head. There is room: length + tokens ≤ capacity.
    private readonly struct AppendWork(float* source, int tokens, int heads, int headDim, KeySource target, int length)
        : IParallelWork
    {
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            for (var token = 0; token < tokens; token++)
            {
                var row = new ReadOnlySpan<float>(source + ((((nint)token * heads) + chunk) * headDim), headDim);
                target.Store(chunk, length + token, row);
            }
        }
    }
}
