using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels;

/// <summary>
/// Layer norm and RMS norm over the rows of a matrix. A NaN makes its row NaN; so does an infinity in layer norm, while in
/// RMS norm the other elements become 0. Work is spread over all threads of <see cref="Threading.Workers"/>; the bits do not depend on their number.
/// </summary>
public static unsafe class Normalization
{
    /// <summary><c>y = (x − mean)/√(variance + ε) · weight + bias</c> over each row (Ba et al. 2016). y may be x.</summary>
    /// <param name="x">[rows, width].</param>
    /// <param name="weight">[width], or empty for ones.</param>
    /// <param name="bias">[width], or empty for zeros.</param>
    /// <param name="width">Elements a row.</param>
    /// <param name="epsilon">ε; the variance is the mean square deviation.</param>
    /// <param name="y">[rows, width].</param>
    /// <exception cref="ArgumentException">A span's length does not fit.</exception>
    public static void LayerNorm(
        ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int width, float epsilon, Span<float> y) =>
        Forward("LayerNorm", x, weight, bias, width, epsilon, centered: true, y);

    /// <summary><c>y = x/√(mean(x²) + ε) · weight</c> over each row (Zhang and Sennrich 2019). y may be x.</summary>
    /// <param name="x">[rows, width].</param>
    /// <param name="weight">[width], or empty for ones.</param>
    /// <param name="width">Elements a row.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="y">[rows, width].</param>
    /// <exception cref="ArgumentException">A span's length does not fit.</exception>
    public static void RmsNorm(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, int width, float epsilon, Span<float> y) =>
        Forward("RmsNorm", x, weight, [], width, epsilon, centered: false, y);

    private static void Forward(
        string operation, ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int width, float epsilon,
        bool centered, Span<float> y)
    {
        Expect.SameLength(operation, x.Length, y.Length);
        Expect.SameLength(operation, width, weight.IsEmpty ? width : weight.Length);
        Expect.SameLength(operation, width, bias.IsEmpty ? width : bias.Length);
        fixed (float* source = x, scales = weight, offsets = bias, destination = y)
        {
            RowWork.Run(
                RowWork.CountRows(operation, x.Length, width), width,
                new ForwardWork(source, scales, offsets, width, epsilon, centered, destination));
        }
    }

    // Bounds: rows below the row count, and no register reaches beyond the width, in the row, the weight and the bias.
    private readonly struct ForwardWork(
        float* x, float* weight, float* bias, int width, float epsilon, bool centered, float* y) : IRowWork
    {
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int start, int end) where TLanes : unmanaged, ILanes<TLanes>
        {
            // A row's statistics are taken while the row before it is written: the latency of adding up a register's
            // lanes is hidden behind stores.
            var next = Statistics<TLanes>(start);
            for (var row = start; row < end; row++)
            {
                var statistics = next;
                if (row + 1 < end)
                {
                    next = Statistics<TLanes>(row + 1);
                }

                var normalizer = new RowNormalizer<TLanes>(statistics);
                var source = x + ((nint)row * width);
                var destination = y + ((nint)row * width);
                var index = 0;
                for (; index <= width - TLanes.Count; index += TLanes.Count)
                {
                    Write(source, destination, index, TLanes.Count, normalizer);
                }

                if (index < width)
                {
                    Write(source, destination, index, width - index, normalizer);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private RowStatistics Statistics<TLanes>(int row) where TLanes : unmanaged, ILanes<TLanes>
        {
            var source = x + ((nint)row * width);
            return centered
                ? RowStatistics.OfLayerNorm<TLanes>(source, width, epsilon)
                : RowStatistics.OfRmsNorm<TLanes>(source, width, epsilon);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Write<TLanes>(float* source, float* destination, int index, int count, RowNormalizer<TLanes> normalizer)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            var value = normalizer.Apply(Lanes.Load<TLanes>(source + index, count));
            if (weight != null)
            {
                value *= Lanes.Load<TLanes>(weight + index, count);
            }

            if (bias != null)
            {
                value += Lanes.Load<TLanes>(bias + index, count);
            }

            Lanes.Store(value, destination + index, count);
        }
    }
}
