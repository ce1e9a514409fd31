namespace RadSharp.Tensors.Optimizers;

/// <summary>Tensors of a saved state by name, each of which must be asked for once: checked as a whole before any is used.</summary>
internal sealed class SavedTensors
{
    private readonly string _owner;
    private readonly Dictionary<string, Tensor> _tensors = [];
    private readonly HashSet<string> _left = [];

    /// <summary>Reads the list.</summary>
    /// <param name="owner">Whose state it is, for messages.</param>
    /// <param name="saved">Names and values; the tensors must live as long as this.</param>
    public SavedTensors(string owner, IEnumerable<(string Name, Tensor Value)> saved)
    {
        _owner = owner;
        foreach (var (name, value) in saved)
        {
            Expect.That(_tensors.TryAdd(name, value), owner, $"expected each name once in the saved state, but found '{name}' twice");
            _left.Add(name);
        }
    }

    public Tensor this[string name] => _tensors[name];

    public bool Contains(string name) => _tensors.ContainsKey(name);

    /// <summary>The tensor must be there, Float32 and of this shape.</summary>
    public void Check(string name, Shape shape)
    {
        Expect.That(_tensors.TryGetValue(name, out var value), _owner, $"expected '{name}' in the saved state, but it is missing");
        Expect.Float32(_owner, value);
        Expect.Shaped(_owner, $"'{name}' of the saved state to be", value, shape);
        _left.Remove(name);
    }

    /// <summary>Nothing may be there that was not checked.</summary>
    public void CheckNoneIsLeft() => Expect.That(
        _left.Count == 0, _owner, $"the saved state has '{_left.FirstOrDefault()}', which belongs to no parameter here");
}
