using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace RadSharp.Tensors.Safetensors;

/// <summary>
/// What the beginning of a safetensors file says about the rest, checked: every byte after the header belongs to exactly
/// one tensor, and every tensor has the bytes that its type and shape take.
/// </summary>
/// <remarks>The format: 8 bytes header length, little-endian; the header, a JSON object; the tensors' bytes.</remarks>
internal sealed class SafetensorsHeader
{
    /// <summary>The longest header that is read, as in the format's reference implementation.</summary>
    public const int MaxByteCount = 100_000_000;

    /// <summary>The one name in the header that is no tensor.</summary>
    public const string MetadataName = "__metadata__";

    /// <summary>Bytes before the header: its length.</summary>
    public const int PrefixByteCount = sizeof(ulong);

    // No array library has as many axes; the limit keeps what a hostile header makes us allocate near its own size.
    private const int MaxRank = 64;

    private readonly string _file;
    private readonly long _dataStart;
    private readonly long _dataByteCount;

    private SafetensorsHeader(string file, long dataStart, long dataByteCount)
    {
        _file = file;
        _dataStart = dataStart;
        _dataByteCount = dataByteCount;
    }

    /// <summary>The tensors in the order of their bytes.</summary>
    public List<SafetensorsEntry> Entries { get; } = [];

    /// <summary>The free-form metadata; empty where there is none.</summary>
    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>The tensors by name.</summary>
    public Dictionary<string, SafetensorsEntry> ByName { get; } = [];

    /// <summary>Bytes of the whole file.</summary>
    public long FileByteCount => _dataStart + _dataByteCount;

    /// <exception cref="InvalidDataException">The file is damaged; the message says where.</exception>
    public static SafetensorsHeader Read(SafeFileHandle handle, string file)
    {
        var fileByteCount = RandomAccess.GetLength(handle);
        Span<byte> prefix = stackalloc byte[PrefixByteCount];
        if (fileByteCount < prefix.Length)
        {
            throw SafetensorsError.In(file, $"expected at least {prefix.Length} bytes, but the file has {fileByteCount}");
        }

        FileBytes.Read(handle, file, 0, prefix);
        var byteCount = BitConverter.ToUInt64(prefix);
        if (byteCount > (ulong)(fileByteCount - prefix.Length) || byteCount > MaxByteCount)
        {
            throw SafetensorsError.In(
                file,
                $"the header says that it has {byteCount} bytes, but {fileByteCount - prefix.Length} follow, and more than " +
                $"{MaxByteCount} are not accepted. Expected a safetensors file");
        }

        var json = GC.AllocateUninitializedArray<byte>((int)byteCount);
        FileBytes.Read(handle, file, prefix.Length, json);
        var dataStart = prefix.Length + (long)byteCount;
        var header = new SafetensorsHeader(file, dataStart, fileByteCount - dataStart);
        header.ReadJson(json);
        header.CheckThatTensorsFillTheData();
        return header;
    }

    private void ReadJson(ReadOnlySpan<byte> utf8)
    {
        var json = new JsonTokens(utf8, _file);
        json.Expect(JsonTokenType.StartObject, "the header");
        var hasMetadata = false;
        while (json.NextName() is { } name)
        {
            if (name == MetadataName)
            {
                Require(!hasMetadata, $"the header has {MetadataName} twice");
                hasMetadata = true;
                ReadMetadata(ref json);
                continue;
            }

            var entry = ReadEntry(ref json, name);
            Require(ByName.TryAdd(name, entry), $"the header has tensor {SafetensorsError.Quoted(name)} twice");
            Entries.Add(entry);
        }

        json.End();
    }

    private void ReadMetadata(ref JsonTokens json)
    {
        json.Expect(JsonTokenType.StartObject, MetadataName);
        while (json.NextName() is { } key)
        {
            var text = json.NextText($"{MetadataName} {SafetensorsError.Quoted(key)}");
            Require(Metadata.TryAdd(key, text), $"{MetadataName} has {SafetensorsError.Quoted(key)} twice");
        }
    }

