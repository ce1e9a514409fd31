using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RadSharp.Tensors.Safetensors;

/// <summary>Writes safetensors files: whole, or not at all.</summary>
public static class SafetensorsWriter
{
    // Where the tensors' bytes begin: a mapped file's first tensor then fills whole cache lines.
    private const int DataAlignment = 64;

    // The JSON writer by itself would put a replacement character where half a surrogate pair is.
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Writes tensors in the given order. The same tensors and metadata give the same bytes.
    /// </summary>
    /// <remarks>
    /// Everything goes to a temporary file in the same folder first and is flushed to disk; only then does that file take
    /// the name, in one step. A process that is killed half-way leaves the old file as it was, and a <c>.tmp</c> file.
    /// </remarks>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="tensors">What the file is to hold.</param>
    /// <param name="metadata">Free-form <c>__metadata__</c>, written in the order of its keys.</param>
    /// <exception cref="ArgumentException">A name is there twice or not valid Unicode, or the header gets too long.</exception>
    /// <exception cref="IOException">The file cannot be written, because the disk is full for instance.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not write there, or the path is a folder.</exception>
    public static void Write(
        string path, IReadOnlyList<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var header = MakeHeader(path, tensors, metadata);
        var temporary = Path.Combine(
            Path.GetDirectoryName(Path.GetFullPath(path))!, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}.tmp");
        try
        {
            WriteAll(temporary, header, tensors);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error)
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }

            if (error is IOException)
            {
                throw new IOException($"{path} was not written, and what was there before is unchanged: {error.Message}", error);
            }

            throw;
        }
    }

    private static void WriteAll(string path, ReadOnlySpan<byte> header, IReadOnlyList<SafetensorsTensor> tensors)
    {
        // Asking for the space beforehand finds a full disk before anything is written.
        using var handle = File.OpenHandle(
            path, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.None,
            header.Length + tensors.Sum(static tensor => tensor.ByteCount));
        RandomAccess.Write(handle, header, 0);
        var offset = (long)header.Length;
        foreach (var tensor in tensors)
        {
            tensor.WriteTo(handle, offset);
            offset += tensor.ByteCount;
        }

        RandomAccess.FlushToDisk(handle);
    }

    // The header with its length before it, and spaces behind it up to where the data begins.
    private static byte[] MakeHeader(
        string path, IReadOnlyList<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var bytes = new MemoryStream();
        bytes.Write(stackalloc byte[SafetensorsHeader.PrefixByteCount]);
        using (var json = new Utf8JsonWriter(bytes, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            WriteJson(json, path, tensors, metadata ?? ImmutableDictionary<string, string>.Empty);
        }

        while (bytes.Length % DataAlignment != 0)
        {
            bytes.WriteByte((byte)' ');
        }

        var header = bytes.ToArray();
        var byteCount = header.Length - SafetensorsHeader.PrefixByteCount;
        if (byteCount > SafetensorsHeader.MaxByteCount)
        {
            throw new ArgumentException(
                $"{path}: a header of {byteCount} bytes is too long, at most {SafetensorsHeader.MaxByteCount} can be read " +
                "again. Use fewer tensors a file, or shorter names and metadata.");
        }

        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)byteCount);
        return header;
    }

    private static void WriteJson(
        Utf8JsonWriter json,
        string path,
        IReadOnlyList<SafetensorsTensor> tensors,
        IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject();
        if (metadata.Count > 0)
        {
            json.WriteStartObject(SafetensorsHeader.MetadataName);
            foreach (var (key, text) in metadata.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
            {
                json.WriteString(Utf8(path, key), Utf8(path, text));
            }

            json.WriteEndObject();
        }

        var names = new HashSet<string> { SafetensorsHeader.MetadataName };
        var offset = 0L;
        foreach (var tensor in tensors)
        {
            if (!names.Add(tensor.Name))
            {
                throw new ArgumentException(
                    $"{path}: the name {SafetensorsError.Quoted(tensor.Name)} is taken. Every tensor needs a name of its own.");
            }

            json.WriteStartObject(Utf8(path, tensor.Name));
            json.WriteString("dtype", tensor.DType.Spelling());
            json.WriteStartArray("shape");
            foreach (var length in tensor.Shape)
            {
                json.WriteNumberValue(length);
            }

            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(offset);
            json.WriteNumberValue(offset += tensor.ByteCount);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static byte[] Utf8(string path, string text)
    {
        try
        {
            return StrictUtf8.GetBytes(text);
        }
        catch (EncoderFallbackException error)
        {
            throw new ArgumentException($"{path}: {SafetensorsError.Quoted(text)} is not valid Unicode.", error);
        }
    }
}
