using RadSharp.Models.Checkpoints;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;

namespace RadSharp.Models.Systems;

/// <summary>Stands for a checkpoint's parameters without reading them: tensors are undefined, and what is missing is noted.</summary>
internal sealed class SurveyedParameters(
    ICheckpoint checkpoint, DType matrices, Func<string, string>? spelling, Func<string, bool> keepsPrecision)
    : IParameterSource
{
    private readonly HashSet<string> _taken = [];
    private readonly List<string> _missing = [];

    /// <summary>What a network asked for and the checkpoint lacks or has otherwise, a sentence each.</summary>
    public IReadOnlyList<string> Missing => _missing;

    /// <summary>The checkpoint's tensors that no network asked for.</summary>
    public IReadOnlyList<string> Unused => [.. checkpoint.Names.Where(name => !_taken.Contains(name)).Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public bool Contains(string name) => checkpoint.Contains(Spell(name));

    /// <inheritdoc/>
    public Tensor Take(string name, Shape shape, ParameterKind kind)
    {
        var spelled = Spell(name);
        _taken.Add(spelled);
        if (!checkpoint.Contains(spelled))
        {
            _missing.Add($"{spelled} {shape}");
        }
        else if (checkpoint.ShapeOf(spelled) is var found && !found.SequenceEqual(shape.Select(static length => (long)length)))
        {
            _missing.Add($"{spelled} {shape}: the checkpoint has it as [{string.Join(", ", found)}]");
        }

        // The memory is never touched, so it costs nothing.
        return Tensor.Uninitialized(shape, Keeping.TypeOf(kind, shape, matrices, keepsPrecision(name)));
    }

    private string Spell(string name) => spelling is null ? name : spelling(name);
}
