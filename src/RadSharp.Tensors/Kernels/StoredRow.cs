namespace RadSharp.Tensors.Kernels;

/// <summary>One row of a matrix in any storage type, as Float32.</summary>
internal static unsafe class StoredRow
{
    /// <summary>Writes a row of <paramref name="matrix"/> to <paramref name="destination"/>, exactly.</summary>
    /// <param name="matrix">[rows, columns]</param>
    /// <param name="row">0 ≤ row &lt; rows: the caller answers for it.</param>
    /// <param name="destination">[columns]</param>
    /// <exception cref="NotSupportedException">The matrix is stored in blocks.</exception>
    public static void Read(Tensor matrix, int row, Span<float> destination)
    {
        // A row that exists lies within the tensor's rows · columns elements of two or four bytes.
        var first = (nint)row * destination.Length;
        switch (matrix.DType)
        {
            case DType.Float32:
                new ReadOnlySpan<float>((float*)matrix.Data + first, destination.Length).CopyTo(destination);
                break;
            case DType.BFloat16:
                Conversion.BFloat16ToFloat32(new((ushort*)matrix.Data + first, destination.Length), destination);
                break;
            case DType.Float16:
                Conversion.HalfToFloat32(new((Half*)matrix.Data + first, destination.Length), destination);
                break;
            default:
                throw new NotSupportedException($"Rows of {matrix} cannot be read one by one; keep this table in 16 bits.");
        }
    }
}
