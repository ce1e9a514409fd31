namespace RadSharp.Bench.Peers;

/// <summary>Where the benchmark keeps what it downloads, and for a while what it makes.</summary>
internal static class BenchFolder
{
    private const string Variable = "RADSHARP_BENCH_FOLDER";

    private static string Folder =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder
            ? folder : Path.Combine(Path.GetTempPath(), "radsharp-bench");

    /// <summary>The path of a file or folder there; the folder above exists.</summary>
    public static string PathOf(string name) => Path.Combine(Directory.CreateDirectory(Folder).FullName, name);

    /// <summary>Whether a file of so many bytes would leave the disk room to breathe.</summary>
    public static bool HasRoomFor(long bytes)
    {
        const long Reserve = 2L << 30;
        return new DriveInfo(Directory.CreateDirectory(Folder).FullName).AvailableFreeSpace > bytes + Reserve;
    }
}
