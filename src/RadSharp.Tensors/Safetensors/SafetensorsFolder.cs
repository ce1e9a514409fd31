namespace RadSharp.Tensors.Safetensors;

/// <summary>
/// The safetensors files of a model's folder under one roof: <c>model.safetensors.index.json</c> and the shards that it
/// names, or a single <c>model.safetensors</c>.
/// </summary>
public sealed class SafetensorsFolder : IDisposable
{
    /// <summary>The index of a sharded model.</summary>
    public const string IndexName = "model.safetensors.index.json";

    /// <summary>The file of a model that is not sharded.</summary>
    public const string SingleName = "model.safetensors";

    private readonly string _path;
    private readonly Dictionary<string, SafetensorsFile> _files = [];
    private readonly Dictionary<string, SafetensorsFile> _fileOf = [];

    private SafetensorsFolder(string path) => _path = path;

    /// <summary>The names of all tensors.</summary>
    public IReadOnlyCollection<string> Names => _fileOf.Keys;

    /// <summary>Opens every file of the model and checks that it holds what the index says.</summary>
    /// <param name="path">The folder. Where it has both an index and a single file, the index counts.</param>
    /// <exception cref="FileNotFoundException">The folder has neither.</exception>
    /// <exception cref="InvalidDataException">
    /// A file or the index is damaged; the index names a file that is not there or lies elsewhere, or a tensor that its file
    /// does not have.
    /// </exception>
    public static SafetensorsFolder Open(string path)
    {
        var folder = new SafetensorsFolder(path);
        try
        {
            folder.OpenFiles();
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Whether the model has a tensor of this name.</summary>
    public bool Contains(string name) => _fileOf.ContainsKey(name);

    /// <summary>The file that holds a tensor.</summary>
    /// <exception cref="InvalidDataException">The model has no such tensor.</exception>
    public SafetensorsFile FileOf(string name) => _fileOf.TryGetValue(name, out var file)
        ? file
        : throw SafetensorsError.In(
            _path, $"expected a tensor {SafetensorsError.Quoted(name)}, but none of the {Names.Count} has that name");

    /// <inheritdoc cref="SafetensorsFile.Entry"/>
    public SafetensorsEntry Entry(string name) => FileOf(name).Entry(name);

    /// <inheritdoc cref="SafetensorsFile.ReadFloat32"/>
    public Tensor ReadFloat32(string name) => FileOf(name).ReadFloat32(name);

    /// <inheritdoc cref="SafetensorsFile.Read"/>
    public Tensor Read(string name, DType dtype) => FileOf(name).Read(name, dtype);

    /// <inheritdoc cref="SafetensorsFile.Map"/>
    public Tensor Map(string name) => FileOf(name).Map(name);

    /// <inheritdoc cref="SafetensorsFile.ReadInt32"/>
    public int[] ReadInt32(string name) => FileOf(name).ReadInt32(name);

    /// <summary>Closes all files; mapped tensors are void from here on.</summary>
    public void Dispose()
    {
        foreach (var file in _files.Values)
        {
            file.Dispose();
        }
    }

    private void OpenFiles()
    {
        var index = Path.Combine(_path, IndexName);
        var single = Path.Combine(_path, SingleName);
        if (File.Exists(index))
        {
            foreach (var (name, shard) in ShardIndex.Read(index))
            {
                AddSharded(index, name, shard);
            }
        }
        else if (File.Exists(single))
        {
            var file = _files[SingleName] = SafetensorsFile.Open(single);
            foreach (var entry in file.Entries)
            {
                _fileOf.Add(entry.Name, file);
            }
        }
        else
        {
            throw new FileNotFoundException($"{_path}: expected {IndexName} or {SingleName} in the folder, but found neither.");
        }
    }

    private void AddSharded(string index, string name, string shard)
    {
        if (!_files.TryGetValue(shard, out var file))
        {
            var path = Path.Combine(_path, shard);
            if (!File.Exists(path))
            {
                throw SafetensorsError.In(
                    index, $"tensor {SafetensorsError.Quoted(name)} should be in {path}, but there is no such file");
            }

            file = _files[shard] = SafetensorsFile.Open(path);
        }

        if (!file.Contains(name))
        {
            throw SafetensorsError.In(
                index, $"tensor {SafetensorsError.Quoted(name)} should be in {file.FilePath}, but that file does not have it");
        }

        _fileOf.Add(name, file);
    }
}
