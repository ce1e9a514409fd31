using Microsoft.Win32.SafeHandles;
using RadSharp.Models.Checkpoints.Pickles;
using RadSharp.Tensors;

namespace RadSharp.Models.Checkpoints;

/// <summary>
/// A pickled dictionary from names to numpy arrays, such as RaDialog's files of image embeddings: dicom id to [32, 768]
/// (RaDialog: model/lavis/models/blip2_models/modeling_llama_imgemb.py). The arrays stay in the file until they are asked for.
/// </summary>
/// <remarks>Nothing in the file is executed. Several threads may read from one open file.</remarks>
public sealed class PickledArrays : ICheckpoint
{
    private readonly SafeFileHandle _handle;
    private readonly OrderedDictionary<string, StoredArray> _arrays = [];

    private PickledArrays(string path, SafeFileHandle handle) => (Location, _handle) = (path, handle);

    /// <inheritdoc/>
    public string Location { get; }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => _arrays.Keys;

    /// <summary>Opens a file and finds where its arrays lie.</summary>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, holds something else, or asks for what is not allowed.
    /// </exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PickledArrays Open(string path)
    {
        var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        var arrays = new PickledArrays(path, handle);
        try
        {
            arrays.Find();
            return arrays;
        }
        catch
        {
            arrays.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool Contains(string name) => _arrays.ContainsKey(name);

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

    private StoredArray Array(string name) => _arrays.TryGetValue(name, out var array)
        ? array
        : throw CheckpointError.In(
            Location, $"expected an array {CheckpointError.Quoted(name)}, but none of the {_arrays.Count} has that name");

    private void Find()
    {
        var root = PickleMachine.Read(_handle, Location, 0, RandomAccess.GetLength(_handle)).Value;
        if (root is not PickleDictionary dictionary)
        {
            throw CheckpointError.In(Location, $"expected a dictionary of arrays, but found {PickleValues.Describe(root)}");
        }

        foreach (var (key, value) in dictionary.Items)
        {
            _arrays[key as string ?? throw CheckpointError.In(
                Location, $"expected the names of arrays, but found the key {PickleValues.Describe(key)}")] =
                NumpyArrays.Read(value, sentence => About((string)key, sentence));
        }
    }

    private InvalidDataException About(string name, string sentence) =>
        CheckpointError.In(Location, $"array {CheckpointError.Quoted(name)}: {sentence}");
}
