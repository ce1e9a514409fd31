using System.Runtime.InteropServices;
using RadSharp.Bench.Measuring;

namespace RadSharp.Bench.Peers.LlamaCpp;

/// <summary>llama.cpp: decoders with quantised weights in C++. Its prebuilt libraries come inside an npm package.</summary>
internal static unsafe class LlamaLibrary
{
    private static readonly NpmPackage Package = new("@node-llama-cpp/linux-x64", "3.22.1", "bins/linux-x64");

    private static readonly Lazy<Peer> LazyPeer = new(() => new("llama.cpp") { IsInstalled = Package.IsInstalled });

    private static readonly Lazy<string> Information = new(Load);

    /// <summary>The column; the libraries are fetched at the first question.</summary>
    public static Peer Peer => LazyPeer.Value;

    /// <summary>What it is and how it was built, or why it is not here.</summary>
    public static string Description => Package.IsInstalled
        ? $"llama.cpp: {Package.Description}, {Information.Value}" : $"llama.cpp: not installed, because {Package.Failure}";

    /// <summary>Loads the libraries and chooses the kernels for this processor.</summary>
    public static void EnsureLoaded() => _ = Information.Value;

    private static string Load()
    {
        NativeLibrary.Load(Package.PathOf(LlamaMethods.BackendLibrary));
        NativeLibrary.Load(Package.PathOf(LlamaMethods.Library));
        LlamaMethods.SetLog(&Ignore, null);
        LlamaMethods.LoadBackends(Package.PathOf("."));
        LlamaMethods.Initialize();
        return Marshal.PtrToStringUTF8(LlamaMethods.SystemInformation())!.Trim();
    }

    [UnmanagedCallersOnly]
    private static void Ignore(int level, byte* text, void* state)
    {
    }
}
