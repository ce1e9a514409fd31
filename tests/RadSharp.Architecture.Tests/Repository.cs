namespace RadSharp.Architecture.Tests;

/// <summary>Where the source lies: found by walking up from the tests to the solution.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>The C# files that people wrote below a folder of the root, as paths from the root.</summary>
    public static IEnumerable<string> SourceFiles(string folder) => Files(folder, "*.cs");

    /// <summary>The project files below a folder of the root, as paths from the root.</summary>
    public static IEnumerable<string> ProjectFiles(string folder) => Files(folder, "*.csproj");

    public static string PathOf(string file) => Path.Combine(Root, file);

    private static IEnumerable<string> Files(string folder, string pattern) =>
        from path in Directory.EnumerateFiles(PathOf(folder), pattern, SearchOption.AllDirectories)
        let file = Path.GetRelativePath(Root, path).Replace('\\', '/')
        where !file.Split('/').Any(part => part is "bin" or "obj")
        orderby file
        select file;

    private static string FindRoot(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RadSharp.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No RadSharp.slnx in {start} or above it. Run the tests inside the repository.");
    }
}
