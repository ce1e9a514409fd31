using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace RadSharp.Tensors.Safetensors;

/// <summary>
/// A safetensors file, opened for reading: names, types and shapes at once, each tensor when it is asked for.
/// </summary>
/// <remarks>
/// <para>Format: https://github.com/huggingface/safetensors. Opening checks the whole header; whatever is wrong with a
/// file is an <see cref="InvalidDataException"/> that names the file and the tensor.</para>
/// <para>Several threads may read from one open file. A file must not be made shorter while it is mapped; replacing it,
/// as <see cref="SafetensorsWriter"/> does, is harmless.</para>
/// </remarks>
public sealed unsafe class SafetensorsFile : IDisposable
{
    // Elements that are read and converted at a time.
    private const int PieceLength = 1 << 18;

    // Bytes that are read straight into a tensor at a time: spans end at 2 GiB.
    private const int PieceByteCount = 1 << 30;

    private readonly SafeFileHandle _handle;
    private readonly SafetensorsHeader _header;
    private readonly Lock _mappingGate = new();
    private FileMapping? _mapping;

    private SafetensorsFile(SafeFileHandle handle, string path)
    {
        _handle = handle;
        FilePath = path;
        _header = SafetensorsHeader.Read(handle, path);
    }

    /// <summary>Where the file is, as given to <see cref="Open"/>.</summary>
    public string FilePath { get; }

    /// <summary>The tensors in the order of their bytes.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries => _header.Entries;

    /// <summary>The free-form <c>__metadata__</c>; empty where the file has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="InvalidDataException">It is no safetensors file, or a damaged one.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SafetensorsFile Open(string path)
    {
        var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            return new SafetensorsFile(handle, path);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Whether the file has a tensor of this name.</summary>
    public bool Contains(string name) => _header.ByName.ContainsKey(name);

    /// <summary>The type, shape and place of a tensor.</summary>
    /// <exception cref="InvalidDataException">The file has no such tensor.</exception>
    public SafetensorsEntry Entry(string name) => _header.ByName.TryGetValue(name, out var entry)
        ? entry
        : throw SafetensorsError.In(
            FilePath, $"expected a tensor {SafetensorsError.Quoted(name)}, but none of the {Entries.Count} has that name");

    /// <summary>
    /// Reads a tensor as Float32, owned by the caller. I32, U32, I64, U64 and F64 are rounded to nearest even, every other
    /// type is exact; a BOOL becomes 0 or 1.
    /// </summary>
    /// <exception cref="InvalidDataException">
    /// The file has no such tensor, its elements are no real numbers (C64) or packed in an undefined order (F4, F6), or
    /// a <see cref="Tensor"/> cannot have its shape.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The file was disposed of.</exception>
    public Tensor ReadFloat32(string name) => Load(OpenEntry(name), DType.Float32);

    /// <summary>
    /// Reads a tensor in the type that it is needed in, owned by the caller: as it is where the file has that type, else
    /// through Float32 and <see cref="Conversions.To"/>.
    /// </summary>
    /// <exception cref="InvalidDataException">As for <see cref="ReadFloat32"/>.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed of.</exception>
    public Tensor Read(string name, DType dtype)
    {
        var entry = OpenEntry(name);
        if (dtype == DType.Float32 || entry.DType.Storage() == dtype)
        {
            return Load(entry, dtype);
        }

        using var wide = Load(entry, DType.Float32);
        return wide.To(dtype);
    }

    /// <summary>
    /// A view of a tensor in the mapped file, without a copy: pages are read when they are first touched. For F32, BF16 and
    /// F16. Void once the file is disposed of, and no span of it may be used after that. What is written to it stays in this
    /// process. The bytes are aligned as the file happens to align them.
    /// </summary>
    /// <exception cref="InvalidDataException">
    /// The file has no such tensor, it has another type, a <see cref="Tensor"/> cannot have its shape, or the file has
    /// become shorter or longer since it was opened.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The file was disposed of.</exception>
    public Tensor Map(string name)
    {
        var entry = OpenEntry(name);
        var dtype = entry.DType.Storage()
            ?? throw Unsuited(entry, "be F32, BF16 or F16 to be mapped; Read converts other types");
        return View(entry, ShapeOf(entry), dtype);
    }

    /// <summary>
    /// A view of a quantised tensor whose packed bytes the file holds as U8 (<see cref="SafetensorsTensor.OfPackedBytes"/>);
    /// like <see cref="Map"/> in everything else. Scales are not looked at.
    /// </summary>
    /// <param name="name">The tensor.</param>
    /// <param name="dtype"><see cref="DType.Q8"/> or <see cref="DType.Q4"/>.</param>
    /// <param name="shape">[outFeatures, inFeatures].</param>
    /// <exception cref="ArgumentException">No quantised tensor has the shape.</exception>
    /// <exception cref="InvalidDataException">
    /// The file has no such tensor, it does not hold the bytes that the shape takes, or the file has become shorter or longer.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The file was disposed of.</exception>
    public Tensor MapPacked(string name, DType dtype, Shape shape)
    {
        Expect.That(
            dtype.IsQuantized() && shape.Count <= Array.MaxLength, "MapPacked",
            $"expected Q8 or Q4 and at most {Array.MaxLength} elements, but found {dtype} {shape}");
        var entry = OpenEntry(name);
        var byteCount = dtype.ByteCount(shape);
        return entry.DType == SafetensorsDType.U8 && entry.ByteCount == byteCount
            ? View(entry, shape, dtype)
            : throw Unsuited(entry, $"hold the {byteCount} packed bytes of {dtype} {shape} as U8");
    }

    /// <summary>Reads a tensor of integers or BOOL, row-major.</summary>
    /// <exception cref="InvalidDataException">
    /// The file has no such tensor, it has another type, a number does not fit in 32 bits, or there are more of them than
    /// an array holds.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The file was disposed of.</exception>
    public int[] ReadInt32(string name)
    {
        var entry = OpenEntry(name);
        if (!ElementDecoding.IsInteger(entry.DType) || entry.Count > Array.MaxLength)
        {
            throw Unsuited(entry, $"hold at most {Array.MaxLength} integers");
        }

        var values = new int[entry.Count];
        try
        {
            Decode<int>(entry, values, ElementDecoding.ToInt32);
        }
        catch (OverflowException)
        {
            throw Unsuited(entry, "hold numbers that fit in 32 bits");
        }

        return values;
    }

    /// <summary>Copies bytes of a tensor of any type, as the file stores them.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="destination">Filled completely.</param>
    /// <param name="start">The first byte, counted from the tensor's first.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tensor does not have so many bytes from there on.</exception>
    /// <exception cref="InvalidDataException">The file has no such tensor.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed of.</exception>
    public void ReadBytes(string name, Span<byte> destination, long start = 0)
    {
        var entry = OpenEntry(name);
        if (start < 0 || start > entry.ByteCount - destination.Length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(start), start, $"{FilePath}: {entry} has {entry.ByteCount} bytes, not {destination.Length} from here on.");
        }

        FileBytes.Read(_handle, FilePath, entry.Start + start, destination);
    }

