using RadSharp.Tensors.Safetensors;

namespace RadSharp.Models.Checkpoints.Pickles;

/// <summary>
/// Arrays as numpy pickles them (numpy/core/src/multiarray/methods.c: array_reduce, array_setstate; numeric.py: _frombuffer).
/// </summary>
internal static class NumpyArrays
{
    /// <summary>Where an array's numbers lie.</summary>
    /// <param name="value">The array.</param>
    /// <param name="error">Makes an exception of a sentence about this array.</param>
    /// <exception cref="InvalidDataException">It is no array of numbers, or has another number of bytes.</exception>
    public static StoredArray Read(object? value, Func<string, InvalidDataException> error)
    {
        if (value is not PickleObject array)
        {
            throw error($"expected an array of numpy, but found {PickleValues.Describe(value)}");
        }

        return (array.Callee.Name, array.State, array.Arguments.Items) switch
        {
            ("_reconstruct", PickleTuple { Items: [_, var shape, var dtype, bool fortran, var content] }, _) =>
                Checked(shape, dtype, fortran, content, error),
            ("_frombuffer", _, [var content, var dtype, var shape, string order]) =>
                Checked(shape, dtype, order == "F", content, error),
            _ => throw error($"expected an array of numpy, but found {PickleValues.Describe(value)}"),
        };
    }

    private static StoredArray Checked(
        object? shape, object? dtype, bool fortran, object? content, Func<string, InvalidDataException> error)
    {
        if (PickleValues.Counts(shape) is not { } lengths)
        {
            throw error("expected the lengths of the array's axes");
        }

        var (type, bigEndian) = ElementType(dtype, error);
        var (start, byteCount, text) = Content(content, error);
        var expected = lengths.Aggregate(
            (Int128)(type.BitCount() / 8), static (count, length) => count > long.MaxValue ? count : count * length);
        return expected == byteCount
            ? StoredArray.Checked(type, lengths, StoredArray.Dense(lengths, fortran), 0, start, byteCount, bigEndian, error, text)
            : throw error(
                $"the shape [{string.Join(", ", lengths)}] of {type.Spelling()} takes another number of bytes than the "
                + $"{byteCount} that follow");
    }

    // numpy.dtype('f4', …) whose state's second element is the byte order, or numpy.dtype('<f4').
    private static (SafetensorsDType Type, bool BigEndian) ElementType(object? dtype, Func<string, InvalidDataException> error)
    {
        if (dtype is not PickleObject { Callee.Name: "dtype", Arguments.Items: [string code, ..] } made)
        {
            throw error($"expected an element type of numpy, but found {PickleValues.Describe(dtype)}");
        }

        var order = made.State is PickleTuple { Items: [_, string { Length: 1 } written, ..] } ? written[0] : '=';
        var letters = code.TrimStart('<', '>', '=', '|');
        order = letters.Length < code.Length ? code[0] : order;
        SafetensorsDType? type = letters switch
        {
            "f8" => SafetensorsDType.F64,
            "f4" => SafetensorsDType.F32,
            "f2" => SafetensorsDType.F16,
            "i8" => SafetensorsDType.I64,
            "i4" => SafetensorsDType.I32,
            "i2" => SafetensorsDType.I16,
            "i1" => SafetensorsDType.I8,
            "u8" => SafetensorsDType.U64,
            "u4" => SafetensorsDType.U32,
            "u2" => SafetensorsDType.U16,
            "u1" => SafetensorsDType.U8,
            "b1" => SafetensorsDType.Bool,
            _ => null,
        };
        return type is { } known
            ? (known, order == '>')
            : throw error($"expected numbers, but found the element type {CheckpointError.Quoted(code)}");
    }

    // Protocols before 3 have no bytes: they write a text and how it is encoded, and Python 2 a text alone.
    private static (long Start, long ByteCount, string? Text) Content(object? content, Func<string, InvalidDataException> error)
    {
        var text = content switch
        {
            string plain => plain,
            PickleObject { Callee.Module: "_codecs", Arguments.Items: [string encoded, "latin1" or "latin-1"] } => encoded,
            _ => null,
        };
        return (content, text) switch
        {
            (PickleBytes bytes, _) => (bytes.Start, bytes.Length, null),
            (PickleObject { Callee.Name: "bytearray" or "bytes", Arguments.Items: [PickleBytes bytes] }, _) =>
                (bytes.Start, bytes.Length, null),
            (_, not null) when text.All(static letter => letter <= byte.MaxValue) => (0, text.Length, text),
            _ => throw error($"expected an array's bytes, but found {PickleValues.Describe(content)}"),
        };
    }
}
