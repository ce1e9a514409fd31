using System.Collections.Frozen;
using RadSharp.Tensors.Safetensors;

namespace RadSharp.Models.Checkpoints.Pickles;

/// <summary>PyTorch's names of element types: storages that have a type, and types by themselves.</summary>
internal static class TorchTypes
{
    /// <summary>The storage whose element type the tensor says; its length is in bytes.</summary>
    public const string Untyped = "torch.storage.UntypedStorage";

    private static readonly FrozenDictionary<string, SafetensorsDType> Types = new Dictionary<string, SafetensorsDType>
    {
        ["torch.DoubleStorage"] = SafetensorsDType.F64,
        ["torch.FloatStorage"] = SafetensorsDType.F32,
        ["torch.HalfStorage"] = SafetensorsDType.F16,
        ["torch.BFloat16Storage"] = SafetensorsDType.BF16,
        ["torch.LongStorage"] = SafetensorsDType.I64,
        ["torch.IntStorage"] = SafetensorsDType.I32,
        ["torch.ShortStorage"] = SafetensorsDType.I16,
        ["torch.CharStorage"] = SafetensorsDType.I8,
        ["torch.ByteStorage"] = SafetensorsDType.U8,
        ["torch.BoolStorage"] = SafetensorsDType.Bool,
        ["torch.float64"] = SafetensorsDType.F64,
        ["torch.float32"] = SafetensorsDType.F32,
        ["torch.float16"] = SafetensorsDType.F16,
        ["torch.bfloat16"] = SafetensorsDType.BF16,
        ["torch.int64"] = SafetensorsDType.I64,
        ["torch.int32"] = SafetensorsDType.I32,
        ["torch.int16"] = SafetensorsDType.I16,
        ["torch.int8"] = SafetensorsDType.I8,
        ["torch.uint64"] = SafetensorsDType.U64,
        ["torch.uint32"] = SafetensorsDType.U32,
        ["torch.uint16"] = SafetensorsDType.U16,
        ["torch.uint8"] = SafetensorsDType.U8,
        ["torch.bool"] = SafetensorsDType.Bool,
        ["torch.float8_e4m3fn"] = SafetensorsDType.F8E4M3,
        ["torch.float8_e5m2"] = SafetensorsDType.F8E5M2,
    }.ToFrozenDictionary();

    /// <summary>Whether the name is one of a storage or type.</summary>
    public static bool IsKnown(string name) => name == Untyped || Types.ContainsKey(name);

    /// <summary>The element type of a storage or type; null for anything else.</summary>
    public static SafetensorsDType? Of(object? global) =>
        PickleValues.NameOf(global) is { } name && Types.TryGetValue(name, out var dtype) ? dtype : null;
}
