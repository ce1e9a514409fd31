using System.Text.Json;
using RadSharp.Tensors;

namespace RadSharp.Models.Checkpoints;

/// <summary>A folder with <c>pytorch_model.bin</c>, whole or in shards, as the Vicuna models are published.</summary>
public sealed class TorchFolder : ICheckpoint
{
    /// <summary>The index of a model in shards.</summary>
    public const string IndexName = "pytorch_model.bin.index.json";

    /// <summary>The file of a model that is not in shards.</summary>
    public const string SingleName = "pytorch_model.bin";

    private readonly Dictionary<string, TorchCheckpoint> _shards = [];
    private readonly Dictionary<string, TorchCheckpoint> _shardOf = [];

    private TorchFolder(string path) => Location = path;

    /// <inheritdoc/>
    public string Location { get; }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => _shardOf.Keys;

    /// <summary>Opens every shard and checks that it holds what the index says.</summary>
    /// <param name="path">The folder. Where it has both an index and a single file, the index counts.</param>
    /// <exception cref="FileNotFoundException">The folder has neither.</exception>
    /// <exception cref="InvalidDataException">
    /// A file is damaged or malicious; the index names a file that is not there or lies elsewhere, or a tensor that its file
    /// does not have.
    /// </exception>
    public static TorchFolder Open(string path)
    {
        var folder = new TorchFolder(path);
        try
        {
            if (File.Exists(Path.Combine(path, IndexName)))
            {
                folder.OpenShards(Path.Combine(path, IndexName));
            }
            else if (File.Exists(Path.Combine(path, SingleName)))
            {
                var shard = folder.Shard(SingleName);
                foreach (var name in shard.Names)
                {
                    folder._shardOf.Add(name, shard);
                }
            }
            else
            {
                throw new FileNotFoundException(
                    $"{path}: expected {IndexName} or {SingleName} in the folder, but found neither.");
            }

            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool Contains(string name) => _shardOf.ContainsKey(name);

    /// <inheritdoc/>
    public IReadOnlyList<long> ShapeOf(string name) => ShardOf(name).ShapeOf(name);

    /// <inheritdoc/>
    public Tensor Read(string name, DType dtype) => ShardOf(name).Read(name, dtype);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var shard in _shards.Values)
        {
            shard.Dispose();
        }
    }

    private void OpenShards(string index)
    {
        foreach (var (name, file) in ReadIndex(index))
        {
            if (file is "" or "." or ".." || file.AsSpan().ContainsAny("/\\:\0"))
            {
                throw CheckpointError.In(
                    index,
                    $"tensor {CheckpointError.Quoted(name)}: expected the plain name of a file beside the index, but found "
                    + CheckpointError.Quoted(file));
            }

            if (!File.Exists(Path.Combine(Location, file)))
            {
                throw CheckpointError.In(
                    index,
                    $"tensor {CheckpointError.Quoted(name)} should be in {CheckpointError.Quoted(file)}, but there "
                    + "is no such file");
            }

            var shard = Shard(file);
            _shardOf[name] = shard.Contains(name)
                ? shard
                : throw CheckpointError.In(
                    index,
                    $"tensor {CheckpointError.Quoted(name)} should be in {CheckpointError.Quoted(file)}, but that "
                    + "file does not have it");
        }
    }

    private static Dictionary<string, string> ReadIndex(string index)
    {
        const string MapName = "weight_map";
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(index));
            if (json.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty(MapName, out var map) && map.ValueKind == JsonValueKind.Object
                && map.EnumerateObject().All(static entry => entry.Value.ValueKind == JsonValueKind.String))
            {
                var shards = new Dictionary<string, string>();
                foreach (var entry in map.EnumerateObject())
                {
                    shards[entry.Name] = entry.Value.GetString()!;
                }

                return shards;
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Half a surrogate pair in a text is an InvalidOperationException of the JSON reader.
            throw CheckpointError.In(index, $"expected JSON, but {error.Message.TrimEnd('.')}");
        }

        throw CheckpointError.In(index, $"expected {MapName}, an object from names of tensors to names of files");
    }

    private TorchCheckpoint Shard(string file) =>
        _shards.TryGetValue(file, out var shard) ? shard : _shards[file] = TorchCheckpoint.Open(Path.Combine(Location, file));

    private TorchCheckpoint ShardOf(string name) => _shardOf.TryGetValue(name, out var shard)
        ? shard
        : throw CheckpointError.In(
            Location, $"expected a tensor {CheckpointError.Quoted(name)}, but none of the {_shardOf.Count} has that name");
}
