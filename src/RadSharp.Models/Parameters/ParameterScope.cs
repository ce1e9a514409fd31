using RadSharp.Models.Layers;
using RadSharp.Tensors;

namespace RadSharp.Models.Parameters;

/// <summary>
/// A place in a network's tree of names: a module is built from the scope that its parameters' names begin with, and hands
/// each of its parts a scope below. <c>new Linear(scope["mlp"]["fc1"], 256, 1024)</c> takes <c>mlp.fc1.weight</c> and
/// <c>mlp.fc1.bias</c>.
/// </summary>
/// <param name="Source">Where the parameters come from.</param>
/// <param name="Parameters">Gets what is taken.</param>
/// <param name="Prefix">What all names begin with, without the last dot; empty at the root.</param>
public readonly record struct ParameterScope(IParameterSource Source, ParameterSet Parameters, string Prefix = "")
{
    /// <summary>The scope one name further down.</summary>
    public ParameterScope this[string name] => this with { Prefix = FullName(name) };

    /// <summary>The scope of an element of a list.</summary>
    public ParameterScope this[int index] => this[index.ToString(System.Globalization.CultureInfo.InvariantCulture)];

    /// <summary>Whether there is a parameter of this name here.</summary>
    public bool Contains(string name) => Source.Contains(FullName(name));

    /// <summary>Takes a parameter, frozen; training marks what it trains.</summary>
    /// <param name="name">Its name below this scope.</param>
    /// <param name="shape">What the network expects.</param>
    /// <param name="kind">What it is for.</param>
    /// <exception cref="InvalidDataException">It is missing or of another shape.</exception>
    public Parameter Take(string name, Shape shape, ParameterKind kind) =>
        Parameters.Add(new Parameter(FullName(name), Source.Take(FullName(name), shape, kind), trainable: false));

    /// <summary>Enters a linear layer, so that adapters can attach to it.</summary>
    internal void Register(Linear linear) => Parameters.Add(Prefix, linear);

    private string FullName(string name) => Prefix.Length == 0 ? name : $"{Prefix}.{name}";
}
