using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.Quantized;

/// <summary>
/// A register of 32-bit words of quantised weights, one row of a tile in each lane: what <see cref="ILanes{TSelf}"/> is to
/// floats. Its lanes are as many as those of <typeparamref name="TLanes"/>.
/// </summary>
/// <typeparam name="TSelf">The implementing register type.</typeparam>
/// <typeparam name="TLanes">The floats that go with it.</typeparam>
internal unsafe interface IWordLanes<TSelf, TLanes>
    where TSelf : unmanaged, IWordLanes<TSelf, TLanes>
    where TLanes : unmanaged, ILanes<TLanes>
{
    /// <summary>Reads a word for each lane.</summary>
    static abstract TSelf Load(int* source);

    /// <summary>Writes a word for each lane.</summary>
    static abstract void Store(TSelf value, int* destination);

    /// <summary>Every lane set to <paramref name="value"/>.</summary>
    static abstract TSelf Broadcast(int value);

    /// <summary>Every lane shifted right, filled with copies of its sign.</summary>
    static abstract TSelf ShiftRight(TSelf value, int count);

    /// <summary>Every lane's bits where <paramref name="mask"/> has ones.</summary>
    static abstract TSelf And(TSelf value, int mask);

    /// <summary>The sums of both registers' lanes.</summary>
    static abstract TSelf Add(TSelf left, TSelf right);

    /// <summary>Bytes 0 and 2 of a lane as two signed 16-bit numbers.</summary>
    static abstract TSelf EvenBytes(TSelf value);

    /// <summary>Bytes 1 and 3 of a lane as two signed 16-bit numbers.</summary>
    static abstract TSelf OddBytes(TSelf value);

    /// <summary>Adds the products of a lane's two signed 16-bit numbers; wraps beyond 32 bits.</summary>
    static abstract void AddPairProducts(ref TSelf sum, TSelf left, TSelf right);

    /// <summary>
    /// A sum for <see cref="AddNibbleProducts"/>, of the implementation's own kind.
    /// </summary>
    /// <param name="start">
    /// What it starts from in each lane: −8 times the sum of the bytes of the eight words that will be added.
    /// </param>
    static abstract TSelf NibbleSum(int start);

    /// <summary>
    /// Adds the products of a lane's four bytes from 0 to 15 with four signed bytes, eight times at most;
    /// <see cref="NibbleTotals"/> reads the sum.
    /// </summary>
    static abstract void AddNibbleProducts(ref TSelf sum, TSelf nibbles, TSelf bytes);

    /// <summary>What <see cref="AddNibbleProducts"/> has added up in each lane.</summary>
    static abstract TSelf NibbleTotals(TSelf sum);

    /// <summary>Every lane as a signed integer, converted to float.</summary>
    static abstract TLanes ToSingle(TSelf value);
}
