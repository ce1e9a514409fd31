using System.Text.Json;
using RadSharp.Models.Checkpoints;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;

namespace RadSharp.Models.Verification;

/// <summary>
/// Parameters that a JSON file lists with name, shape, scale and shift, and that are filled by the rule of
/// <see cref="FilledParameters"/>.
/// </summary>
internal sealed class DeclaredParameters : IParameterSource
{
    private readonly string _file;
    private readonly Dictionary<string, (Shape Shape, double Scale, double Shift)> _rules = [];

    /// <summary>Reads the list.</summary>
    /// <exception cref="InvalidDataException">The file is something else; the message says what.</exception>
    public DeclaredParameters(string file)
    {
        _file = file;
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            if (json.RootElement.ValueKind != JsonValueKind.Array)
            {
                throw CheckpointError.In(file, $"expected a list of parameters, found {json.RootElement.ValueKind}");
            }

            foreach (var entry in json.RootElement.EnumerateArray())
            {
                var fields = new ConfigFields(entry, file);
                var (scale, shift) = ScaleAndShiftIn(fields);
                _rules[fields.Text("name")] = (ShapeIn(fields), scale, shift);
            }
        }
        catch (JsonException error)
        {
            throw CheckpointError.In(file, $"expected a list of parameters, but {error.Message.TrimEnd('.')}");
        }
    }

    /// <inheritdoc/>
    public bool Contains(string name) => _rules.ContainsKey(name);

    /// <summary>The declared shape.</summary>
    /// <exception cref="InvalidDataException">There is no such parameter.</exception>
    public Shape ShapeOf(string name) => RuleOf(name).Shape;

    /// <inheritdoc/>
    public Tensor Take(string name, Shape shape, ParameterKind kind)
    {
        var (declared, scale, shift) = RuleOf(name);
        if (declared != shape)
        {
            throw CheckpointError.In(_file, $"expected '{name}' to have the shape {shape}, found {declared}");
        }

        var tensor = Tensor.Uninitialized(shape);
        FilledParameters.Fill(name, scale, shift, tensor.Span);
        return tensor;
    }

    /// <summary>The field <c>shape</c>.</summary>
    internal static Shape ShapeIn(ConfigFields fields)
    {
        if (!fields.Has("shape") || fields.Json.GetProperty("shape") is not { ValueKind: JsonValueKind.Array } list)
        {
            throw fields.Wrong("shape", "a list of whole numbers", "something else");
        }

        var lengths = list.EnumerateArray().Select(
            length => length.ValueKind == JsonValueKind.Number && length.TryGetInt32(out var value)
                ? value : throw fields.Wrong("shape", "a list of whole numbers", list.GetRawText()));
        return Shape.Create([.. lengths]);
    }

    /// <summary>The fields <c>scale</c> and <c>shift</c>.</summary>
    internal static (double Scale, double Shift) ScaleAndShiftIn(ConfigFields fields) =>
        (fields.Real("scale", 1, "a number", double.IsFinite), fields.Real("shift", 0, "a number", double.IsFinite));

    private (Shape Shape, double Scale, double Shift) RuleOf(string name) => _rules.TryGetValue(name, out var rule)
        ? rule
        : throw CheckpointError.In(
            _file, $"expected a parameter {CheckpointError.Quoted(name)}, but none of the {_rules.Count} has that name");
}
