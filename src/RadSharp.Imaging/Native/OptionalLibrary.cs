using System.Runtime.InteropServices;

namespace RadSharp.Imaging.Native;

/// <summary>A native library that is used where it is installed and that nothing else depends on.</summary>
/// <param name="name">What people call it.</param>
/// <param name="format">What needs it.</param>
/// <param name="package">The Debian package.</param>
/// <param name="linux">File name on Linux.</param>
/// <param name="macOS">File name on macOS.</param>
/// <param name="windows">File name on Windows.</param>
internal sealed class OptionalLibrary(string name, string format, string package, string linux, string macOS, string windows)
{
    private readonly Lazy<nint> _handle = new(() => Load(linux, macOS, windows));

    /// <summary>Whether it can be called.</summary>
    public bool IsInstalled => _handle.Value != 0;

    /// <summary>The sentence that says what to install.</summary>
    public string Advice =>
        $"{format} needs {name}: install {package} (apt-get install {package}; the file is {linux} on Linux, {macOS} on macOS, "
        + $"{windows} on Windows).";

    /// <summary>The address of a function.</summary>
    /// <exception cref="EntryPointNotFoundException">The library has no such function: its version is too old.</exception>
    public nint Export(string function) => NativeLibrary.GetExport(_handle.Value, function);

    /// <summary>Refuses data that needs the library where it is missing.</summary>
    /// <exception cref="ImageDataException">It is not installed.</exception>
    public void Require()
    {
        if (!IsInstalled)
        {
            throw new ImageDataException(0, Advice);
        }
    }

    private static nint Load(string linux, string macOS, string windows)
    {
        var file = OperatingSystem.IsWindows() ? windows : OperatingSystem.IsMacOS() ? macOS : linux;
        return NativeLibrary.TryLoad(file, out var handle) ? handle : 0;
    }
}
