using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.MatrixProduct;

/// <summary>What is done to C once its sums are complete: <c>activation(C + bias)</c>.</summary>
/// <param name="bias">One value a column, or null.</param>
/// <param name="activation">The function, or <see cref="Activation.None"/>.</param>
internal readonly unsafe struct Epilogue(float* bias, Activation activation)
{
    /// <summary>Works on <paramref name="rows"/> × <paramref name="columns"/> elements of C.</summary>
    /// <param name="c">The first of them.</param>
    /// <param name="stride">Floats from one row of C to the next.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="column">The first one's column in all of C: where its bias is.</param>
    /// <param name="columns">Number of columns.</param>
    public void Apply<TLanes>(float* c, nint stride, int rows, int column, int columns)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        switch (activation)
        {
            case Activation.None when bias == null:
                break;
            case Activation.None:
                Apply<TLanes, ActivationFunctions.None>(c, stride, rows, column, columns);
                break;
            case Activation.Relu:
                Apply<TLanes, ActivationFunctions.Relu>(c, stride, rows, column, columns);
                break;
            case Activation.Gelu:
                Apply<TLanes, ActivationFunctions.Gelu>(c, stride, rows, column, columns);
                break;
            case Activation.GeluTanh:
                Apply<TLanes, ActivationFunctions.GeluTanh>(c, stride, rows, column, columns);
                break;
            case Activation.QuickGelu:
                Apply<TLanes, ActivationFunctions.QuickGelu>(c, stride, rows, column, columns);
                break;
            case Activation.Silu:
                Apply<TLanes, ActivationFunctions.Silu>(c, stride, rows, column, columns);
                break;
            case Activation.Sigmoid:
                Apply<TLanes, ActivationFunctions.Sigmoid>(c, stride, rows, column, columns);
                break;
            case Activation.Tanh:
                Apply<TLanes, ActivationFunctions.Tanh>(c, stride, rows, column, columns);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Apply<TLanes, TActivation>(float* c, nint stride, int rows, int column, int columns)
        where TLanes : unmanaged, ILanes<TLanes>
        where TActivation : unmanaged, IActivation
    {
        for (var row = 0; row < rows; row++)
        {
            var target = c + (row * stride);
            for (var index = 0; index < columns; index += TLanes.Count)
            {
                var count = Math.Min(TLanes.Count, columns - index);
                var value = Lanes.Load<TLanes>(target + index, count);
                if (bias != null)
                {
                    value += Lanes.Load<TLanes>(bias + column + index, count);
                }

                Lanes.Store(TActivation.Apply(value), target + index, count);
            }
        }
    }
}
