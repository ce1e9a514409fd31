using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels;

/// <summary>A function of two numbers, written once for all register widths. <see cref="Loops.Broadcasting"/> applies it.</summary>
public interface IBinaryOperator
{
    /// <summary>The function, lane by lane.</summary>
    static abstract TLanes Apply<TLanes>(TLanes left, TLanes right) where TLanes : unmanaged, ILanes<TLanes>;
}
