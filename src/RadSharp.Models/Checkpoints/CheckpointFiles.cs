using RadSharp.Tensors.Safetensors;

namespace RadSharp.Models.Checkpoints;

/// <summary>Opens checkpoints of any kind.</summary>
public static class CheckpointFiles
{
    /// <summary>
    /// Opens a file by what it begins with, or a folder by the names in it, safetensors before PyTorch's files.
    /// </summary>
    /// <param name="path">A file of safetensors or torch.save, or a folder with such a model, whole or in shards.</param>
    /// <exception cref="FileNotFoundException">There is nothing, or a folder without a model.</exception>
    /// <exception cref="InvalidDataException">A file is damaged or malicious, or a shard is missing.</exception>
    public static ICheckpoint Open(string path)
    {
        if (File.Exists(path))
        {
            return IsTorch(path) ? TorchCheckpoint.Open(path) : SafetensorsCheckpoint.Open(path);
        }

        string[] safetensors = [SafetensorsFolder.IndexName, SafetensorsFolder.SingleName];
        string[] torch = [TorchFolder.IndexName, TorchFolder.SingleName];
        return Array.Exists(safetensors, name => File.Exists(Path.Combine(path, name))) ? SafetensorsCheckpoint.Open(path)
            : Array.Exists(torch, name => File.Exists(Path.Combine(path, name))) ? TorchFolder.Open(path)
            : throw new FileNotFoundException(
                $"{path}: expected a file, or a folder with {string.Join(", ", [.. safetensors, .. torch])}, but found "
                + "none of them.");
    }

    // Safetensors begin with the length of a header, which is far below these bytes taken as one.
    private static bool IsTorch(string path)
    {
        Span<byte> first = stackalloc byte[4];
        using var handle = File.OpenHandle(path);
        return RandomAccess.Read(handle, first, 0) == first.Length
            && first is [(byte)'P', (byte)'K', 3, 4] or [0x80, 2, 0x8A, 10];
    }
}
