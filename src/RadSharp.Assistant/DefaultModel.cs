namespace RadSharp.Assistant;

/// <summary>Where the model is that is taken when none is named.</summary>
public static class DefaultModel
{
    /// <summary>The environment variable that names a model's folder.</summary>
    public const string Variable = "RADSHARP_MODEL";

    /// <summary>Where it is looked for, below the program's folder or one above it.</summary>
    public static string Place { get; } = Path.Combine("models", "radsharp-mini");

    /// <summary>
    /// The folder that <see cref="Variable"/> names, else <c>models/radsharp-mini</c> in the program's folder or the nearest
    /// above it.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public static string Find() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
        ? named
        : FindAbove(AppContext.BaseDirectory);

    /// <summary>The model in a folder or the nearest above it.</summary>
    internal static string FindAbove(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, Place);
            if (File.Exists(Path.Combine(candidate, "config.json")))
            {
                return candidate;
            }
        }

        throw new DirectoryNotFoundException(
            $"Expected a model in {Place}, in {start.TrimEnd(Path.DirectorySeparatorChar)} or above it, found none. Name a "
            + $"model's folder with --model or the environment variable {Variable}, or train one: runs/mini.sh DATA {Place}.");
    }
}
