using System.Globalization;
using RadSharp.Models.Checkpoints;

namespace RadSharp.Models.Systems;

/// <summary>The shapes of a checkpoint's tensors, for networks whose files say their numbers in no other way.</summary>
/// <param name="location">The checkpoint, for messages.</param>
/// <param name="contains">Whether there is a tensor.</param>
/// <param name="shapeOf">Lengths of its axes.</param>
internal sealed class TensorShapes(string location, Func<string, bool> contains, Func<string, IReadOnlyList<long>> shapeOf)
{
    /// <summary>Those of a checkpoint.</summary>
    public static TensorShapes Of(ICheckpoint checkpoint) => new(checkpoint.Location, checkpoint.Contains, checkpoint.ShapeOf);

    /// <summary>Those of a packed network.</summary>
    public static TensorShapes Of(PackedParameters packed) => new(packed.Location, packed.Contains, packed.ShapeOf);

    /// <summary>The checkpoint, for messages.</summary>
    public string Location => location;

    /// <summary>Whether there is a tensor.</summary>
    public bool Contains(string name) => contains(name);

    /// <summary>The length of an axis.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="rank">How many axes it has.</param>
    /// <param name="axis">Which is wanted.</param>
    /// <exception cref="InvalidDataException">There is no such tensor, or it has other axes.</exception>
    public int Length(string name, int rank, int axis)
    {
        if (!contains(name))
        {
            throw CheckpointError.In(location, $"expected a tensor {CheckpointError.Quoted(name)}, but none has that name");
        }

        var shape = shapeOf(name);
        return shape.Count == rank && shape[axis] is > 0 and <= int.MaxValue
            ? (int)shape[axis]
            : throw CheckpointError.In(
                location,
                $"expected {CheckpointError.Quoted(name)} to have {rank} axes, found [{string.Join(", ", shape)}]");
    }

    /// <summary>How many of a list's elements are there, from 0 on.</summary>
    /// <param name="name">A tensor of each, with <c>*</c> for its number.</param>
    public int Count(string name)
    {
        var count = 0;
        while (contains(name.Replace("*", count.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)))
        {
            count++;
        }

        return count;
    }
}
