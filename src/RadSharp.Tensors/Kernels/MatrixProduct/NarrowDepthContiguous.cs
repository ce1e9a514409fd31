using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.MatrixProduct;

/// <summary>As <see cref="DepthContiguous"/> for a bfloat16 or half operand: x · Wᵀ.</summary>
/// <param name="data">Element (line, depth) is <c>data[line · stride + depth]</c>.</param>
/// <param name="stride">Elements from one line to the next.</param>
internal readonly unsafe struct NarrowDepthContiguous<TElements, T>(T* data, nint stride) : IPanelSource
    where TElements : unmanaged, IElements<T>
    where T : unmanaged
{
    // Depths that are widened at a time: 32 lines of them are 8 KB.
    private const int DepthsAtOnce = 64;

    /// <inheritdoc/>
    // Every read is of a line < line + lines and a depth < depth + depths, every write below width · depths.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Pack<TLanes>(int line, int lines, int depth, int depths, int width, float* panel)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var wide = stackalloc float[Tile.MaxColumns * DepthsAtOnce];
        for (; depths > 0; depths -= DepthsAtOnce)
        {
            var count = Math.Min(DepthsAtOnce, depths);
            for (var l = 0; l < lines; l++)
            {
                Widening<TElements, T>.Run<TLanes>(data + ((line + l) * stride) + depth, count, wide + (l * DepthsAtOnce));
            }

            new DepthContiguous(wide, DepthsAtOnce).Pack<TLanes>(0, lines, 0, count, width, panel);
            depth += count;
            panel += (nint)count * width;
        }
    }

    /// <inheritdoc/>
    public Ahead Upcoming(int line, int lines, int depth, int depths, int part) =>
        Ahead.Part(
            (float*)(data + (line * stride) + depth), stride * sizeof(T) / sizeof(float), lines, depths * sizeof(T) / sizeof(float), part);

    /// <inheritdoc/>
    public float* Direct(int line, int depth, out nint step)
    {
        step = 0;
        return null;
    }
}
