namespace RadSharp.Tensors.Kernels.Loops;

/// <summary>Equal blocks at regular distances, as slicing and concatenating move them.</summary>
public static unsafe class StridedBlocks
{
    /// <summary>
    /// Copies, or adds, <paramref name="count"/> blocks of <paramref name="length"/> elements: block b begins at
    /// <c>b · sourceStep</c> and goes to <c>b · destinationStep</c>. Works on all threads.
    /// </summary>
    /// <param name="source">From the first element of the first block on; must not overlap the destination.</param>
    /// <param name="sourceStep">Elements from one block to the next.</param>
    /// <param name="destination">From the first element of the first block on.</param>
    /// <param name="destinationStep">Elements from one block to the next, at least the length.</param>
    /// <param name="length">Elements of a block.</param>
    /// <param name="count">Number of blocks.</param>
    /// <param name="accumulate">Whether to add to the destination.</param>
    /// <exception cref="ArgumentException">A block lies outside its span.</exception>
    public static void Copy(
        ReadOnlySpan<float> source,
        int sourceStep,
        Span<float> destination,
        int destinationStep,
        int length,
        int count,
        bool accumulate = false)
    {
        if (length == 0 || count == 0)
        {
            return;
        }

        Expect.That(
            length > 0 && sourceStep >= 0 && destinationStep >= length
                && ((count - 1L) * sourceStep) + length <= source.Length
                && ((count - 1L) * destinationStep) + length <= destination.Length,
            "StridedBlocks",
            $"expected {count} blocks of {length} at steps of {sourceStep} and {destinationStep} within {source.Length} and {destination.Length} elements");
        var nest = default(LoopNest);
        nest.Append(count, destinationStep, sourceStep, 0);
        nest.Append(length, 1, 1, 0);
        fixed (float* from = source, to = destination)
        {
            LoopNestWork<Operators.Left>.Run(nest, from, from, to, accumulate);
        }
    }
}
