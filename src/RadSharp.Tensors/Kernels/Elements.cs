using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels;

/// <summary>The elements of a <see cref="DType.Float32"/> tensor.</summary>
internal readonly unsafe struct Float32Elements : IElements<float>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Load<TLanes>(float* source) where TLanes : unmanaged, ILanes<TLanes> => TLanes.Load(source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TLanes>(TLanes value, float* destination) where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.Store(value, destination);
}

/// <summary>The elements of a <see cref="DType.BFloat16"/> tensor.</summary>
internal readonly unsafe struct BFloat16Elements : IElements<ushort>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Load<TLanes>(ushort* source) where TLanes : unmanaged, ILanes<TLanes> => TLanes.LoadBFloat16(source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TLanes>(TLanes value, ushort* destination) where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.StoreBFloat16(value, destination);
}

/// <summary>The elements of a <see cref="DType.Float16"/> tensor.</summary>
internal readonly unsafe struct HalfElements : IElements<Half>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Load<TLanes>(Half* source) where TLanes : unmanaged, ILanes<TLanes> => TLanes.LoadHalf(source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TLanes>(TLanes value, Half* destination) where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.StoreHalf(value, destination);
}
