using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;

namespace RadSharp.Bench.Peers;

/// <summary>
/// A package that npm fetches and that brings a peer's shared libraries. Only these are unpacked, once, and nothing of the
/// package is run: its JavaScript is not needed, because the libraries have C interfaces.
/// </summary>
/// <param name="name">Its name in the registry.</param>
/// <param name="version">The one version that the peer's class is written for.</param>
/// <param name="libraries">The folder in the package where the libraries lie.</param>
internal sealed class NpmPackage(string name, string version, string libraries)
{
    private readonly Lazy<(string? Folder, string? Failure)> _fetched = new(() => Fetch(name, version, libraries));

    /// <summary>Such as <c>npm package onnxruntime-node 1.30.0</c>.</summary>
    public string Description => $"npm package {name} {version}";

    /// <summary>Whether the libraries are here; they are fetched at the first question.</summary>
    public bool IsInstalled => _fetched.Value.Folder is not null;

    /// <summary>Why they are not here.</summary>
    public string? Failure => _fetched.Value.Failure;

    /// <summary>The path of a library.</summary>
    public string PathOf(string library) => Path.Combine(_fetched.Value.Folder!, library);

    private static (string? Folder, string? Failure) Fetch(string name, string version, string libraries)
    {
        var folder = BenchFolder.PathOf($"{name.Replace('/', '-')}-{version}");
        if (Directory.Exists(folder))
        {
            return (folder, null);
        }

        // Unpacked beside its place and then moved, so that a fetch that is broken off leaves nothing that looks whole.
        var temporary = Directory.CreateDirectory(BenchFolder.PathOf($"fetching-{Environment.ProcessId}")).FullName;
        try
        {
            if (Pack($"{name}@{version}", temporary) is { } failure)
            {
                return (null, failure);
            }

            var unpacked = Directory.CreateDirectory(Path.Combine(temporary, "libraries")).FullName;
            Unpack(Directory.GetFiles(temporary, "*.tgz").Single(), libraries, unpacked);
            if (Directory.GetFiles(unpacked).Length == 0)
            {
                return (null, $"the npm package {name} {version} has no libraries in {libraries}");
            }

            Directory.Move(unpacked, folder);
            return (folder, null);
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    // Why the package's archive cannot be had, or null where it lies in the folder.
    private static string? Pack(string package, string folder)
    {
        try
        {
            string[] arguments = ["pack", package, "--silent", "--pack-destination", folder];
            using var npm = Process.Start(
                new ProcessStartInfo("npm", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var error = npm.StandardError.ReadToEndAsync();
            npm.StandardOutput.ReadToEnd();
            npm.WaitForExit();
            return npm.ExitCode == 0
                ? null : $"npm could not fetch {package}: {error.Result.ReplaceLineEndings(" ").Trim()}".TrimEnd(' ', ':');
        }
        catch (Win32Exception)
        {
            return $"npm, which would fetch {package}, is not installed";
        }
    }

    private static void Unpack(string archive, string libraries, string folder)
    {
        using var compressed = File.OpenRead(archive);
        using var tar = new TarReader(new GZipStream(compressed, CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
        {
            var isWanted = entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile
                && Path.GetDirectoryName(entry.Name) == $"package/{libraries}";
            if (isWanted)
            {
                entry.ExtractToFile(Path.Combine(folder, Path.GetFileName(entry.Name)), overwrite: false);
            }
        }
    }
}
