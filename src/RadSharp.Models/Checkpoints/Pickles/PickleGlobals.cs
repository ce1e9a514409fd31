using System.Collections.Frozen;

namespace RadSharp.Models.Checkpoints.Pickles;

/// <summary>
/// The names that a pickle may ask for. None of them is ever called: the list is there to recognise what is hostile.
/// </summary>
internal static class PickleGlobals
{
    private static readonly FrozenSet<string> Dictionaries = new[]
    {
        "collections.OrderedDict", "collections.defaultdict", "collections.Counter", "builtins.dict", "__builtin__.dict",
        "pytorch_lightning.utilities.parsing.AttributeDict", "lightning_fabric.utilities.data.AttributeDict",
        "lightning.fabric.utilities.data.AttributeDict",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> Lists = new[]
    {
        "builtins.set", "builtins.frozenset", "builtins.list", "__builtin__.set", "__builtin__.frozenset", "__builtin__.list",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> Others = new[]
    {
        "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor_v3",
        "torch._utils._rebuild_parameter", "torch._tensor._rebuild_from_type_v2", "torch.Tensor", "torch.nn.parameter.Parameter",
        "torch.Size", "torch.device",
        "numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct", "numpy.core.multiarray.scalar",
        "numpy._core.multiarray.scalar", "numpy.core.numeric._frombuffer", "numpy._core.numeric._frombuffer", "numpy.ndarray",
        "numpy.dtype", "_codecs.encode",
        "builtins.bytes", "builtins.bytearray", "builtins.int", "builtins.float", "builtins.str", "builtins.bool",
        "builtins.complex", "builtins.object", "builtins.tuple", "__builtin__.bytes", "__builtin__.bytearray", "__builtin__.int",
        "__builtin__.long", "__builtin__.float", "__builtin__.str", "__builtin__.unicode", "__builtin__.bool",
        "__builtin__.complex", "__builtin__.object", "__builtin__.tuple",
        "copy_reg._reconstructor", "copyreg._reconstructor", "argparse.Namespace", "datetime.timedelta", "datetime.datetime",
        "pathlib.PosixPath", "pathlib.WindowsPath", "pathlib.PurePosixPath",
    }.ToFrozenSet();

    /// <summary>Whether a pickle may ask for the name.</summary>
    public static bool IsAllowed(PickleGlobal global)
    {
        var name = global.ToString();
        return Dictionaries.Contains(name) || Lists.Contains(name) || Others.Contains(name) || TorchTypes.IsKnown(name);
    }

    /// <summary>Whether calling the name makes a dictionary.</summary>
    public static bool MakesDictionary(PickleGlobal global) => Dictionaries.Contains(global.ToString());

    /// <summary>Whether calling the name makes a list or a set.</summary>
    public static bool MakesList(PickleGlobal global) => Lists.Contains(global.ToString());
}
