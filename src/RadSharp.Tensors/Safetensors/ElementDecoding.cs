using System.Numerics;
using System.Runtime.InteropServices;
using RadSharp.Tensors.Kernels;

namespace RadSharp.Tensors.Safetensors;

/// <summary>Turns a file's bytes into numbers: as many elements as the destination has.</summary>
internal delegate void ElementDecoder<T>(SafetensorsDType dtype, ReadOnlySpan<byte> bytes, Span<T> destination);

/// <summary>From the format's element types to float32 and int32.</summary>
internal static class ElementDecoding
{
    /// <summary>Whether <see cref="ToFloat32"/> knows the type.</summary>
    public static bool IsReal(SafetensorsDType dtype) =>
        dtype is not (SafetensorsDType.C64 or SafetensorsDType.F4 or SafetensorsDType.F6E2M3 or SafetensorsDType.F6E3M2);

    /// <summary>Whether <see cref="ToInt32"/> knows the type.</summary>
    public static bool IsInteger(SafetensorsDType dtype) => dtype is SafetensorsDType.Bool
        or SafetensorsDType.U8 or SafetensorsDType.U16 or SafetensorsDType.U32 or SafetensorsDType.U64
        or SafetensorsDType.I8 or SafetensorsDType.I16 or SafetensorsDType.I32 or SafetensorsDType.I64;

    /// <summary>Rounds to nearest even what float32 cannot hold; a BOOL becomes 0 or 1.</summary>
    public static void ToFloat32(SafetensorsDType dtype, ReadOnlySpan<byte> bytes, Span<float> destination)
    {
        switch (dtype)
        {
            case SafetensorsDType.BF16:
                Conversion.BFloat16ToFloat32(MemoryMarshal.Cast<byte, ushort>(bytes), destination);
                break;
            case SafetensorsDType.F16:
                Conversion.HalfToFloat32(MemoryMarshal.Cast<byte, Half>(bytes), destination);
                break;
            default:
                if (Float8.ValuesOf(dtype) is { } values)
                {
                    for (var index = 0; index < destination.Length; index++)
                    {
                        destination[index] = values[bytes[index]];
                    }

                    break;
                }

                Convert(dtype, bytes, destination);
                break;
        }
    }

    /// <summary>For integers and BOOL, which becomes 0 or 1.</summary>
    /// <exception cref="OverflowException">A number does not fit in 32 bits.</exception>
    public static void ToInt32(SafetensorsDType dtype, ReadOnlySpan<byte> bytes, Span<int> destination) =>
        Convert(dtype, bytes, destination);

    private static void Convert<T>(SafetensorsDType dtype, ReadOnlySpan<byte> bytes, Span<T> destination) where T : INumberBase<T>
    {
        switch (dtype)
        {
            case SafetensorsDType.Bool:
                for (var index = 0; index < destination.Length; index++)
                {
                    destination[index] = bytes[index] == 0 ? T.Zero : T.One;
                }

                break;
            case SafetensorsDType.U8:
                Cast<byte, T>(bytes, destination);
                break;
            case SafetensorsDType.I8:
                Cast<sbyte, T>(bytes, destination);
                break;
            case SafetensorsDType.U16:
                Cast<ushort, T>(bytes, destination);
                break;
            case SafetensorsDType.I16:
                Cast<short, T>(bytes, destination);
                break;
            case SafetensorsDType.U32:
                Cast<uint, T>(bytes, destination);
                break;
            case SafetensorsDType.I32:
                Cast<int, T>(bytes, destination);
                break;
            case SafetensorsDType.U64:
                Cast<ulong, T>(bytes, destination);
                break;
            case SafetensorsDType.I64:
                Cast<long, T>(bytes, destination);
                break;
            case SafetensorsDType.F32:
                Cast<float, T>(bytes, destination);
                break;
            case SafetensorsDType.F64:
                Cast<double, T>(bytes, destination);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "Expected integers, BOOL, F32 or F64.");
        }
    }

    private static void Cast<TFrom, TTo>(ReadOnlySpan<byte> bytes, Span<TTo> destination)
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : INumberBase<TTo>
    {
        var source = MemoryMarshal.Cast<byte, TFrom>(bytes);
        for (var index = 0; index < destination.Length; index++)
        {
            destination[index] = TTo.CreateChecked(source[index]);
        }
    }
}
