using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels;

/// <summary>Activations over whole spans. A destination may be the same span as a source, but not overlap it shifted.</summary>
public static unsafe class Activations
{
    /// <summary><c>y = f(x)</c>. Uses all threads of <see cref="Workers"/>.</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void Forward(Activation activation, ReadOnlySpan<float> x, Span<float> y)
    {
        Expect.SameLength("Activation", x.Length, y.Length);
        switch (activation)
        {
            case Activation.None:
                x.CopyTo(y);
                break;
            case Activation.Relu:
                Elementwise.Apply<ActivationFunctions.Relu>(x, y);
                break;
            case Activation.Gelu:
                Elementwise.Apply<ActivationFunctions.Gelu>(x, y);
                break;
            case Activation.GeluTanh:
                Elementwise.Apply<ActivationFunctions.GeluTanh>(x, y);
                break;
            case Activation.QuickGelu:
                Elementwise.Apply<ActivationFunctions.QuickGelu>(x, y);
                break;
            case Activation.Silu:
                Elementwise.Apply<ActivationFunctions.Silu>(x, y);
                break;
            case Activation.Sigmoid:
                Elementwise.Apply<ActivationFunctions.Sigmoid>(x, y);
                break;
            case Activation.Tanh:
                Elementwise.Apply<ActivationFunctions.Tanh>(x, y);
                break;
            default:
                throw Unknown(activation);
        }
    }

    /// <summary>
    /// <c>dx = f′(x) · dy</c>, or <c>dx += f′(x) · dy</c> when <paramref name="accumulate"/> is set. Uses all threads of
    /// <see cref="Workers"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void Backward(
        Activation activation, ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dx, bool accumulate)
    {
        Expect.SameLength("Activation", x.Length, dy.Length);
        Expect.SameLength("Activation", x.Length, dx.Length);
        switch (activation)
        {
            case Activation.None:
                Elementwise.AddTo(dy, dx, accumulate);
                break;
            case Activation.Relu:
                Backward<ActivationFunctions.Relu>(x, dy, dx, accumulate);
                break;
            case Activation.Gelu:
                Backward<ActivationFunctions.Gelu>(x, dy, dx, accumulate);
                break;
            case Activation.GeluTanh:
                Backward<ActivationFunctions.GeluTanh>(x, dy, dx, accumulate);
                break;
            case Activation.QuickGelu:
                Backward<ActivationFunctions.QuickGelu>(x, dy, dx, accumulate);
                break;
            case Activation.Silu:
                Backward<ActivationFunctions.Silu>(x, dy, dx, accumulate);
                break;
            case Activation.Sigmoid:
                Backward<ActivationFunctions.Sigmoid>(x, dy, dx, accumulate);
                break;
            case Activation.Tanh:
                Backward<ActivationFunctions.Tanh>(x, dy, dx, accumulate);
                break;
            default:
                throw Unknown(activation);
        }
    }

    private static void Backward<TActivation>(ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dx, bool accumulate)
        where TActivation : unmanaged, IActivation
    {
        fixed (float* source = x, gradient = dy, destination = dx)
        {
            Workers.Run(
                Elementwise.Chunks(x.Length), new BackwardWork<TActivation>(source, gradient, destination, x.Length, accumulate));
        }
    }

    private static ArgumentOutOfRangeException Unknown(Activation activation) =>
        new(nameof(activation), activation, "Activation: expected one of the named activations.");

    // A register starts before the chunk's end and reads and writes no further than it.
    private readonly struct BackwardWork<TActivation>(float* x, float* dy, float* dx, int length, bool accumulate) : IParallelWork
        where TActivation : unmanaged, IActivation
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var start = chunk * Elementwise.ChunkLength;
            var end = Math.Min(start + Elementwise.ChunkLength, length);
            for (var index = start; index < end; index += TLanes.Count)
            {
                var count = Math.Min(TLanes.Count, end - index);
                var gradient = TActivation.Gradient(Lanes.Load<TLanes>(x + index, count), Lanes.Load<TLanes>(dy + index, count));
                Lanes.Store(gradient, dx + index, count, accumulate);
            }
        }
    }
}
