namespace RadSharp.Tensors.Optimizers;

/// <summary>One thing that an optimiser remembers of every parameter.</summary>
/// <param name="Name">What PyTorch calls it in a state dictionary.</param>
/// <param name="IsScalar">One number, instead of one for every element.</param>
internal readonly record struct StateEntry(string Name, bool IsScalar = false);

/// <summary>What an optimiser remembers of all its parameters, and how that is saved and restored.</summary>
internal sealed class OptimizerState : IDisposable
{
    private readonly StateEntry[] _entries;

    public OptimizerState(IReadOnlyList<ParameterGroup> groups, params StateEntry[] entries)
    {
        _entries = entries;
        Parameters = [.. groups.SelectMany(group => group.Parameters)];
        OfParameters = [.. groups.SelectMany(group => group.Parameters.Select(
            parameter => new ParameterState(parameter, group, entries)))];
        var names = new HashSet<string>();
        foreach (var parameter in Parameters)
        {
            Expect.That(names.Add(parameter.Name), "Optimiser", $"expected each parameter once, but found '{parameter.Name}' twice");
        }
    }

    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>One a parameter, in the groups' order. An array, so that a step enumerates it without allocating.</summary>
    public ParameterState[] OfParameters { get; }

    public IEnumerable<(string Name, Tensor Value)> Named =>
        from state in OfParameters
        where state.Exists
        from entry in Enumerable.Range(0, _entries.Length)
        select (state.NameOf(entry), state[entry]);

    public void ClearGradients()
    {
        foreach (var state in OfParameters)
        {
            state.Parameter.Value.ClearGradient(keepMemory: true);
        }
    }

    public void Restore(IEnumerable<(string Name, Tensor Value)> saved)
    {
        var byName = new SavedTensors("Optimiser", saved);
        var restored = OfParameters.Where(state => HasAny(state, byName)).ToList();
        foreach (var state in restored)
        {
            for (var entry = 0; entry < _entries.Length; entry++)
            {
                byName.Check(state.NameOf(entry), state.ShapeOf(entry));
            }
        }

        byName.CheckNoneIsLeft();
        foreach (var state in OfParameters.Except(restored))
        {
            state.Clear();
        }

        foreach (var state in restored)
        {
            for (var entry = 0; entry < _entries.Length; entry++)
            {
                byName[state.NameOf(entry)].Span.CopyTo(state[entry].Span);
            }
        }
    }

    public void Dispose()
    {
        foreach (var state in OfParameters)
        {
            state.Clear();
        }
    }

    private bool HasAny(ParameterState state, SavedTensors saved) =>
        Enumerable.Range(0, _entries.Length).Any(entry => saved.Contains(state.NameOf(entry)));
}
