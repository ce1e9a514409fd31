using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.MatrixProduct;

/// <summary>As <see cref="LineContiguous"/> for a bfloat16 or half operand: dY · W.</summary>
/// <param name="data">Element (line, depth) is <c>data[depth · stride + line]</c>.</param>
/// <param name="stride">Elements from one depth to the next.</param>
internal readonly unsafe struct NarrowLineContiguous<TElements, T>(T* data, nint stride) : IPanelSource
    where TElements : unmanaged, IElements<T>
    where T : unmanaged
{
    /// <inheritdoc/>
    // Every read is of a line < line + lines and a depth < depth + depths, every write below width · depths.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Pack<TLanes>(int line, int lines, int depth, int depths, int width, float* panel)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var source = data + (depth * stride) + line;
        for (; depths > 0; depths--)
        {
            Widening<TElements, T>.Run<TLanes>(source, lines, panel);
            new Span<float>(panel + lines, width - lines).Clear();
            source += stride;
            panel += width;
        }
    }

    /// <inheritdoc/>
    public Ahead Upcoming(int line, int lines, int depth, int depths, int part) =>
        Ahead.Part(
            (float*)(data + (depth * stride) + line), stride * sizeof(T) / sizeof(float), depths, lines * sizeof(T) / sizeof(float), part);

    /// <inheritdoc/>
    public float* Direct(int line, int depth, out nint step)
    {
        step = 0;
        return null;
    }
}
