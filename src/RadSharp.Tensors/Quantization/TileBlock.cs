using System.Runtime.CompilerServices;

namespace RadSharp.Tensors.Quantization;

/// <summary>Sixteen blocks of one tile: the same 32 columns of its rows. See <see cref="QuantizedLayout"/>.</summary>
internal static unsafe class TileBlock<TFormat> where TFormat : unmanaged, IBlockFormat
{
    private const int ScaleBytes = QuantizedLayout.TileRows * sizeof(ushort);

    /// <summary>From one tile block to the next.</summary>
    public static int Bytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ScaleBytes + (TFormat.Words * QuantizedLayout.TileRows * sizeof(int));
    }

    /// <summary>The rows' scales.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Half* Scales(byte* tileBlock) => (Half*)tileBlock;

    /// <summary>The words, [<see cref="IBlockFormat.Words"/>, <see cref="QuantizedLayout.TileRows"/>].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int* Words(byte* tileBlock) => (int*)(tileBlock + ScaleBytes);
}
