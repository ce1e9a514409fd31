using System.Globalization;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Safetensors;

namespace RadSharp.Models.Checkpoints;

/// <summary>
/// A network's parameters as they lie in memory, quantised ones packed, in one safetensors file that is mapped: nothing is
/// read or converted when it is opened, and several processes share the pages.
/// </summary>
/// <remarks>
/// <para>A quantised tensor NAME is stored as U8 [bytes] in the order of
/// <see cref="RadSharp.Tensors.Quantization.QuantizedLayout"/>, and the metadata say under NAME what it is, such as
/// <c>Q4 4096 11008</c>; <see cref="VersionKey"/> is the version of this rule. Others are stored as they are.</para>
/// <para>The tensors taken are views of the file: they are void once this is disposed of.</para>
/// </remarks>
public sealed class PackedParameters : IParameterSource, IDisposable
{
    /// <summary>The metadata's key for the version of the layout.</summary>
    public const string VersionKey = "radsharp.packed";

    private const string Version = "1";

    private readonly SafetensorsFile _file;
    private readonly Dictionary<string, (DType DType, Shape Shape)> _quantized = [];

    private PackedParameters(SafetensorsFile file) => _file = file;

    /// <summary>The names of all parameters.</summary>
    public IEnumerable<string> Names => _file.Entries.Select(static entry => entry.Name);

    /// <summary>Writes parameters of any type.</summary>
    /// <param name="path">The file; one that exists is replaced when the new one is complete.</param>
    /// <param name="parameters">What it is to hold; must live until it is written.</param>
    /// <exception cref="ArgumentException">Two parameters have one name.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<Parameter> parameters)
    {
        var metadata = new Dictionary<string, string> { [VersionKey] = Version };
        var tensors = new List<SafetensorsTensor>();
        foreach (var parameter in parameters)
        {
            var value = parameter.Value;
            if (!value.DType.IsQuantized())
            {
                tensors.Add(new SafetensorsTensor(parameter.Name, value));
                continue;
            }

            metadata[parameter.Name] = FormattableString.Invariant($"{value.DType} {value.Shape[0]} {value.Shape[1]}");
            tensors.Add(SafetensorsTensor.OfPackedBytes(parameter.Name, value));
        }

        // The file has no gaps, so what fills whole cache lines comes first: then each of those begins at one.
        SafetensorsWriter.Write(path, [.. tensors.OrderByDescending(static tensor => Alignment(tensor.ByteCount))], metadata);
    }

    /// <summary>Opens a file that <see cref="Write"/> has written.</summary>
    /// <exception cref="InvalidDataException">It is damaged, no such file, or of another version.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PackedParameters Open(string path)
    {
        var packed = new PackedParameters(SafetensorsFile.Open(path));
        try
        {
            packed.ReadMetadata();
            return packed;
        }
        catch
        {
            packed.Dispose();
            throw;
        }
    }

    /// <summary>Where it is, for messages.</summary>
    public string Location => _file.FilePath;

    /// <inheritdoc/>
    public bool Contains(string name) => _file.Contains(name);

    /// <summary>Lengths of a parameter's axes, of a quantised one as it was before.</summary>
    /// <exception cref="InvalidDataException">There is no such parameter.</exception>
    public IReadOnlyList<long> ShapeOf(string name) => _quantized.TryGetValue(name, out var packed)
        ? [.. packed.Shape.Select(static length => (long)length)]
        : _file.Entry(name).Shape;

    /// <summary>A view of a parameter in the type that it was written in; void once this is disposed of.</summary>
    /// <inheritdoc/>
    public Tensor Take(string name, Shape shape, ParameterKind kind)
    {
        if (!_file.Contains(name))
        {
            throw CheckpointError.In(
                _file.FilePath,
                $"expected a tensor {CheckpointError.Quoted(name)} of shape {shape}, but none of the "
                + $"{_file.Entries.Count} has that name");
        }

        var isQuantized = _quantized.TryGetValue(name, out var packed);
        var found = ShapeOf(name);
        if (!found.SequenceEqual(shape.Select(static length => (long)length)))
        {
            throw CheckpointError.In(
                _file.FilePath,
                $"expected {CheckpointError.Quoted(name)} to have the shape {shape}, found "
                + $"[{string.Join(", ", found)}]");
        }

        return isQuantized ? _file.MapPacked(name, packed.DType, packed.Shape) : _file.Map(name);
    }

    /// <summary>Closes the file; all tensors taken are void from here on.</summary>
    public void Dispose() => _file.Dispose();

    private static long Alignment(long byteCount) => Math.Min(byteCount & -byteCount, 64);

    private void ReadMetadata()
    {
        if (!_file.Metadata.TryGetValue(VersionKey, out var version) || version != Version)
        {
            throw CheckpointError.In(
                _file.FilePath,
                $"expected {VersionKey} {Version} in the metadata, but found "
                + $"{(version is null ? "none" : CheckpointError.Quoted(version))}. "
                + "Write the file anew from the checkpoint");
        }

        foreach (var (name, text) in _file.Metadata.Where(static entry => entry.Key != VersionKey))
        {
            _quantized[name] = text.Split(' ') is [var dtype, var rows, var columns]
                && Enum.TryParse<DType>(dtype, out var type) && type.IsQuantized() && type.ToString() == dtype
                && int.TryParse(rows, NumberStyles.None, CultureInfo.InvariantCulture, out var rowCount)
                && int.TryParse(columns, NumberStyles.None, CultureInfo.InvariantCulture, out var columnCount)
                && columnCount % RadSharp.Tensors.Quantization.QuantizedLayout.BlockLength == 0
                && (long)rowCount * columnCount <= Array.MaxLength
                ? (type, [rowCount, columnCount])
                : throw CheckpointError.In(
                    _file.FilePath,
                    $"expected a type and two lengths for {CheckpointError.Quoted(name)}, but found "
                    + $"{CheckpointError.Quoted(text)}");
        }
    }
}
