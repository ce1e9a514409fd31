using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels;

/// <summary>
/// Gradients of <see cref="Normalization"/>. A row's mean and variance are computed again, which costs less than keeping
/// them.
/// </summary>
/// <remarks>
/// The gradients of weight and bias are sums over rows. They are taken in as many parts as <see cref="Parts"/> says, one
/// part a chunk of work; whoever adds the parts up in order has the same bits with any number of threads.
/// </remarks>
public static unsafe class NormalizationBackward
{
    private const int MaxParts = 32;

    /// <summary>The number of parts of the sums over <paramref name="rows"/> rows: it depends on the sizes alone.</summary>
    public static int Parts(int rows, int width) =>
        (int)Math.Clamp((long)rows * width / Elementwise.ChunkLength, 1, Math.Min(MaxParts, Math.Max(1, rows)));

    /// <summary>
    /// With <c>g = dy · weight</c>: <c>dx = (g − mean(g) − x̂ · mean(g · x̂)) / √(variance + ε)</c> over each row. Uses all
    /// threads of <see cref="Workers"/>.
    /// </summary>
    /// <param name="x">[rows, width], as in <see cref="Normalization.LayerNorm"/>.</param>
    /// <param name="weight">[width], or empty for ones.</param>
    /// <param name="dy">The output's gradient, [rows, width].</param>
    /// <param name="width">Elements a row.</param>
    /// <param name="epsilon">ε, as in the forward pass.</param>
    /// <param name="dx">The gradient of x, [rows, width], not overlapping an input; empty where it is not wanted.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dx"/>.</param>
    /// <param name="weightParts">Σ dy · x̂ over each part's rows, [<see cref="Parts"/>, width]; empty where it is not wanted.</param>
    /// <param name="biasParts">Σ dy over each part's rows, [<see cref="Parts"/>, width]; empty where it is not wanted.</param>
    /// <exception cref="ArgumentException">A span's length does not fit.</exception>
    public static void LayerNorm(
        ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> dy, int width, float epsilon, Span<float> dx,
        bool accumulate, Span<float> weightParts, Span<float> biasParts) =>
        Run("LayerNorm", x, weight, dy, width, epsilon, centered: true, dx, accumulate, weightParts, biasParts);

    /// <summary><c>dx = (g − x̂ · mean(g · x̂)) / √(mean(x²) + ε)</c>; otherwise as <see cref="LayerNorm"/>.</summary>
    public static void RmsNorm(
        ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> dy, int width, float epsilon, Span<float> dx,
        bool accumulate, Span<float> weightParts) =>
        Run("RmsNorm", x, weight, dy, width, epsilon, centered: false, dx, accumulate, weightParts, []);

    private static void Run(
        string operation, ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> dy, int width, float epsilon,
        bool centered, Span<float> dx, bool accumulate, Span<float> weightParts, Span<float> biasParts)
    {
        var rows = RowWork.CountRows(operation, x.Length, width);
        var parts = Parts(rows, width);
        Expect.SameLength(operation, x.Length, dy.Length);
        Expect.SameLength(operation, x.Length, dx.IsEmpty ? x.Length : dx.Length);
        Expect.SameLength(operation, width, weight.IsEmpty ? width : weight.Length);
        Expect.SameLength(operation, parts * width, weightParts.IsEmpty ? parts * width : weightParts.Length);
        Expect.SameLength(operation, parts * width, biasParts.IsEmpty ? parts * width : biasParts.Length);
        fixed (float* source = x, scales = weight, gradient = dy, destination = dx, weights = weightParts, biases = biasParts)
        {
            Workers.Run(
                parts,
                new Work(
                    new Sizes(rows, width, parts), source, scales, gradient, epsilon, centered, destination, accumulate, weights,
                    biases));
        }
    }

    private readonly record struct Sizes(int Rows, int Width, int Parts)
    {
        public int Start(int part) => (int)((long)Rows * part / Parts);
    }

    // Bounds: rows below the row count, and a chunk's sums are row `chunk` of the parts.
    private readonly struct Work(
        Sizes sizes, float* x, float* weight, float* dy, float epsilon, bool centered, float* dx, bool accumulate,
        float* weightParts, float* biasParts) : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var weightSums = PartOf(weightParts, chunk);
            var biasSums = PartOf(biasParts, chunk);
            for (var row = sizes.Start(chunk); row < sizes.Start(chunk + 1); row++)
            {
                var offset = (nint)row * sizes.Width;
                var statistics = centered
                    ? RowStatistics.OfLayerNorm<TLanes>(x + offset, sizes.Width, epsilon)
                    : RowStatistics.OfRmsNorm<TLanes>(x + offset, sizes.Width, epsilon);
                var gradient = new RowGradient<TLanes>(
                    x + offset, weight, dy + offset, sizes.Width, statistics, dx == null ? null : dx + offset, accumulate, weightSums,
                    biasSums);
                gradient.Run(centered);
            }
        }

        private float* PartOf(float* parts, int part)
        {
            if (parts == null)
            {
                return null;
            }

            var sums = parts + ((nint)part * sizes.Width);
            new Span<float>(sums, sizes.Width).Clear();
            return sums;
        }
    }

    // A struct of its own, so that the JIT holds the pointers in registers. Bounds: no register reaches beyond the width.
    private readonly struct RowGradient<TLanes>(
        float* x, float* weight, float* dy, int width, RowStatistics statistics, float* dx, bool accumulate, float* weightSums,
        float* biasSums)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        private readonly RowNormalizer<TLanes> _normalizer = new(statistics);
        private readonly TLanes _factor = TLanes.Broadcast(statistics.InverseDeviation);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run(bool centered)
        {
            var sum = TLanes.Zero;
            var product = TLanes.Zero;
            var tail = width - (width % TLanes.Count);
            for (var index = 0; dx != null && index < tail; index += TLanes.Count)
            {
                AddTo(ref sum, ref product, index, TLanes.Count);
            }

            if (dx != null && tail < width)
            {
                AddTo(ref sum, ref product, tail, width - tail);
            }

            var mean = TLanes.Broadcast(centered ? TLanes.Sum(sum) / width : 0);
            var slope = TLanes.Broadcast(TLanes.Sum(product) / width);
            for (var index = 0; index < tail; index += TLanes.Count)
            {
                Write(mean, slope, index, TLanes.Count);
            }

            if (tail < width)
            {
                Write(mean, slope, tail, width - tail);
            }
        }

        // Σ g and Σ g · x̂, the two means in the gradient of the row.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void AddTo(ref TLanes sum, ref TLanes product, int index, int count)
        {
            var gradient = Weighted(Lanes.Load<TLanes>(dy + index, count), index, count);
            sum += gradient;
            TLanes.MulAdd(ref product, gradient, _normalizer.Apply(Lanes.Load<TLanes>(x + index, count)));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Write(TLanes mean, TLanes slope, int index, int count)
        {
            var gradient = Lanes.Load<TLanes>(dy + index, count);
            var normalized = _normalizer.Apply(Lanes.Load<TLanes>(x + index, count));
            if (weightSums != null)
            {
                Lanes.Store(gradient * normalized, weightSums + index, count, accumulate: true);
            }

            if (biasSums != null)
            {
                Lanes.Store(gradient, biasSums + index, count, accumulate: true);
            }

            if (dx != null)
            {
                var value = Weighted(gradient, index, count) - mean - (normalized * slope);
                Lanes.Store(value * _factor, dx + index, count, accumulate);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private TLanes Weighted(TLanes gradient, int index, int count) =>
            weight == null ? gradient : gradient * Lanes.Load<TLanes>(weight + index, count);
    }
}
