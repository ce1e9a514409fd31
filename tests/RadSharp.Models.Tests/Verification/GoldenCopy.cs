using System.Buffers.Binary;
using RadSharp.Tensors.Safetensors;

namespace RadSharp.Models.Tests.Verification;

/// <summary>A copy of a golden folder, beside copies of the folders that it refers to, to be damaged.</summary>
internal sealed class GoldenCopy : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("radsharp-");

    public GoldenCopy(string name, params string[] beside)
    {
        Folder = Path.Combine(_root.FullName, name);
        foreach (var folder in (string[])[name, .. beside])
        {
            foreach (var file in Directory.EnumerateFiles(Golden.PathOf(folder), "*", SearchOption.AllDirectories))
            {
                var copy = Path.Combine(_root.FullName, folder, Path.GetRelativePath(Golden.PathOf(folder), file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }
    }

    public string Folder { get; }

    public string this[string file] => Path.Combine(Folder, file);

    /// <summary>Exchanges a text of a file, which must be there.</summary>
    public GoldenCopy Replace(string file, string text, string other)
    {
        var content = File.ReadAllText(this[file]);
        Assert.Contains(text, content, StringComparison.Ordinal);
        File.WriteAllText(this[file], content.Replace(text, other, StringComparison.Ordinal));
        return this;
    }

    /// <summary>Writes a number into a tensor of four-byte numbers.</summary>
    public GoldenCopy Poke(string file, string tensor, int index, float value) =>
        Poke(file, tensor, index, BitConverter.SingleToInt32Bits(value));

    /// <inheritdoc cref="Poke(string, string, int, float)"/>
    public GoldenCopy Poke(string file, string tensor, int index, int bits)
    {
        long start;
        using (var opened = SafetensorsFile.Open(this[file]))
        {
            start = opened.Entry(tensor).Start;
        }

        var bytes = File.ReadAllBytes(this[file]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan((int)start + (index * sizeof(int))), bits);
        File.WriteAllBytes(this[file], bytes);
        return this;
    }

    /// <summary>Writes a file of tensors anew: each under the name that the function gives, or not where it gives none.</summary>
    public GoldenCopy Rename(string file, Func<string, string?> name)
    {
        var tensors = new List<SafetensorsTensor>();
        using (var opened = SafetensorsFile.Open(this[file]))
        {
            foreach (var entry in opened.Entries)
            {
                var bytes = new byte[entry.ByteCount];
                opened.ReadBytes(entry.Name, bytes);
                if (name(entry.Name) is { } other)
                {
                    tensors.Add(new(other, entry.DType, entry.Shape.AsSpan(), bytes));
                }
            }
        }

        SafetensorsWriter.Write(this[file], tensors);
        return this;
    }

    public void Dispose() => _root.Delete(recursive: true);
}
