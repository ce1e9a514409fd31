using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.MatrixProduct;

/// <summary>
/// One operand of a matrix product as the inner kernel wants it. A "line" is a row of the left operand or a column of
/// the right one; the depth is the axis that the product sums over.
/// </summary>
/// <remarks>
/// Two or more implementations exist for each way that an operand can lie in memory: plain, transposed, bfloat16, half,
/// quantised, or an image seen through a convolution's window.
/// </remarks>
internal unsafe interface IPanelSource
{
    /// <summary>
    /// Writes <c>panel[d · width + l] = element(line + l, depth + d)</c> for 0 ≤ d &lt; depths and 0 ≤ l &lt; lines,
    /// and zero for lines ≤ l &lt; width.
    /// </summary>
    /// <param name="line">First line.</param>
    /// <param name="lines">Number of lines, 1 ≤ lines ≤ width.</param>
    /// <param name="depth">First depth.</param>
    /// <param name="depths">Number of depths, ≥ 1.</param>
    /// <param name="width">Lines of the panel: a tile's rows, or its columns.</param>
    /// <param name="panel">width · depths floats, 64-byte aligned.</param>
    void Pack<TLanes>(int line, int lines, int depth, int depths, int width, float* panel)
        where TLanes : unmanaged, ILanes<TLanes>;

    /// <summary>
    /// One part of the memory that <see cref="Pack{TLanes}"/> with the same arguments will read, for a tile to ask for
    /// while it computes; nothing from the part on where the memory ends.
    /// </summary>
    /// <param name="line">First line.</param>
    /// <param name="lines">Number of lines.</param>
    /// <param name="depth">First depth.</param>
    /// <param name="depths">Number of depths.</param>
    /// <param name="part">Which part, counted from 0.</param>
    Ahead Upcoming(int line, int lines, int depth, int depths, int part);

    /// <summary>
    /// The operand itself, where a tile can read it as B without packing: at each depth a tile's columns side by side.
    /// </summary>
    /// <param name="line">First line.</param>
    /// <param name="depth">First depth.</param>
    /// <param name="step">Floats from one depth to the next.</param>
    /// <returns>The first element, or null where the operand must be packed.</returns>
    float* Direct(int line, int depth, out nint step);
}
