using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels;

/// <summary>How the elements of a tensor, each a <typeparamref name="T"/> in memory, become float32 lanes and back.</summary>
internal unsafe interface IElements<T> where T : unmanaged
{
    /// <summary>Reads as many elements as there are lanes, exactly.</summary>
    static abstract TLanes Load<TLanes>(T* source) where TLanes : unmanaged, ILanes<TLanes>;

    /// <summary>Writes as many elements as there are lanes, rounded to nearest even.</summary>
    static abstract void Store<TLanes>(TLanes value, T* destination) where TLanes : unmanaged, ILanes<TLanes>;
}
