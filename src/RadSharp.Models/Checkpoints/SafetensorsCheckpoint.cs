using RadSharp.Tensors;
using RadSharp.Tensors.Safetensors;

namespace RadSharp.Models.Checkpoints;

/// <summary>A folder with <c>model.safetensors</c>, whole or in shards; or one safetensors file.</summary>
public sealed class SafetensorsCheckpoint : ICheckpoint
{
    private readonly IDisposable _files;
    private readonly HashSet<string> _names;
    private readonly Func<string, SafetensorsFile> _fileOf;

    private SafetensorsCheckpoint(
        string path, IDisposable files, IEnumerable<string> names, Func<string, SafetensorsFile> fileOf) =>
        (Location, _files, _names, _fileOf) = (path, files, [.. names], fileOf);

    /// <inheritdoc/>
    public string Location { get; }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => _names;

    /// <summary>Opens the file, or the folder's one file, or its index and the shards that it names.</summary>
    /// <param name="path">The folder, or a file of any name.</param>
    /// <exception cref="InvalidDataException">A file is damaged, or a shard is missing.</exception>
    public static SafetensorsCheckpoint Open(string path)
    {
        if (File.Exists(path))
        {
            var file = SafetensorsFile.Open(path);
            return new(path, file, file.Entries.Select(static entry => entry.Name), _ => file);
        }

        var folder = SafetensorsFolder.Open(path);
        return new(path, folder, folder.Names, folder.FileOf);
    }

    /// <inheritdoc/>
    public bool Contains(string name) => _names.Contains(name);

    /// <inheritdoc/>
    public IReadOnlyList<long> ShapeOf(string name) => _fileOf(name).Entry(name).Shape;

    /// <inheritdoc/>
    public DType ExactTypeOf(string name) => _fileOf(name).Entry(name).DType switch
    {
        SafetensorsDType.BF16 => DType.BFloat16,
        SafetensorsDType.F16 => DType.Float16,
        _ => DType.Float32,
    };

    /// <inheritdoc/>
    public Tensor Read(string name, DType dtype) => _fileOf(name).Read(name, dtype);

    /// <inheritdoc/>
    public void Dispose() => _files.Dispose();
}
