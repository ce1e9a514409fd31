using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace RadSharp.Models.Tests.Checkpoints.Pickles;

/// <summary>Pickles put together by hand: texts whose letters are bytes, so that parts can simply be added.</summary>
internal static class PickleText
{
    public const string True = "\u0088";

    public const string False = "\u0089";

    public static string Global(string module, string name) => $"c{module}\n{name}\n";

    public static string Text(string text) =>
        "X" + Number(Encoding.UTF8.GetByteCount(text)) + Letters(Encoding.UTF8.GetBytes(text));

    public static string Bytes(ReadOnlySpan<byte> bytes) => "B" + Number(bytes.Length) + Letters(bytes);

    public static string Integer(long value) => "J" + Number((int)value);

    public static string Tuple(params IEnumerable<string> items) => $"({string.Concat(items)}t";

    public static string Counts(params IEnumerable<long> counts) => Tuple(counts.Select(Integer));

    public static string Dictionary(params (string Key, string Value)[] entries) =>
        $"}}({string.Concat(entries.Select(entry => Text(entry.Key) + entry.Value))}u";

    public static string Storage(string type, string key, long count) =>
        Tuple(Text("storage"), Global("torch", type), Text(key), Text("cpu"), Integer(count)) + "Q";

    public static string Tensor(string type, string key, long count, long offset, long[] shape, long[] strides) =>
        Global("torch._utils", "_rebuild_tensor_v2")
        + Tuple(
            Storage(type, key, count), Integer(offset), Counts(shape), Counts(strides), False,
            Global("collections", "OrderedDict") + ")R")
        + "R";

    public static byte[] Pickle(string text) => Encoding.Latin1.GetBytes("\u0080\u0002" + text + ".");

    /// <summary>A file as torch.save writes it, with a pickle and the storages 0, 1, ….</summary>
    public static byte[] TorchFile(string text, params byte[][] storages) =>
        TorchFile(text, null, CompressionLevel.NoCompression, storages);

    public static byte[] TorchFile(string text, string? byteOrder, CompressionLevel level, params byte[][] storages)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "archive/data.pkl", Pickle(text), level);
            for (var index = 0; index < storages.Length; index++)
            {
                Add(zip, $"archive/data/{index}", storages[index], level);
            }

            if (byteOrder is not null)
            {
                Add(zip, "archive/byteorder", Encoding.ASCII.GetBytes(byteOrder), level);
            }
        }

        return stream.ToArray();
    }

    private static void Add(ZipArchive zip, string name, byte[] bytes, CompressionLevel level)
    {
        using var entry = zip.CreateEntry(name, level).Open();
        entry.Write(bytes);
    }

    private static string Number(int value)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return Letters(bytes);
    }

    private static string Letters(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