    /// <summary>Closes the file; mapped tensors are void from here on.</summary>
    public void Dispose()
    {
        lock (_mappingGate)
        {
            _mapping?.Dispose();
            _mapping = null;
            _handle.Dispose();
        }
    }

    private Tensor View(SafetensorsEntry entry, Shape shape, DType dtype)
    {
        lock (_mappingGate)
        {
            ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
            _mapping ??= MapFile();
            // The header's check puts every entry inside the file, and MapFile checks that the file still has that size.
            return _mapping.View(entry.Start, shape, dtype);
        }
    }

    private SafetensorsEntry OpenEntry(string name)
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        return Entry(name);
    }

    private Tensor Load(SafetensorsEntry entry, DType dtype)
    {
        var isStoredSo = entry.DType.Storage() == dtype;
        if (!isStoredSo && !ElementDecoding.IsReal(entry.DType))
        {
            throw Unsuited(entry, "hold real numbers in an order that the format defines; ReadBytes gives its bytes");
        }

        var tensor = Tensor.Uninitialized(ShapeOf(entry), dtype);
        try
        {
            if (isStoredSo)
            {
                ReadInto(tensor.Data, entry);
            }
            else
            {
                Decode(entry, tensor.Span, ElementDecoding.ToFloat32);
            }

            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    // The destination is a tensor of the entry's type and shape, which takes exactly the entry's bytes.
    private void ReadInto(byte* destination, SafetensorsEntry entry)
    {
        for (var done = 0L; done < entry.ByteCount; done += PieceByteCount)
        {
            var byteCount = (int)Math.Min(PieceByteCount, entry.ByteCount - done);
            FileBytes.Read(_handle, FilePath, entry.Start + done, new Span<byte>(destination + done, byteCount));
        }
    }

    private void Decode<T>(SafetensorsEntry entry, Span<T> destination, ElementDecoder<T> decode)
    {
        var elementBytes = entry.DType.BitCount() / 8;
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(PieceLength, destination.Length) * elementBytes);
        try
        {
            for (var done = 0; done < destination.Length;)
            {
                var piece = destination.Slice(done, Math.Min(PieceLength, destination.Length - done));
                var bytes = buffer.AsSpan(0, piece.Length * elementBytes);
                FileBytes.Read(_handle, FilePath, entry.Start + ((long)done * elementBytes), bytes);
                decode(entry.DType, bytes, piece);
                done += piece.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private FileMapping MapFile()
    {
        var byteCount = RandomAccess.GetLength(_handle);
        return byteCount == _header.FileByteCount
            ? new FileMapping(_handle, byteCount)
            : throw SafetensorsError.In(
                FilePath, $"the file had {_header.FileByteCount} bytes when it was opened, but has {byteCount} now");
    }

    private Shape ShapeOf(SafetensorsEntry entry)
    {
        var lengths = entry.Shape;
        if (lengths.Length > Shape.MaxRank
            || lengths.Any(static length => length > int.MaxValue)
            || entry.Count > Array.MaxLength)
        {
            throw Unsuited(entry, $"have at most {Shape.MaxRank} axes, each below 2^31, and at most {Array.MaxLength} elements");
        }

        return Shape.Create([.. lengths.Select(static length => (int)length)]);
    }

    private InvalidDataException Unsuited(SafetensorsEntry entry, string expected) =>
        SafetensorsError.In(FilePath, $"expected the tensor to {expected}, but found {entry}");
}
