using RadSharp.Tensors;
using RadSharp.Tensors.Safetensors;

namespace RadSharp.Models.Checkpoints;

/// <summary>A folder with <c>model.safetensors</c>, whole or in shards.</summary>
public sealed class SafetensorsCheckpoint : ICheckpoint
{
    private readonly SafetensorsFolder _folder;

    private SafetensorsCheckpoint(string path, SafetensorsFolder folder) => (Location, _folder) = (path, folder);

    /// <inheritdoc/>
    public string Location { get; }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => _folder.Names;

    /// <summary>Opens the file, or the index and the shards that it names.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="InvalidDataException">A file is damaged, or a shard is missing.</exception>
    public static SafetensorsCheckpoint Open(string path) => new(path, SafetensorsFolder.Open(path));

    /// <inheritdoc/>
    public bool Contains(string name) => _folder.Contains(name);

    /// <inheritdoc/>
    public IReadOnlyList<long> ShapeOf(string name) => _folder.Entry(name).Shape;

    /// <inheritdoc/>
    public Tensor Read(string name, DType dtype) => _folder.Read(name, dtype);

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
