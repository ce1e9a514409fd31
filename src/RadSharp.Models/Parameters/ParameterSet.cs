using RadSharp.Models.Layers;
using RadSharp.Tensors;

namespace RadSharp.Models.Parameters;

/// <summary>All parameters of a network in the order in which it takes them, and its linear layers. Owns them.</summary>
public sealed class ParameterSet : IDisposable
{
    private readonly List<Parameter> _parameters = [];
    private readonly Dictionary<string, Parameter> _byName = [];
    private readonly Dictionary<string, Linear> _linears = [];

    /// <summary>The parameters.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>The linear layers by name without <c>.weight</c>: what adapters attach to.</summary>
    public IReadOnlyDictionary<string, Linear> Linears => _linears;

    /// <summary>Bytes of all parameters as they are stored.</summary>
    public long ByteCount => _parameters.Sum(parameter => parameter.Value.DType.ByteCount(parameter.Shape));

    /// <summary>The parameter of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Parameter this[string name] => _byName[name];

    /// <inheritdoc/>
    public void Dispose() => _parameters.ForEach(parameter => parameter.Dispose());

    /// <summary>Takes a parameter into the set.</summary>
    /// <exception cref="ArgumentException">There is one of its name already.</exception>
    internal Parameter Add(Parameter parameter)
    {
        _byName.Add(parameter.Name, parameter);
        _parameters.Add(parameter);
        return parameter;
    }

    internal void Add(string name, Linear linear) => _linears.Add(name, linear);
}
