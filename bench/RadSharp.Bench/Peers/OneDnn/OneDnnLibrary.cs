using RadSharp.Bench.Measuring;

namespace RadSharp.Bench.Peers.OneDnn;

/// <summary>oneDNN: Intel's library of deep-learning primitives, compiled at run time for the machine and the shape.</summary>
internal static unsafe class OneDnnLibrary
{
    private static readonly Lazy<(nint Engine, nint Stream)> Handles = new(() =>
    {
        Check(OneDnnMethods.CreateEngine(out var engine, Fixed.CpuEngine, 0));
        Check(OneDnnMethods.CreateStream(out var stream, engine, Fixed.InOrderStream));
        return (engine, stream);
    });

    /// <summary>The column.</summary>
    public static Peer Peer { get; } = new("oneDNN", OneDnnMethods.Library, "libdnnl2");

    /// <summary>The version.</summary>
    public static string Description
    {
        get
        {
            var version = OneDnnMethods.GetVersion();
            return $"{version->Major}.{version->Minor}.{version->Patch}, " +
                $"{Environment.GetEnvironmentVariable("OMP_NUM_THREADS") ?? "all"} threads";
        }
    }

    /// <summary>The one engine: the processor.</summary>
    public static nint Engine => Handles.Value.Engine;

    /// <summary>The one stream.</summary>
    public static nint Stream => Handles.Value.Stream;

    /// <summary>Turns a status into an exception.</summary>
    /// <exception cref="InvalidOperationException">The status is not success.</exception>
    public static void Check(int status)
    {
        if (status != 0)
        {
            throw new InvalidOperationException(
                $"oneDNN returned status {status} (2: bad arguments, 3: no such implementation) where success was expected.");
        }
    }
}
