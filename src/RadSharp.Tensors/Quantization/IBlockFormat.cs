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

    /// <summary>The largest integer that an activation becomes.</summary>
    static abstract int LargestActivation { get; }

    /// <summary>32-bit words of 32 activations, and of as many unpacked weights of a row: a multiple of four.</summary>
    static abstract int ActivationWords { get; }

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

    /// <summary>The integers of a block, <see cref="Offset"/> included, in the order of the activations.</summary>
    /// <param name="words">The rows' words.</param>
    /// <param name="group">Which four of the <see cref="ActivationWords"/>.</param>
    /// <param name="first">Meets activation word 4 · group.</param>
    /// <param name="second">Meets the next.</param>
    /// <param name="third">And so on.</param>
    /// <param name="fourth">And so on.</param>
    static abstract void Unpack<TWords, TLanes>(
        int* words, int group, out TWords first, out TWords second, out TWords third, out TWords fourth)
        where TWords : unmanaged, IWordLanes<TWords, TLanes>
        where TLanes : unmanaged, ILanes<TLanes>;

    /// <summary>Writes the integers of eight activations to their words.</summary>
    /// <param name="low">Activations 4q to 4q + 3.</param>
    /// <param name="high">Activations 16 + 4q to 16 + 4q + 3.</param>
    /// <param name="quarter">q.</param>
    /// <param name="words">The block's <see cref="ActivationWords"/>.</param>
    static abstract void StoreActivations(Vector128<int> low, Vector128<int> high, int quarter, int* words);

    /// <summary>What the sum of a block's products begins with, in the format's own way.</summary>
    /// <param name="start">The activations' <see cref="ActivationBlock.Start"/>.</param>
    static abstract TWords Sum<TWords, TLanes>(int start)
        where TWords : unmanaged, IWordLanes<TWords, TLanes>
        where TLanes : unmanaged, ILanes<TLanes>;

    /// <summary>Adds the products of a word of weights and one of activations in each lane.</summary>
    static abstract void AddProducts<TWords, TLanes>(ref TWords sum, TWords weights, TWords activations)
        where TWords : unmanaged, IWordLanes<TWords, TLanes>
        where TLanes : unmanaged, ILanes<TLanes>;

    /// <summary>The sum as 32-bit integers, when all words' products are added.</summary>
    static abstract TWords Total<TWords, TLanes>(TWords sum)
        where TWords : unmanaged, IWordLanes<TWords, TLanes>
        where TLanes : unmanaged, ILanes<TLanes>;
}
