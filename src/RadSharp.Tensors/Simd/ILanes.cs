namespace RadSharp.Tensors.Simd;

/// <summary>
/// A register of float32 lanes. Kernels are written once against this interface and specialised by the JIT for
/// <see cref="Lanes512"/>, <see cref="Lanes256"/> and <see cref="LanesPortable"/>; no call survives inlining.
/// </summary>
/// <remarks>
/// Pointers need no alignment. Every load and store touches exactly <see cref="Count"/> floats, the partial ones
/// exactly the number asked for: bounds are the caller's argument.
/// </remarks>
/// <typeparam name="TSelf">The implementing register type.</typeparam>
public unsafe interface ILanes<TSelf> where TSelf : unmanaged, ILanes<TSelf>
{
    /// <summary>Number of float32 lanes.</summary>
    static abstract int Count { get; }

    /// <summary>All lanes zero.</summary>
    static abstract TSelf Zero { get; }

    /// <summary>Reads <see cref="Count"/> floats.</summary>
    static abstract TSelf Load(float* source);

    /// <summary>Reads <paramref name="count"/> floats (0 to <see cref="Count"/>); the other lanes are zero.</summary>
    static abstract TSelf LoadPartial(float* source, int count);

    /// <summary>Reads <see cref="Count"/> bfloat16 values, exactly widened.</summary>
    static abstract TSelf LoadBFloat16(ushort* source);

    /// <summary>Reads <see cref="Count"/> IEEE half values, exactly widened (subnormals, infinities and NaN included).</summary>
    static abstract TSelf LoadHalf(Half* source);

    /// <summary>Reads <see cref="Count"/> signed bytes as whole numbers.</summary>
    static abstract TSelf LoadSByte(sbyte* source);

    /// <summary>
    /// Reads four neighbouring floats of each of <see cref="Count"/> lines; <paramref name="first"/> holds the first
    /// float of every line, and so on.
    /// </summary>
    /// <param name="source">The first line.</param>
    /// <param name="stride">Floats from one line to the next.</param>
    /// <param name="first">Float 0 of every line.</param>
    /// <param name="second">Float 1 of every line.</param>
    /// <param name="third">Float 2 of every line.</param>
    /// <param name="fourth">Float 3 of every line.</param>
    static abstract void LoadTransposed(
        float* source, nint stride, out TSelf first, out TSelf second, out TSelf third, out TSelf fourth);

    /// <summary>Writes <see cref="Count"/> floats.</summary>
    static abstract void Store(TSelf value, float* destination);

    /// <summary>Writes the first <paramref name="count"/> lanes (0 to <see cref="Count"/>).</summary>
    static abstract void StorePartial(TSelf value, float* destination, int count);

    /// <summary>Writes <see cref="Count"/> bfloat16 values, rounded to nearest even; a NaN becomes a quiet NaN.</summary>
    static abstract void StoreBFloat16(TSelf value, ushort* destination);

    /// <summary>
    /// Writes <see cref="Count"/> IEEE half values, rounded to nearest even (subnormals included); what rounds beyond
    /// 65,504 becomes infinity, a NaN becomes a quiet NaN.
    /// </summary>
    static abstract void StoreHalf(TSelf value, Half* destination);

    /// <summary>Every lane set to <paramref name="value"/>.</summary>
    static abstract TSelf Broadcast(float value);

    /// <summary>
    /// <c>accumulator += a · b</c>, fused where the hardware fuses. Through a reference because the JIT then keeps the
    /// accumulator in its register; the form that returns a value costs a move for every product.
    /// </summary>
    static abstract void MulAdd(ref TSelf accumulator, TSelf a, TSelf b);

    /// <summary><c>a · b + c</c>, fused where the hardware fuses.</summary>
    static abstract TSelf MulAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>Lane-wise maximum; where either lane is NaN the second operand's lane is taken.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>Lane-wise minimum; where either lane is NaN the second operand's lane is taken.</summary>
    static abstract TSelf Min(TSelf a, TSelf b);

    /// <summary>Absolute value.</summary>
    static abstract TSelf Abs(TSelf value);

    /// <summary>Square root.</summary>
    static abstract TSelf Sqrt(TSelf value);

    /// <summary>Nearest integer, ties to even.</summary>
    static abstract TSelf Round(TSelf value);

    /// <summary><c>value · 2^exponent</c> for integral exponents in [−300, 300]; overflows to infinity, underflows towards zero.</summary>
    static abstract TSelf Scale(TSelf value, TSelf exponent);

    /// <summary>
    /// The whole exponent of normal positive values: e of <c>m · 2^e</c> with 1 ≤ m &lt; 2. Undefined for all others.
    /// </summary>
    static abstract TSelf Exponent(TSelf value);

    /// <summary><paramref name="ifGreater"/> where <c>a &gt; b</c>, else <paramref name="otherwise"/> (NaN compares false).</summary>
    static abstract TSelf SelectGreater(TSelf a, TSelf b, TSelf ifGreater, TSelf otherwise);

    /// <summary>
    /// <paramref name="first"/> in the first <paramref name="count"/> lanes (0 to <see cref="Count"/>),
    /// <paramref name="otherwise"/> in the rest: what a partial register needs in a sum or a maximum.
    /// </summary>
    static abstract TSelf SelectFirst(int count, TSelf first, TSelf otherwise);

    /// <summary>Magnitude of the first operand with the sign bit of the second.</summary>
    static abstract TSelf CopySign(TSelf magnitude, TSelf sign);

    /// <summary>Sum of all lanes, in a fixed order.</summary>
    static abstract float Sum(TSelf value);

    /// <summary>Largest lane.</summary>
    static abstract float MaxAcross(TSelf value);

    /// <summary>Lane-wise sum.</summary>
    static abstract TSelf operator +(TSelf a, TSelf b);

    /// <summary>Lane-wise difference.</summary>
    static abstract TSelf operator -(TSelf a, TSelf b);

    /// <summary>Lane-wise product.</summary>
    static abstract TSelf operator *(TSelf a, TSelf b);

    /// <summary>Lane-wise quotient.</summary>
    static abstract TSelf operator /(TSelf a, TSelf b);
}
