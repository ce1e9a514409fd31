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

    /// <summary>Every lane set to <paramref name="value"/>.</summary>
    static abstract TSelf Broadcast(int value);

    /// <summary>Every lane's bits flipped where <paramref name="mask"/> has ones.</summary>
    static abstract TSelf Xor(TSelf value, int mask);

    /// <summary>Every lane shifted left.</summary>
    static abstract TSelf ShiftLeft(TSelf value, int count);

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

    /// <summary>Adds the products of a lane's two 16-bit numbers with those of <paramref name="pair"/>; wraps beyond 32 bits.</summary>
    static abstract void AddProducts(ref TSelf sum, TSelf value, int pair);

    /// <summary>Every lane as a signed integer, converted to float.</summary>
    static abstract TLanes ToSingle(TSelf value);
}
