using RadSharp.Models.Parameters;
using RadSharp.Tensors;

namespace RadSharp.Models.Checkpoints.Peft;

/// <summary>A checkpoint whose matrices get an adapter's products when they are read. Owns neither.</summary>
internal sealed class MergedCheckpoint : ICheckpoint
{
    private const string Weight = ".weight";

    private readonly ICheckpoint _checkpoint;
    private readonly PeftAdapter _adapter;
    private readonly HashSet<string> _names;

    /// <exception cref="InvalidDataException">
    /// The checkpoint lacks a matrix that is adapted, or has it in another shape.
    /// </exception>
    public MergedCheckpoint(ICheckpoint checkpoint, PeftAdapter adapter)
    {
        (_checkpoint, _adapter, _names) = (checkpoint, adapter, [.. checkpoint.Names, .. adapter.Others]);
        foreach (var layer in adapter.Layers)
        {
            if (!checkpoint.Contains(layer + Weight))
            {
                throw CheckpointError.In(
                    adapter.Location,
                    $"the adapted layer {CheckpointError.Quoted(layer)} is not in {checkpoint.Location}. Is it the "
                    + "adapter of another model?");
            }

            adapter.CheckShape(layer, checkpoint.Location, checkpoint.ShapeOf(layer + Weight));
        }
    }

    /// <inheritdoc/>
    public string Location => $"{_checkpoint.Location} with {_adapter.Location}";

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => _names;

    /// <inheritdoc/>
    public bool Contains(string name) => _names.Contains(name);

    /// <inheritdoc/>
    public IReadOnlyList<long> ShapeOf(string name) =>
        _adapter.Others.Contains(name) ? _adapter.ShapeOf(name) : _checkpoint.ShapeOf(name);

    /// <inheritdoc/>
    public DType ExactTypeOf(string name) =>
        _adapter.Others.Contains(name) || IsAdapted(name, out _) ? DType.Float32 : _checkpoint.ExactTypeOf(name);

    /// <inheritdoc/>
    public Tensor Read(string name, DType dtype)
    {
        if (_adapter.Others.Contains(name))
        {
            return _adapter.Read(name, dtype);
        }

        if (!IsAdapted(name, out var layer))
        {
            return _checkpoint.Read(name, dtype);
        }

        var weight = _checkpoint.Read(name, DType.Float32);
        try
        {
            var (a, b, scaling) = _adapter.Factors(layer);
            using (a)
            using (b)
            {
                LowRankProduct.AddTo(weight, a, b, scaling);
            }
        }
        catch
        {
            weight.Dispose();
            throw;
        }

        return weight.KeptAs(dtype);
    }

    private bool IsAdapted(string name, out string layer)
    {
        layer = name.EndsWith(Weight, StringComparison.Ordinal) ? name[..^Weight.Length] : name;
        return _adapter.Layers.Contains(layer);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Both belong to whoever opened them.
    }
}
