using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace RadSharp.Imaging.Tests;

/// <summary>The files beside the tests.</summary>
internal static class Fixture
{
    /// <summary>Full path of a file below <c>Fixtures</c>.</summary>
    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", name);

    /// <summary>The bytes of a file below <c>Fixtures</c>.</summary>
    public static byte[] Bytes(string name) => File.ReadAllBytes(PathOf(name));

    /// <summary>Names of the files in a folder below <c>Fixtures</c>, as <see cref="PathOf"/> takes them.</summary>
    public static IEnumerable<string> Names(string folder, string pattern) =>
        Directory.EnumerateFiles(PathOf(folder), pattern).Select(path => $"{folder}/{Path.GetFileName(path)}").Order(StringComparer.Ordinal);
}

/// <summary>What Pillow made of the golden files: arrays of small integers by name.</summary>
internal static class Golden
{
    private static readonly byte[] File = Fixture.Bytes("golden/expected.safetensors");
    private static readonly int Start = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(File);
    private static readonly JsonElement Header = JsonDocument.Parse(File.AsMemory(8, Start - 8)).RootElement;

    /// <summary>Names that begin with <paramref name="prefix"/>.</summary>
    public static IEnumerable<string> Names(string prefix) => Header.EnumerateObject().Select(entry => entry.Name)
        .Where(name => name.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Shape (rows, columns, channels if there are several) and samples of one array.</summary>
    public static (int[] Shape, int[] Samples) Read(string name)
    {
        var entry = Header.GetProperty(name);
        var range = entry.GetProperty("data_offsets");
        var (from, to) = (range[0].GetInt32(), range[1].GetInt32());
        var bytes = File.AsSpan(Start + from, to - from);
        var samples = entry.GetProperty("dtype").GetString() == "U16"
            ? Array.ConvertAll(MemoryMarshal.Cast<byte, ushort>(bytes).ToArray(), sample => (int)sample)
            : Array.ConvertAll(bytes.ToArray(), sample => (int)sample);
        return ([.. entry.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32())], samples);
    }
}
