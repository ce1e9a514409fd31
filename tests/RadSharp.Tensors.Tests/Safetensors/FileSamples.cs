using System.Buffers.Binary;
using System.Text;
using RadSharp.Tensors.Safetensors;

namespace RadSharp.Tensors.Tests.Safetensors;

/// <summary>A folder of its own for a test's files, deleted with them.</summary>
internal sealed class FileSamples : IDisposable
{
    public FileSamples() => Folder = Directory.CreateTempSubdirectory("radsharp-safetensors-").FullName;

    public string Folder { get; }

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>A file made of a header as it stands and the bytes after it.</summary>
    public string Write(string header, int dataByteCount, string name = "broken.safetensors")
    {
        File.WriteAllBytes(PathOf(name), Assemble(Encoding.UTF8.GetBytes(header), new byte[dataByteCount]));
        return PathOf(name);
    }

    /// <summary>A file of one tensor that holds the given bytes.</summary>
    public SafetensorsFile OpenRaw(SafetensorsDType dtype, ReadOnlySpan<long> shape, byte[] bytes)
    {
        var path = PathOf($"{dtype}.safetensors");
        SafetensorsWriter.Write(path, [new SafetensorsTensor("x", dtype, shape, bytes)]);
        return SafetensorsFile.Open(path);
    }

    /// <summary>What is wrong with a file is said in one type of exception, with every one of these parts.</summary>
    public static void Refuses(Action action, params ReadOnlySpan<string> parts)
    {
        var error = Assert.Throws<InvalidDataException>(action);
        foreach (var part in parts)
        {
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }
    }

    public static byte[] Assemble(byte[] header, byte[] data)
    {
        var prefix = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)header.Length);
        return [.. prefix, .. header, .. data];
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
