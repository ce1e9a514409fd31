namespace RadSharp.Tensors.Optimizers;

/// <summary>What an optimiser remembers of one parameter.</summary>
internal sealed class ParameterState(Parameter parameter, ParameterGroup group, StateEntry[] entries)
{
    private readonly Tensor[] _tensors = new Tensor[entries.Length];

    public Parameter Parameter { get; } = parameter;

    public ParameterGroup Group { get; } = group;

    /// <summary>Whether the parameter has taken part in a step.</summary>
    public bool Exists { get; private set; }

    /// <summary>Whether the next step changes the parameter.</summary>
    public bool TakesPart => Parameter.Value is { NeedsGradient: true, HasGradient: true };

    /// <summary>One of the entries, in the order in which the optimiser declared them; zeros when it is first asked for.</summary>
    public Tensor this[int entry]
    {
        get
        {
            if (!Exists)
            {
                Create();
            }

            return _tensors[entry];
        }
    }

    public string NameOf(int entry) => $"{Parameter.Name}.{entries[entry].Name}";

    public Shape ShapeOf(int entry) => entries[entry].IsScalar ? [] : Parameter.Shape;

    public void Clear()
    {
        foreach (var tensor in _tensors)
        {
            tensor.Dispose();
        }

        Exists = false;
    }

    private void Create()
    {
        for (var entry = 0; entry < entries.Length; entry++)
        {
            _tensors[entry] = Tensor.Zeros(ShapeOf(entry));
        }

        Exists = true;
    }
}
