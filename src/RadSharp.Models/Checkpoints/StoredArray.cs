using System.Buffers;
using Microsoft.Win32.SafeHandles;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Safetensors;

namespace RadSharp.Models.Checkpoints;

/// <summary>
/// An array in a file, in any order of its axes: where its numbers lie, checked to lie in what holds them. Read one piece
/// after the other, so that nothing but the tensor itself takes memory.
/// </summary>
internal sealed class StoredArray
{
    // Elements that are read and converted at a time.
    private const int PieceLength = 1 << 16;

    // Elements this far apart are read one by one; nearer ones together with what lies between.
    private const int FarApart = 1 << 10;

    // A view may repeat its storage's elements (an expanded tensor), but not until it fills the memory.
    private const long MostRepeated = 1 << 20;

    private readonly SafetensorsDType _dtype;
    private readonly long[] _strides;
    private readonly long _start;
    private readonly bool _swaps;
    private readonly string? _text;

    private StoredArray(SafetensorsDType dtype, long[] shape, long[] strides, long start, bool swaps, string? text)
    {
        (_dtype, Shape, _strides, _start, _swaps, _text) = (dtype, shape, strides, start, swaps, text);
    }

    /// <summary>Lengths of the axes.</summary>
    public long[] Shape { get; }

    /// <summary>An array over a part of a file.</summary>
    /// <param name="dtype">How an element is stored.</param>
    /// <param name="shape">Lengths of the axes.</param>
    /// <param name="strides">Elements from one index of an axis to the next.</param>
    /// <param name="offset">Elements before the first.</param>
    /// <param name="start">Byte of the file where what holds the array begins.</param>
    /// <param name="byteCount">Bytes of what holds the array.</param>
    /// <param name="bigEndian">Whether an element's most significant byte comes first.</param>
    /// <param name="error">Makes an exception of a sentence.</param>
    /// <param name="text">Holds the bytes as letters up to 255, instead of the file, where it is not null.</param>
    /// <exception cref="InvalidDataException">The array reaches beyond what holds it.</exception>
    public static StoredArray Checked(
        SafetensorsDType dtype, long[] shape, long[] strides, long offset, long start, long byteCount, bool bigEndian,
        Func<string, InvalidDataException> error, string? text = null)
    {
        var elementBytes = dtype.BitCount() / 8;
        var available = byteCount / elementBytes;
        Int128 count = 1, last = offset;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            // Both stay below 2¹²⁷: neither grows once it is beyond what any file holds.
            count = count > long.MaxValue ? count * Math.Sign(shape[axis]) : count * shape[axis];
            last = Int128.Min(last + ((Int128)Math.Max(shape[axis] - 1, 0) * strides[axis]), (Int128)1 << 100);
        }

        if (count > 0 && last >= available)
        {
            throw error(
                $"the shape [{string.Join(", ", shape)}] with strides [{string.Join(", ", strides)}] and offset {offset} reaches "
                + $"element {last}, but its storage holds {available} elements of {elementBytes} bytes");
        }

        if (count > Math.Max(available, MostRepeated))
        {
            throw error($"the shape [{string.Join(", ", shape)}] repeats the {available} elements of its storage too often");
        }