    private SafetensorsEntry ReadEntry(ref JsonTokens json, string name)
    {
        var tensor = $"tensor {SafetensorsError.Quoted(name)}";
        SafetensorsDType? dtype = null;
        ImmutableArray<long>? shape = null;
        (long Begin, long End)? offsets = null;
        json.Expect(JsonTokenType.StartObject, tensor);
        while (json.NextName() is { } key)
        {
            switch (key)
            {
                case "dtype" when dtype is null:
                    var spelling = json.NextText(tensor);
                    dtype = SafetensorsDTypes.TryParse(spelling, out var known)
                        ? known
                        : throw SafetensorsError.In(_file, $"{tensor}: the dtype {SafetensorsError.Quoted(spelling)} is unknown");
                    break;
                case "shape" when shape is null:
                    shape = ReadShape(ref json, tensor);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadOffsets(ref json, tensor);
                    break;
                default:
                    throw SafetensorsError.In(
                        _file,
                        $"{tensor}: expected dtype, shape and data_offsets, each once, but found {SafetensorsError.Quoted(key)}");
            }
        }

        return dtype is { } type && shape is { } lengths && offsets is { } range
            ? Checked(tensor, name, type, lengths, range.Begin, range.End)
            : throw SafetensorsError.In(_file, $"{tensor}: expected dtype, shape and data_offsets, but not all are there");
    }

    private ImmutableArray<long> ReadShape(ref JsonTokens json, string tensor)
    {
        Span<long> lengths = stackalloc long[MaxRank];
        var rank = 0;
        json.Expect(JsonTokenType.StartArray, tensor, "shape");
        while (json.TryNextCount(tensor, "shape", out var length))
        {
            Require(rank < MaxRank, $"{tensor}: the shape has more than {MaxRank} axes");
            lengths[rank++] = length;
        }

        return [.. lengths[..rank]];
    }

    private (long Begin, long End) ReadOffsets(ref JsonTokens json, string tensor)
    {
        const string Part = "data_offsets";
        json.Expect(JsonTokenType.StartArray, tensor, Part);
        return json.TryNextCount(tensor, Part, out var begin) && json.TryNextCount(tensor, Part, out var end)
            && !json.TryNextCount(tensor, Part, out _)
            ? (begin, end)
            : throw SafetensorsError.In(_file, $"{tensor}, {Part}: expected two numbers, but found another count of them");
    }

    private SafetensorsEntry Checked(
        string tensor, string name, SafetensorsDType dtype, ImmutableArray<long> shape, long begin, long end)
    {
        Require(
            dtype.TryCountBytes(shape.AsSpan(), out var byteCount),
            $"{tensor}: {dtype.Spelling()} [{string.Join(", ", shape)}] is no whole number of bytes below 2^63");
        Require(
            begin <= end && end <= _dataByteCount,
            $"{tensor}: expected data_offsets within the {_dataByteCount} bytes after the header, but found [{begin}, {end}]");
        Require(
            end - begin == byteCount,
            $"{tensor}: {dtype.Spelling()} [{string.Join(", ", shape)}] takes {byteCount} bytes, but data_offsets " +
            $"[{begin}, {end}] hold {end - begin}");
        return new SafetensorsEntry(name, dtype, shape, _dataStart + begin, byteCount);
    }

    private void CheckThatTensorsFillTheData()
    {
        Entries.Sort(static (a, b) => (a.Start, a.ByteCount).CompareTo((b.Start, b.ByteCount)));
        var filled = _dataStart;
        for (var index = 0; index < Entries.Count; index++)
        {
            var entry = Entries[index];
            if (entry.Start != filled)
            {
                var fault = entry.Start < filled ? "overlaps" : "leaves a hole after";
                var before = index == 0 ? "the header" : $"tensor {SafetensorsError.Quoted(Entries[index - 1].Name)}";
                throw SafetensorsError.In(
                    _file,
                    $"tensor {SafetensorsError.Quoted(entry.Name)} {fault} {before}: expected it to begin at byte " +
                    $"{filled - _dataStart} of the data, but found {entry.Start - _dataStart}");
            }

            filled += entry.ByteCount;
        }

        Require(filled == FileByteCount, $"{FileByteCount - filled} bytes at the end of the file belong to no tensor");
    }

    private void Require(
        [DoesNotReturnIf(false)] bool condition,
        [InterpolatedStringHandlerArgument(nameof(condition))] ref ExpectMessage sentence)
    {
        if (!condition)
        {
            throw SafetensorsError.In(_file, sentence.ToString());
        }
    }
}
