namespace RadSharp.Training.Runs;

/// <summary>
/// Keeps a folder of runs to one training: two that write the same checkpoints would each lose time, and delete files under the
/// other's hands. A process that is killed gives the folder back.
/// </summary>
public sealed class RunsFolderLock : IDisposable
{
    private const string Name = ".lock";

    private readonly FileStream _file;

    private RunsFolderLock(FileStream file) => _file = file;

    /// <summary>Takes a folder, which is made where it is missing.</summary>
    /// <param name="folder">Where checkpoints and curves go.</param>
    /// <returns>The caller's, until the training is over.</returns>
    /// <exception cref="IOException">Another training has the folder, or it cannot be written to.</exception>
    public static RunsFolderLock Take(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, Name);
        try
        {
            return new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException error) when (File.Exists(path))
        {
            throw new IOException(
                $"{folder}: expected a folder that no other training is writing to, found one that is in use. Wait for the other, "
                + "stop it, or name another folder for the runs.", error);
        }
    }

    /// <summary>Gives the folder back.</summary>
    public void Dispose() => _file.Dispose();
}
