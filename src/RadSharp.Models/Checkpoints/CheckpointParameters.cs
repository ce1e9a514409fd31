using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Memory;

namespace RadSharp.Models.Checkpoints;

/// <summary>Parameters out of a checkpoint, converted one by one, so that no more than one is in memory twice.</summary>
/// <param name="checkpoint">Where they are; stays the caller's.</param>
/// <param name="matrices">The type in which matrices and embeddings are kept; the others become Float32.</param>
/// <param name="spelling">The checkpoint's spelling of a name; null where names are the checkpoint's own.</param>
/// <param name="keepsPrecision">
/// Which names are kept in BFloat16 where <paramref name="matrices"/> is quantised: a small part of a network that loses more
/// by quantising than it saves; null for none.
/// </param>
public sealed class CheckpointParameters(
    ICheckpoint checkpoint, DType matrices = DType.Float32, Func<string, string>? spelling = null,
    Func<string, bool>? keepsPrecision = null) : IParameterSource
{
    // Bytes of a matrix, before it is quantised, after which the pool's free memory is given back.
    private const long Large = 256 << 20;

    private readonly HashSet<string> _taken = [];

    /// <summary>Tensors of the checkpoint that no network has taken, in the order of their names.</summary>
    public IEnumerable<string> Left => checkpoint.Names.Where(name => !_taken.Contains(name)).Order(StringComparer.Ordinal);

    /// <inheritdoc/>
    public bool Contains(string name) => checkpoint.Contains(Spell(name));

    /// <inheritdoc/>
    public Tensor Take(string name, Shape shape, ParameterKind kind)
    {
        var spelled = Spell(name);
        if (!checkpoint.Contains(spelled))
        {
            throw new InvalidDataException(
                $"{checkpoint.Location}: expected a tensor '{spelled}' of shape {shape}, but none of the "
                + $"{checkpoint.Names.Count} tensors has that name. Is this the checkpoint of another model?");
        }

        var found = checkpoint.ShapeOf(spelled);
        if (!found.SequenceEqual(Enumerable.Range(0, shape.Rank).Select(axis => (long)shape[axis])))
        {
            throw new InvalidDataException(
                $"{checkpoint.Location}: expected '{spelled}' to have the shape {shape}, found [{string.Join(", ", found)}]. "
                + "The configuration and the weights do not belong together.");
        }

        _taken.Add(spelled);
        var kept = Keeping.TypeOf(kind, shape, matrices, keepsPrecision?.Invoke(name) == true);
        var read = kept.IsQuantized() ? checkpoint.ExactTypeOf(spelled) : kept;
        var tensor = checkpoint.Read(spelled, read).KeptAs(kept);
        if (kept != read && read.ByteCount(shape) >= Large)
        {
            // The pool would keep a block as large as this for an owner that never comes.
            TensorMemory.Trim();
        }

        return tensor;
    }

    private string Spell(string name) => spelling is null ? name : spelling(name);
}
