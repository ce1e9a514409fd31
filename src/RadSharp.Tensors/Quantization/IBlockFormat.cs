using System.Runtime.Intrinsics;
using RadSharp.Tensors.Kernels.Quantized;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Quantization;

/// <summary>
/// How 32 weights become integers and words. Pointers to words point to one row's first word in a tile; its next word is
/// <see cref="QuantizedLayout.TileRows"/> further on.
/// </summary>
internal unsafe interface IBlockFormat
{
    /// <summary>The storage type.</summary>
    static abstract DType DType { get; }

    /// <summary>32-bit words of one row in a block.</summary>
    static abstract int Words { get; }

    /// <summary>What is added to a weight's integer where it is stored, and where <see cref="Unpack{TWords, TLanes}"/> leaves it.</summary>
    static abstract int Offset { get; }

    /// <summary>
    /// How many bits the second and the fourth of what <see cref="Unpack{TWords, TLanes}"/> delivers are shifted to the left.
    /// They are summed apart, and the sum is shifted back: exact, and cheaper than to shift each.
    /// </summary>
    static abstract int UpperShift { get; }

    /// <summary>Quantises one block.</summary>
    /// <param name="values">32 weights.</param>
    /// <param name="words">Where the row's words go.</param>
    /// <param name="scale">The block's scale.</param>
    /// <returns>False if a weight is not finite or the scale is beyond half precision; nothing is written then.</returns>
    static abstract bool TryQuantize(float* values, int* words, out Half scale);

    /// <summary>The integers of sixteen neighbouring weights of one row.</summary>
    /// <param name="words">The row's words.</param>
    /// <param name="half">0 for weights 0 to 15 of the block, 1 for the others.</param>
    static abstract Vector128<sbyte> Integers(int* words, int half);

    /// <summary>
    /// Weights 4g to 4g + 3 of as many rows as a register has lanes, without their scale.
    /// </summary>
    static abstract void Weights<TWords, TLanes>(
        int* words, int g, out TLanes first, out TLanes second, out TLanes third, out TLanes fourth)
        where TWords : unmanaged, IWordLanes<TWords, TLanes>
        where TLanes : unmanaged, ILanes<TLanes>;

    /// <summary>
    /// A quarter q of the block's integers, <see cref="Offset"/> included, as pairs of 16-bit numbers that meet pairs
    /// 4q to 4q + 3 of an <see cref="ActivationBlock"/>.
    /// </summary>
    static abstract void Unpack<TWords, TLanes>(
        int* words, int quarter, out TWords first, out TWords second, out TWords third, out TWords fourth)
        where TWords : unmanaged, IWordLanes<TWords, TLanes>
        where TLanes : unmanaged, ILanes<TLanes>;
}
