using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.MatrixProduct;

/// <summary>
/// An operand whose depths lie side by side: A as [rows, depth], or B given transposed as [columns, depth], which is how
/// checkpoints store weights. Packing transposes.
/// </summary>
/// <param name="data">Element (line, depth) is <c>data[line · stride + depth]</c>.</param>
/// <param name="stride">Floats from one line to the next.</param>
internal readonly unsafe struct DepthContiguous(float* data, nint stride) : IPanelSource
{
    /// <inheritdoc/>
    // Every read is of a line < line + lines and a depth < depth + depths, every write below width · depths.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Pack<TLanes>(int line, int lines, int depth, int depths, int width, float* panel)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var first = data + (line * stride) + depth;
        var packed = 0;
        for (; packed + TLanes.Count <= lines; packed += TLanes.Count)
        {
            PackRegister<TLanes>(first + (packed * stride), depths, width, panel + packed);
        }

        for (; packed + 4 <= lines; packed += 4)
        {
            PackFour(first + (packed * stride), depths, width, panel + packed);
        }

        for (; packed < width; packed++)
        {
            for (var d = 0; d < depths; d++)
            {
                panel[((nint)d * width) + packed] = packed < lines ? first[(packed * stride) + d] : 0;
            }
        }
    }

    /// <inheritdoc/>
    public Ahead Upcoming(int line, int lines, int depth, int depths, int part) =>
        Ahead.Part(data + (line * stride) + depth, stride, lines, depths, part);

    /// <inheritdoc/>
    public float* Direct(int line, int depth, out nint step)
    {
        step = 0;
        return null;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackRegister<TLanes>(float* source, int depths, int width, float* panel) where TLanes : unmanaged, ILanes<TLanes>
    {
        var d = 0;
        for (; d + 4 <= depths; d += 4)
        {
            TLanes.LoadTransposed(source + d, stride, out var first, out var second, out var third, out var fourth);
            TLanes.Store(first, panel);
            TLanes.Store(second, panel + width);
            TLanes.Store(third, panel + (2 * width));
            TLanes.Store(fourth, panel + (3 * width));
            panel += 4 * width;
        }

        for (; d < depths; d++)
        {
            for (var l = 0; l < TLanes.Count; l++)
            {
                panel[l] = source[(l * stride) + d];
            }

            panel += width;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackFour(float* source, int depths, int width, float* panel)
    {
        var d = 0;
        for (; d + 4 <= depths; d += 4)
        {
            FourByFour.Transpose(source + d, stride, panel, width);
            panel += 4 * width;
        }

        for (; d < depths; d++)
        {
            panel[0] = source[d];
            panel[1] = source[stride + d];
            panel[2] = source[(2 * stride) + d];
            panel[3] = source[(3 * stride) + d];
            panel += width;
        }
    }
}
