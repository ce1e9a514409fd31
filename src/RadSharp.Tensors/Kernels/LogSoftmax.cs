using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels;

/// <summary>The logarithm of <see cref="Softmax"/>, without ever taking the logarithm of a small probability.</summary>
public static unsafe class LogSoftmax
{
    /// <summary>
    /// <c>y = scale·x − ln Σ e^(scale·x)</c> over each row; NaN and infinities as in <see cref="Softmax"/>. y may be x. Uses
    /// all threads of <see cref="Threading.Workers"/>; the bits do not depend on their number.
    /// </summary>
    /// <param name="x">[rows, width].</param>
    /// <param name="width">Elements a row.</param>
    /// <param name="scale">Factor before the exponential, &gt; 0.</param>
    /// <param name="y">[rows, width].</param>
    /// <exception cref="ArgumentException">The spans differ, are not whole rows, or the scale is not positive.</exception>
    public static void Forward(ReadOnlySpan<float> x, int width, float scale, Span<float> y)
    {
        Expect.SameLength("LogSoftmax", x.Length, y.Length);
        Expect.That(scale > 0, "LogSoftmax", $"expected a positive scale, but found {scale}");
        fixed (float* source = x, destination = y)
        {
            RowWork.Run(RowWork.CountRows("LogSoftmax", x.Length, width), width, new ForwardWork(source, width, scale, destination));
        }
    }

    /// <summary>
    /// The gradient of <see cref="Forward"/>, from its output: <c>dx = scale · (dy − e^y · Σ dy)</c>. dx may be dy.
    /// </summary>
    /// <param name="y">What Forward wrote, [rows, width].</param>
    /// <param name="dy">The gradient of y, [rows, width].</param>
    /// <param name="width">Elements a row.</param>
    /// <param name="scale">As in Forward.</param>
    /// <param name="dx">The gradient of x, [rows, width].</param>
    /// <param name="accumulate">Whether to add to <paramref name="dx"/>.</param>
    /// <exception cref="ArgumentException">The spans differ, or are not whole rows.</exception>
    public static void Backward(
        ReadOnlySpan<float> y, ReadOnlySpan<float> dy, int width, float scale, Span<float> dx, bool accumulate)
    {
        Expect.SameLength("LogSoftmax", y.Length, dy.Length);
        Expect.SameLength("LogSoftmax", y.Length, dx.Length);
        fixed (float* output = y, gradient = dy, destination = dx)
        {
            RowWork.Run(
                RowWork.CountRows("LogSoftmax", y.Length, width), width,
                new BackwardWork(output, gradient, width, scale, destination, accumulate));
        }
    }

    // Bounds of both works: rows below the row count, and within a row no register reaches beyond its width.
    private readonly struct ForwardWork(float* x, int width, float scale, float* y) : IRowWork
    {
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int start, int end) where TLanes : unmanaged, ILanes<TLanes>
        {
            for (var row = start; row < end; row++)
            {
                var source = x + ((nint)row * width);
                var destination = y + ((nint)row * width);
                var largest = RowReductions.Max<TLanes>(source, width);
                var sum = RowReductions.Exponentials<TLanes>(source, width, largest, scale, null);
                var (shift, factor, log) = (TLanes.Broadcast(largest), TLanes.Broadcast(scale), TLanes.Broadcast((float)Math.Log(sum)));
                for (var index = 0; index < width; index += TLanes.Count)
                {
                    var count = width - index;
                    var value = ((Lanes.Load<TLanes>(source + index, count) - shift) * factor) - log;
                    Lanes.Store(value, destination + index, count);
                }
            }
        }
    }

    private readonly struct BackwardWork(float* y, float* dy, int width, float scale, float* dx, bool accumulate) : IRowWork
    {
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int start, int end) where TLanes : unmanaged, ILanes<TLanes>
        {
            for (var row = start; row < end; row++)
            {
                var output = y + ((nint)row * width);
                var gradient = dy + ((nint)row * width);
                var destination = dx + ((nint)row * width);
                var sum = TLanes.Broadcast((float)RowReductions.Sum<TLanes>(gradient, width));
                var factor = TLanes.Broadcast(scale);
                for (var index = 0; index < width; index += TLanes.Count)
                {
                    var count = width - index;
                    var probability = LaneMath.Exp(Lanes.Load<TLanes>(output + index, count));
                    var value = factor * (Lanes.Load<TLanes>(gradient + index, count) - (probability * sum));
                    Lanes.Store(value, destination + index, count, accumulate);
                }
            }
        }
    }
}
