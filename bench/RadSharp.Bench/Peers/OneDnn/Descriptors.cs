using System.Runtime.CompilerServices;

namespace RadSharp.Bench.Peers.OneDnn;

/// <summary><c>dnnl_memory_desc_t</c> (696 bytes in version 2.6): lengths and layout of a float32 array.</summary>
[InlineArray(696 / sizeof(long))]
internal unsafe struct MemoryDescriptor
{
    private long _first;

    /// <summary>Bytes of the array, padding of blocked layouts included.</summary>
    public readonly long ByteCount
    {
        get
        {
            fixed (MemoryDescriptor* self = &this)
            {
                return (long)OneDnnMethods.GetSize(self);
            }
        }
    }

    /// <summary>Row-major without gaps.</summary>
    public static MemoryDescriptor Dense(params ReadOnlySpan<long> lengths)
    {
        Span<long> strides = stackalloc long[lengths.Length];
        long stride = 1;
        for (var axis = lengths.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= lengths[axis];
        }

        return Strided(lengths, strides);
    }

    /// <summary>Element (i, j, …) lies at i · strides[0] + j · strides[1] + ….</summary>
    public static MemoryDescriptor Strided(ReadOnlySpan<long> lengths, ReadOnlySpan<long> strides)
    {
        MemoryDescriptor descriptor;
        fixed (long* length = lengths, stride = strides)
        {
            OneDnnLibrary.Check(OneDnnMethods.InitByStrides(&descriptor, lengths.Length, length, Fixed.Float32, stride));
        }

        return descriptor;
    }

    /// <summary>The primitive shall choose the layout.</summary>
    public static MemoryDescriptor AnyLayout(params ReadOnlySpan<long> lengths)
    {
        MemoryDescriptor descriptor;
        fixed (long* length = lengths)
        {
            OneDnnLibrary.Check(
                OneDnnMethods.InitByTag(&descriptor, lengths.Length, length, Fixed.Float32, Fixed.AnyLayout));
        }

        return descriptor;
    }
}

/// <summary>
/// Room for the largest operation descriptor used here, <c>dnnl_convolution_desc_t</c> (5976 bytes in version 2.6).
/// </summary>
[InlineArray(6000 / sizeof(long))]
internal struct OperationDescriptor
{
    private long _first;
}
