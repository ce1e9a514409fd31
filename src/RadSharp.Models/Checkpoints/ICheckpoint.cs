using RadSharp.Tensors;

namespace RadSharp.Models.Checkpoints;

/// <summary>Named tensors on disk: a safetensors file or folder, a PyTorch file.</summary>
public interface ICheckpoint : IDisposable
{
    /// <summary>Where it is, for messages.</summary>
    string Location { get; }

    /// <summary>The names of all tensors.</summary>
    IReadOnlyCollection<string> Names { get; }

    /// <summary>Lengths of a tensor's axes.</summary>
    /// <exception cref="InvalidDataException">There is no such tensor.</exception>
    IReadOnlyList<long> ShapeOf(string name);

    /// <summary>Whether there is a tensor of this name.</summary>
    bool Contains(string name);

    /// <summary>
    /// A type in which a tensor can be read exactly and without taking more memory than it must: half precision where the
    /// file has that, so that a large matrix is quantised beside half as much.
    /// </summary>
    DType ExactTypeOf(string name) => DType.Float32;

    /// <summary>A tensor in the type that it is needed in, owned by the caller.</summary>
    /// <param name="name">As the file spells it.</param>
    /// <param name="dtype">Float32, BFloat16 or Float16.</param>
    /// <exception cref="InvalidDataException">There is no such tensor, or it cannot be read as numbers.</exception>
    Tensor Read(string name, DType dtype);
}
