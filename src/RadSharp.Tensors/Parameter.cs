namespace RadSharp.Tensors;

/// <summary>
/// A weight of a model: a leaf tensor that the parameter owns, under the name that the model's checkpoint uses for it.
/// Operations take it as the tensor that it is: <c>tape.Linear(x, layer.Weight, layer.Bias)</c>.
/// </summary>
public sealed class Parameter : IDisposable
{
    /// <summary>Takes ownership of <paramref name="value"/>.</summary>
    /// <param name="name">The checkpoint's name, such as <c>model.layers.0.mlp.up_proj.weight</c>.</param>
    /// <param name="value">A leaf: a tensor that no operation made.</param>
    /// <param name="trainable">Whether backward computes a gradient for it and optimisers change it.</param>
    /// <exception cref="InvalidOperationException">Trainable, but not Float32.</exception>
    public Parameter(string name, Tensor value, bool trainable = true)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        Value = value.RequireGradient(trainable);
    }

    /// <summary>The checkpoint's name.</summary>
    public string Name { get; }

    /// <summary>The weights.</summary>
    public Tensor Value { get; }

    /// <summary>The shape of the weights.</summary>
    public Shape Shape => Value.Shape;

    /// <summary>Whether backward computes a gradient for it and optimisers change it; false for frozen weights.</summary>
    /// <exception cref="InvalidOperationException">Set to true, but the weights are not Float32.</exception>
    public bool IsTrainable
    {
        get => Value.NeedsGradient;
        set => Value.RequireGradient(value);
    }

    /// <summary>The weights.</summary>
    public static implicit operator Tensor(Parameter parameter) => parameter.Value;

    /// <summary>The weights, or null where a layer has no such parameter (a bias, say).</summary>
    public static implicit operator Tensor?(Parameter? parameter) => parameter?.Value;

    /// <summary>Gives the memory of the weights and of their gradient back.</summary>
    public void Dispose() => Value.Dispose();

    /// <summary>Name, type and shape.</summary>
    public override string ToString() => $"{Name}: {Value}";
}
