using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.Quantized;

/// <summary>Where the sums of a product with a quantised weight end.</summary>
internal static unsafe class OutputColumns
{
    /// <summary>Writes sums plus bias.</summary>
    /// <param name="sums">Whole registers.</param>
    /// <param name="count">How many of them are outputs.</param>
    /// <param name="bias">[count], or null.</param>
    /// <param name="y">[count].</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<TLanes>(float* sums, int count, float* bias, float* y) where TLanes : unmanaged, ILanes<TLanes>
    {
        for (var index = 0; index < count; index += TLanes.Count)
        {
            var exist = Math.Min(TLanes.Count, count - index);
            var sum = TLanes.Load(sums + index);
            if (bias != null)
            {
                sum += TLanes.LoadPartial(bias + index, exist);
            }

            TLanes.StorePartial(sum, y + index, exist);
        }
    }
}
