using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels;

/// <summary>A function of one number, written once for all register widths. <see cref="Elementwise.Apply"/> applies it.</summary>
public interface IUnaryOperator
{
    /// <summary>The function, lane by lane.</summary>
    static abstract TLanes Apply<TLanes>(TLanes value) where TLanes : unmanaged, ILanes<TLanes>;
}
