using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels;

/// <summary>The rotation of rotary position embeddings: element i of a head turns with element i + headDim/2.</summary>
public static unsafe class Rotation
{
    /// <summary>
    /// <c>y[i] = x[i]·cos − x[i + h]·sin</c> and <c>y[i + h] = x[i + h]·cos + x[i]·sin</c> for 0 ≤ i &lt; h = headDim/2,
    /// with the angles of each token's position. Works on all threads; the same bits for any number of them.
    /// </summary>
    /// <param name="source">[tokens, heads, headDim]</param>
    /// <param name="heads">Heads of a token.</param>
    /// <param name="headDim">Elements of a head; even.</param>
    /// <param name="positions">One for each token, or for the tokens of one sequence where several follow each other.</param>
    /// <param name="angles">[positions, headDim]: cosines of headDim/2 angles, then their sines.</param>
    /// <param name="inverse">Whether to turn back.</param>
    /// <param name="destination">As the source, which it may be.</param>
    /// <exception cref="ArgumentException">The spans' lengths do not fit, or the angles lack a position.</exception>
    public static void Rotate(
        ReadOnlySpan<float> source,
        int heads,
        int headDim,
        ReadOnlySpan<int> positions,
        ReadOnlySpan<float> angles,
        bool inverse,
        Span<float> destination)
    {
        Expect.SameLength("Rotate", source.Length, destination.Length);
        if (source.IsEmpty)
        {
            return;
        }

        var tokens = source.Length / Math.Max(1, heads * headDim);
        Expect.That(
            headDim % 2 == 0 && (long)tokens * heads * headDim == source.Length,
            "Rotate",
            $"expected whole heads of even length, but found {source.Length} elements in {heads} heads of {headDim}");
        Expect.That(
            positions.Length > 0 && tokens % positions.Length == 0,
            "Rotate",
            $"expected positions for {tokens} tokens, but found {positions.Length}");
        foreach (var position in positions)
        {
            Expect.That(
                (uint)position < (uint)(angles.Length / headDim),
                "Rotate",
                $"expected positions below {angles.Length / headDim}, but found {position}");
        }

        var tokensPerChunk = Math.Max(1, Elementwise.ChunkLength / (heads * headDim));
        fixed (float* from = source, to = destination, table = angles)
        fixed (int* places = positions)
        {
            Workers.Run(
                (tokens + tokensPerChunk - 1) / tokensPerChunk,
                new Work(from, tokens, tokensPerChunk, heads, headDim, places, positions.Length, table, inverse ? -1 : 1, to));
        }
    }

    // A chunk's tokens lie within the spans, whose lengths were checked, and so were the positions.
    private readonly struct Work(
        float* source,
        int tokens,
        int tokensPerChunk,
        int heads,
        int headDim,
        int* positions,
        int positionCount,
        float* angles,
        float direction,
        float* destination) : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var half = headDim / 2;
            var turn = TLanes.Broadcast(direction);
            var end = (int)Math.Min((chunk + 1L) * tokensPerChunk, tokens);
            for (var token = chunk * tokensPerChunk; token < end; token++)
            {
                var cosines = angles + ((nint)positions[token % positionCount] * headDim);
                for (var head = 0; head < heads; head++)
                {
                    var offset = (((nint)token * heads) + head) * headDim;
                    Head(source + offset, destination + offset, cosines, cosines + half, half, turn);
                }
            }
        }

        // Reads and writes the two halves of one head.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Head<TLanes>(float* from, float* to, float* cosines, float* sines, int half, TLanes turn)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            for (var index = 0; index < half; index += TLanes.Count)
            {
                var count = Math.Min(TLanes.Count, half - index);
                var x = Lanes.Load<TLanes>(from + index, count);
                var y = Lanes.Load<TLanes>(from + half + index, count);
                var cosine = Lanes.Load<TLanes>(cosines + index, count);
                var sine = turn * Lanes.Load<TLanes>(sines + index, count);
                Lanes.Store((x * cosine) - (y * sine), to + index, count);
                Lanes.Store((y * cosine) + (x * sine), to + half + index, count);
            }
        }
    }
}
