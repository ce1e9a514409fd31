using System.Runtime.InteropServices;

namespace RadSharp.Bench.Measuring;

/// <summary>A library or a program that RadSharp is compared with.</summary>
/// <param name="Name">Its column.</param>
/// <param name="Library">The shared library, or null for a .NET package, which is always there, and for a program.</param>
/// <param name="Package">The Debian package that installs it.</param>
internal sealed record Peer(string Name, string? Library = null, string? Package = null)
{
    /// <summary>Whether it can be called on this machine.</summary>
    public bool IsInstalled { get; init; } = Library is null || NativeLibrary.TryLoad(Library, out _);
}
