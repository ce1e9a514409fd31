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
        if (activation != Activation.None || bias != null)
        {
            ActivationFunctions.Use(activation, new Tile<TLanes>(c, stride, rows, columns, bias == null ? null : bias + column));
        }
    }

    private readonly struct Tile<TLanes>(float* c, nint stride, int rows, int columns, float* bias) : IActivationUse
        where TLanes : unmanaged, ILanes<TLanes>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TActivation>() where TActivation : unmanaged, IActivation
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
                        value += Lanes.Load<TLanes>(bias + index, count);
                    }

                    Lanes.Store(TActivation.Apply(value), target + index, count);
                }
            }
        }
    }
}