        var swaps = bigEndian == BitConverter.IsLittleEndian && elementBytes > 1;
        return new StoredArray(dtype, shape, strides, start + (count == 0 ? 0 : offset * elementBytes), swaps, text);
    }

    /// <summary>Strides of an array without gaps.</summary>
    /// <param name="shape">Lengths of the axes.</param>
    /// <param name="fortran">Whether the first axis is the one whose elements lie side by side.</param>
    public static long[] Dense(long[] shape, bool fortran = false)
    {
        var strides = new long[shape.Length];
        var stride = 1L;
        for (var step = 0; step < shape.Length; step++)
        {
            var axis = fortran ? step : shape.Length - 1 - step;
            strides[axis] = stride;
            stride = unchecked(stride * Math.Max(shape[axis], 1));
        }

        return strides;
    }

    /// <summary>The array as a tensor, owned by the caller.</summary>
    /// <param name="handle">The file.</param>
    /// <param name="dtype">Float32, BFloat16 or Float16.</param>
    /// <param name="error">Makes an exception of a sentence.</param>
    /// <exception cref="InvalidDataException">A tensor cannot have the shape, or the file has become shorter.</exception>
    public Tensor Read(SafeFileHandle handle, DType dtype, Func<string, InvalidDataException> error)
    {
        if (Shape.Length > Tensors.Shape.MaxRank || Shape.Any(static length => length > int.MaxValue)
            || Shape.Aggregate((Int128)1, static (count, length) => count * length) > Array.MaxLength)
        {
            throw error(
                $"expected at most {Tensors.Shape.MaxRank} axes and {Array.MaxLength} elements, but found the shape "
                + $"[{string.Join(", ", Shape)}]");
        }

        var tensor = Tensor.Uninitialized(Tensors.Shape.Create([.. Shape.Select(static length => (int)length)]));
        var bytes = ArrayPool<byte>.Shared.Rent(PieceLength * sizeof(ulong));
        var values = ArrayPool<float>.Shared.Rent(PieceLength);
        try
        {
            if (tensor.Count > 0)
            {
                new Gathering(this, handle, error, bytes, values).Run(tensor.Span);
            }
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
            ArrayPool<float>.Shared.Return(values);
        }

        return tensor.KeptAs(dtype);
    }

    // Axes of one index do not matter, and axes that follow each other without a gap in file and tensor alike are one.
    private List<(long Length, long Stride, long Target)> Axes()
    {
        var targets = Dense(Shape);
        var axes = new List<(long Length, long Stride, long Target)>();
        for (var axis = 0; axis < Shape.Length; axis++)
        {
            var (length, stride, target) = (Shape[axis], _strides[axis], targets[axis]);
            if (length == 1)
            {
                continue;
            }

            if (axes is [.., var outer] && outer.Stride == stride * length && outer.Target == target * length)
            {
                axes[^1] = (outer.Length * length, stride, target);
            }
            else
            {
                axes.Add((length, stride, target));
            }
        }

        // In the order of the file: the axis with the longest way between its elements is the outermost.
        axes.Sort(static (a, b) => b.Stride.CompareTo(a.Stride));
        return axes.Count > 0 ? axes : [(1, 1, 1)];
    }

    private sealed class Gathering(
        StoredArray array, SafeFileHandle handle, Func<string, InvalidDataException> error, byte[] bytes, float[] values)
    {
        private readonly int _elementBytes = array._dtype.BitCount() / 8;
        private readonly List<(long Length, long Stride, long Target)> _axes = array.Axes();

        public void Run(Span<float> destination) => Run(destination, 0, 0, 0);

        // Recurses over axes, of which there are at most six.
        private void Run(Span<float> destination, int axis, long from, long to)
        {
            var (length, stride, target) = _axes[axis];
            if (axis == _axes.Count - 1)
            {
                ReadRun(destination, from, to);
                return;
            }

            for (var index = 0L; index < length; index++)
            {
                Run(destination, axis + 1, from + (index * stride), to + (index * target));
            }
        }

        private void ReadRun(Span<float> destination, long from, long to)
        {
            var (length, stride, target) = _axes[^1];
            var together = stride > FarApart ? 1 : stride == 0 ? length : 1 + ((PieceLength - 1) / stride);
            for (var done = 0L; done < length;)
            {
                var count = (int)Math.Min(Math.Min(together, PieceLength), length - done);
                var source = Decode(from + (done * stride), (int)((count - 1) * stride) + 1);
                if (stride == 1 && target == 1)
                {
                    source.CopyTo(destination.Slice((int)(to + done), count));
                }
                else
                {
                    for (var index = 0; index < count; index++)
                    {
                        destination[(int)(to + ((done + index) * target))] = source[(int)(index * stride)];
                    }
                }

                done += count;
            }
        }

        private ReadOnlySpan<float> Decode(long element, int count)
        {
            var piece = bytes.AsSpan(0, count * _elementBytes);
            Load(array._start + (element * _elementBytes), piece);
            if (array._swaps)
            {
                for (var index = 0; index < piece.Length; index += _elementBytes)
                {
                    piece.Slice(index, _elementBytes).Reverse();
                }
            }

            array._dtype.ToFloat32(piece, values.AsSpan(0, count));
            return values.AsSpan(0, count);
        }

        private void Load(long offset, Span<byte> piece)
        {
            if (array._text is { } text)
            {
                for (var index = 0; index < piece.Length; index++)
                {
                    piece[index] = (byte)text[(int)offset + index];
                }

                return;
            }

            while (piece.Length > 0)
            {
                var count = RandomAccess.Read(handle, piece, offset);
                if (count == 0)
                {
                    throw error($"expected {piece.Length} bytes from byte {offset} on, but the file ends; it was cut short");
                }

                offset += count;
                piece = piece[count..];
            }
        }
    }
}
