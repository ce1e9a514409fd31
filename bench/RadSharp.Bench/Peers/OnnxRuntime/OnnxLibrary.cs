using System.Runtime.InteropServices;
using RadSharp.Bench.Measuring;

namespace RadSharp.Bench.Peers.OnnxRuntime;

/// <summary>
/// ONNX Runtime: Microsoft's engine for trained networks. Its library comes inside an npm package; its C interface
/// (include/onnxruntime/core/session/onnxruntime_c_api.h) is one function that gives a table of all others, whose order never
/// changes.
/// </summary>
internal static unsafe class OnnxLibrary
{
    private const string Library = "libonnxruntime.so.1";
    private const uint InterfaceVersion = 16;
    private const int ErrorsOnly = 3;

    private static readonly NpmPackage Package = new("onnxruntime-node", "1.30.0", "bin/napi-v6/linux/x64");

    private static readonly Lazy<Peer> LazyPeer = new(() => new("ONNX Runtime") { IsInstalled = Package.IsInstalled });

    private static readonly Lazy<(nint Functions, nint Environment)> Loaded = new(Load);

    /// <summary>The places of functions in the table.</summary>
    public enum Function
    {
        GetErrorMessage = 2,
        CreateEnvironment = 3,
        CreateSession = 7,
        Run = 9,
        CreateSessionOptions = 10,
        SetGraphOptimizationLevel = 23,
        SetThreadsWithinOperators = 24,
        SessionGetOutputName = 37,
        CreateTensorWithData = 49,
        GetTensorData = 51,
        CreateCpuMemoryInfo = 69,
        GetAllocator = 78,
        ReleaseSession = 95,
        ReleaseValue = 96,
        ReleaseSessionOptions = 100,
    }

    /// <summary>The column; the library is fetched at the first question.</summary>
    public static Peer Peer => LazyPeer.Value;

    /// <summary>What it is, or why it is not here.</summary>
    public static string Description => Package.IsInstalled
        ? $"ONNX Runtime: {Package.Description}" : $"ONNX Runtime: not installed, because {Package.Failure}";

    /// <summary>The environment that sessions live in.</summary>
    public static nint Environment => Loaded.Value.Environment;

    /// <summary>The address of a function.</summary>
    public static nint AddressOf(Function function) => ((nint*)Loaded.Value.Functions)[(int)function];

    /// <summary>Turns a status into an exception.</summary>
    /// <exception cref="InvalidOperationException">The status is an error.</exception>
    public static void Check(nint status) => Check(status, Loaded.Value.Functions);

    private static void Check(nint status, nint functions)
    {
        if (status != 0)
        {
            var message = ((delegate* unmanaged<nint, nint>)((nint*)functions)[(int)Function.GetErrorMessage])(status);
            throw new InvalidOperationException($"ONNX Runtime: {Marshal.PtrToStringUTF8(message)}");
        }
    }

    private static (nint Functions, nint Environment) Load()
    {
        var library = NativeLibrary.Load(Package.PathOf(Library));
        var start = (delegate* unmanaged<nint*>)NativeLibrary.GetExport(library, "OrtGetApiBase");
        var functions = ((delegate* unmanaged<uint, nint>)start()[0])(InterfaceVersion);
        var create = (delegate* unmanaged<int, byte*, nint*, nint>)((nint*)functions)[(int)Function.CreateEnvironment];
        nint environment;
        fixed (byte* name = "benchmark\0"u8)
        {
            Check(create(ErrorsOnly, name, &environment), functions);
        }

        return (functions, environment);
    }
}
