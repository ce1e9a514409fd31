using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.MatrixProduct;

/// <summary>
/// An operand whose lines lie side by side: B as [depth, columns], or A given transposed as [depth, rows]. Packing
/// copies.
/// </summary>
/// <param name="data">Element (line, depth) is <c>data[depth · stride + line]</c>.</param>
/// <param name="stride">Floats from one depth to the next.</param>
internal readonly unsafe struct LineContiguous(float* data, nint stride) : IPanelSource
{
    /// <inheritdoc/>
    // Every read is of a line < line + lines and a depth < depth + depths, every write below width · depths.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Pack<TLanes>(int line, int lines, int depth, int depths, int width, float* panel)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var source = data + (depth * stride) + line;
        if (lines == 2 * TLanes.Count && width == lines)
        {
            for (; depths > 0; depths--)
            {
                var left = TLanes.Load(source);
                var right = TLanes.Load(source + TLanes.Count);
                TLanes.Store(left, panel);
                TLanes.Store(right, panel + TLanes.Count);
                source += stride;
                panel += width;
            }

            return;
        }

        if (lines == width && width % 4 == 0)
        {
            PackFours(source, depths, width, panel);
            return;
        }

        for (; depths > 0; depths--)
        {
            for (var l = 0; l < width; l += TLanes.Count)
            {
                var value = TLanes.LoadPartial(source + l, Math.Clamp(lines - l, 0, TLanes.Count));
                TLanes.StorePartial(value, panel + l, Math.Min(TLanes.Count, width - l));
            }

            source += stride;
            panel += width;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackFours(float* source, int depths, int width, float* panel)
    {
        for (; depths > 0; depths--)
        {
            for (var l = 0; l < width; l += 4)
            {
                Vector128.Load(source + l).Store(panel + l);
            }

            source += stride;
            panel += width;
        }
    }

    /// <inheritdoc/>
    public Ahead Upcoming(int line, int lines, int depth, int depths, int part) =>
        Ahead.Part(data + (depth * stride) + line, stride, depths, lines, part);

    /// <inheritdoc/>
    public float* Direct(int line, int depth, out nint step)
    {
        step = stride;
        return data + (depth * stride) + line;
    }
}
