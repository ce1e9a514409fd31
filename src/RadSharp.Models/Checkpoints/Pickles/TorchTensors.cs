using RadSharp.Tensors.Safetensors;

namespace RadSharp.Models.Checkpoints.Pickles;

/// <summary>
/// Tensors as PyTorch pickles them (torch/_utils.py: _rebuild_tensor_v2 and its relatives; torch/serialization.py: storages by
/// persistent id).
/// </summary>
internal static class TorchTensors
{
    // A parameter around a tensor of a type around its numbers; nothing is deeper.
    private const int MostWrappers = 4;

    /// <summary>Whether a value is a tensor, readable or not.</summary>
    public static bool IsTensor(object? value) => value is PickleObject made && made.Callee.ToString() is var name
        && (name.StartsWith("torch._utils._rebuild_", StringComparison.Ordinal) || name == "torch._tensor._rebuild_from_type_v2");

    /// <summary>Where a tensor's numbers lie.</summary>
    /// <param name="value">The tensor.</param>
    /// <param name="locate">Bytes of the storage of a key, as they lie in the file.</param>
    /// <param name="bigEndian">Whether the machine that wrote the file was.</param>
    /// <param name="error">Makes an exception of a sentence about this tensor.</param>
    /// <exception cref="InvalidDataException">It is made in another way, or reaches beyond its storage.</exception>
    public static StoredArray Read(
        object? value,
        Func<TorchStorage, (long Start, long Length)> locate,
        bool bigEndian,
        Func<string, InvalidDataException> error)
    {
        var (callee, arguments) = Unwrap(value, error);
        if (arguments is not [PickleReference reference, long offset and >= 0, var sizes, var steps, ..]
            || PickleValues.Counts(sizes) is not { } shape || PickleValues.Counts(steps) is not { } strides
            || shape.Length != strides.Length)
        {
            throw error("expected a storage, an offset, a shape and as many strides, none of them negative");
        }

        var storage = TorchStorage.Read(reference, error);
        var dtype = callee == "torch._utils._rebuild_tensor_v3"
            ? arguments.Length > 6 ? TorchTypes.Of(arguments[6]) : null
            : storage.DType;
        if (dtype is not { } type)
        {
            throw error("expected an element type, but found a tensor without one");
        }

        var (start, available) = locate(storage);
        var byteCount = (Int128)storage.Count * storage.ElementBytes;
        return byteCount <= available
            ? StoredArray.Checked(type, shape, strides, offset, start, (long)byteCount, bigEndian, error)
            : throw error(
                $"its storage {CheckpointError.Quoted(storage.Key)} should have {storage.Count} elements in {byteCount} bytes, "
                + $"but the file has {available}");
    }

    private static (string Callee, object?[] Arguments) Unwrap(object? value, Func<string, InvalidDataException> error)
    {
        for (var depth = 0; depth < MostWrappers && value is PickleObject made; depth++)
        {
            var (callee, arguments) = (made.Callee.ToString(), made.Arguments.Items);
            switch (callee)
            {
                case "torch._utils._rebuild_tensor" or "torch._utils._rebuild_tensor_v2" or "torch._utils._rebuild_tensor_v3":
                    return (callee, arguments);
                case "torch._utils._rebuild_parameter" when arguments.Length > 0:
                    value = arguments[0];
                    break;
                case "torch._tensor._rebuild_from_type_v2" when arguments is [PickleGlobal inner, _, PickleTuple tuple, ..]:
                    value = new PickleObject(inner, tuple);
                    break;
                default:
                    throw error($"expected a tensor, but found {PickleValues.Describe(value)}");
            }
        }

        throw error($"expected a tensor, but found {PickleValues.Describe(value)}");
    }
}

/// <summary>What holds the numbers of one tensor or of several.</summary>
/// <param name="Key">Its name in the file.</param>
/// <param name="DType">Type of an element; null where it is bytes and the tensor says the type.</param>
/// <param name="Count">Elements, or bytes.</param>
internal sealed record TorchStorage(string Key, SafetensorsDType? DType, long Count)
{
    /// <summary>Bytes of an element.</summary>
    public int ElementBytes => (DType?.BitCount() ?? 8) / 8;

    /// <summary>Reads a storage's persistent id: ('storage', type, key, place, count, …).</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static TorchStorage Read(PickleReference reference, Func<string, InvalidDataException> error)
    {
        if (reference.Id is not PickleTuple
            {
                Items: ["storage", PickleGlobal type, string key, _, long count and >= 0, .. var views],
            })
        {
            throw error($"expected a storage, but found {PickleValues.Describe(reference.Id)}");
        }

        if (views is [not null, ..])
        {
            throw error(
                "its storage is a view of another one, as only PyTorch before 0.4 wrote them. Save it anew with a later one");
        }

        return TorchTypes.Of(type) is { } dtype
            ? new TorchStorage(key, dtype, count)
            : type.ToString() == TorchTypes.Untyped
                ? new TorchStorage(key, null, count)
                : throw error($"expected a storage's type, but found {type}");
    }
}
