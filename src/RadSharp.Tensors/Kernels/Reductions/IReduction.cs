using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.Reductions;

/// <summary>How <see cref="Reduction"/> takes many numbers together into one.</summary>
internal interface IReduction
{
    /// <summary>The value of no numbers at all.</summary>
    static abstract float Start { get; }

    /// <summary>Takes in one more value. The result so far is <c>total + error</c>, at first the start value and 0.</summary>
    static abstract void Take<TLanes>(ref TLanes total, ref TLanes error, TLanes value)
        where TLanes : unmanaged, ILanes<TLanes>;

    /// <summary>The result over two parts.</summary>
    static abstract double Combine(double left, double right);
}
