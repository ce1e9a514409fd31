using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.MatrixProduct;

/// <summary>What is done to C once its sums are complete.</summary>
/// <param name="bias">One value a column, or null.</param>
internal readonly unsafe struct Epilogue(float* bias)
{
    /// <summary>Works on <paramref name="rows"/> × <paramref name="columns"/> elements of C.</summary>
    /// <param name="c">The first of them.</param>
    /// <param name="stride">Floats from one row of C to the next.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="column">The first one's column in all of C: where its bias is.</param>
    /// <param name="columns">Number of columns.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply<TLanes>(float* c, nint stride, int rows, int column, int columns)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        if (bias == null)
        {
            return;
        }

        for (var row = 0; row < rows; row++)
        {
            var target = c + (row * stride);
            var index = 0;
            for (; index <= columns - TLanes.Count; index += TLanes.Count)
            {
                TLanes.Store(TLanes.Load(target + index) + TLanes.Load(bias + column + index), target + index);
            }

            if (index < columns)
            {
                var rest = columns - index;
                var sum = TLanes.LoadPartial(target + index, rest) + TLanes.LoadPartial(bias + column + index, rest);
                TLanes.StorePartial(sum, target + index, rest);
            }
        }
    }
}
