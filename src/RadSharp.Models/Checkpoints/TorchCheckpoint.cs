using Microsoft.Win32.SafeHandles;
using RadSharp.Models.Checkpoints.Pickles;
using RadSharp.Tensors;

namespace RadSharp.Models.Checkpoints;

/// <summary>
/// A file that <c>torch.save</c> wrote (<c>.bin</c>, <c>.pt</c>, <c>.pth</c>, <c>.ckpt</c>): zip files of PyTorch 1.6 and later,
/// and the ones before. Nothing in the file is executed, and each tensor is read when it is asked for.
/// </summary>
/// <remarks>Layout: torch/serialization.py. Several threads may read from one open file.</remarks>
public sealed class TorchCheckpoint : ICheckpoint
{
    private readonly SafeFileHandle _handle;
    private readonly OrderedDictionary<string, StoredArray> _tensors = [];

    private TorchCheckpoint(string path, SafeFileHandle handle) => (Location, _handle) = (path, handle);

    /// <inheritdoc/>
    public string Location { get; }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => _tensors.Keys;

    /// <summary>Opens a file and finds where its tensors lie.</summary>
    /// <param name="path">The file.</param>
    /// <param name="dictionary">
    /// The keys that lead to the dictionary of tensors, with slashes between, such as <c>state_dict</c>; null for the first
    /// dictionary with tensors, where <c>state_dict</c> and <c>model</c> come before others.
    /// </param>
    /// <param name="prefix">Taken away from the names that begin with it, such as <c>base_model.model.</c>.</param>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, has no such dictionary, or asks for something that is not allowed; the message names it.
    /// </exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static TorchCheckpoint Open(string path, string? dictionary = null, string prefix = "")
    {
        var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        var checkpoint = new TorchCheckpoint(path, handle);
        try
        {
            checkpoint.Find(TorchFile.Read(handle, path), dictionary, prefix);
            return checkpoint;
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool Contains(string name) => _tensors.ContainsKey(name);

    /// <inheritdoc/>
    public IReadOnlyList<long> ShapeOf(string name) => Array(name).Shape;

    /// <inheritdoc/>
    public Tensor Read(string name, DType dtype)
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        return Array(name).Read(_handle, dtype, sentence => About(name, sentence));
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private StoredArray Array(string name) => _tensors.TryGetValue(name, out var array)
        ? array
        : throw CheckpointError.In(
            Location, $"expected a tensor {CheckpointError.Quoted(name)}, but none of the {_tensors.Count} has that name");

    private void Find(TorchFile file, string? path, string prefix)
    {
        var found = StateDictionary.Find(file.Root, path, sentence => CheckpointError.In(Location, sentence));
        foreach (var (key, value) in found.Items)
        {
            if (key is not string full || !TorchTensors.IsTensor(value))
            {
                continue;
            }

            var name = full.StartsWith(prefix, StringComparison.Ordinal) ? full[prefix.Length..] : full;
            var array = TorchTensors.Read(value, file.Locate, file.IsBigEndian, sentence => About(full, sentence));
            if (!_tensors.TryAdd(name, array))
            {
                throw About(full, $"without {CheckpointError.Quoted(prefix)} its name is that of another tensor");
            }
        }

        if (_tensors.Count == 0)
        {
            throw CheckpointError.In(Location, "expected a dictionary of tensors, but found none in it");
        }
    }

    private InvalidDataException About(string name, string sentence) =>
        CheckpointError.In(Location, $"tensor {CheckpointError.Quoted(name)}: {sentence}");
}
