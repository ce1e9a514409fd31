using System.Text.Json;

namespace RadSharp.Tensors.Safetensors;

/// <summary>The index of a sharded model: <c>{"weight_map": {tensor: file, …}}</c> beside keys that do not matter here.</summary>
internal static class ShardIndex
{
    private const string MapName = "weight_map";

    /// <summary>The file of each tensor, a plain file name in the index's own folder.</summary>
    /// <exception cref="InvalidDataException">The index is damaged, or names a file elsewhere.</exception>
    public static Dictionary<string, string> Read(string path)
    {
        using var handle = File.OpenHandle(path);
        var byteCount = RandomAccess.GetLength(handle);
        if (byteCount > SafetensorsHeader.MaxByteCount)
        {
            throw SafetensorsError.In(
                path, $"expected an index of at most {SafetensorsHeader.MaxByteCount} bytes, but the file has {byteCount}");
        }

        var utf8 = new byte[byteCount];
        FileBytes.Read(handle, path, 0, utf8);
        var json = new JsonTokens(utf8, path);
        json.Expect(JsonTokenType.StartObject, "the index");
        Dictionary<string, string>? shardOf = null;
        while (json.NextName() is { } name)
        {
            if (name != MapName)
            {
                json.SkipValue();
                continue;
            }

            shardOf = shardOf is null
                ? ReadMap(ref json, path)
                : throw SafetensorsError.In(path, $"the index has {MapName} twice");
        }

        json.End();
        return shardOf ?? throw SafetensorsError.In(path, $"expected a {MapName} in the index, but found none");
    }

    private static Dictionary<string, string> ReadMap(ref JsonTokens json, string path)
    {
        var shardOf = new Dictionary<string, string>();
        json.Expect(JsonTokenType.StartObject, MapName);
        while (json.NextName() is { } tensor)
        {
            var shard = json.NextText($"the file of tensor {SafetensorsError.Quoted(tensor)}");
            if (shard is "" or "." or ".." || shard.AsSpan().ContainsAny("/\\:\0"))
            {
                throw SafetensorsError.In(
                    path,
                    $"tensor {SafetensorsError.Quoted(tensor)}: expected the plain name of a file beside the index, but found " +
                    SafetensorsError.Quoted(shard));
            }

            if (!shardOf.TryAdd(tensor, shard))
            {
                throw SafetensorsError.In(path, $"{MapName} has tensor {SafetensorsError.Quoted(tensor)} twice");
            }
        }

        return shardOf;
    }
}
