using RadSharp.Tensors;

namespace RadSharp.Models.Parameters;

/// <summary>Where the parameters of a network come from: a checkpoint, a generator of fresh ones, a rule.</summary>
public interface IParameterSource
{
    /// <summary>Whether there is a parameter of this name. A source that makes parameters has any.</summary>
    /// <param name="name">The full name, as the checkpoint spells it.</param>
    bool Contains(string name);

    /// <summary>A parameter in the type that it is to be kept in, owned by the caller.</summary>
    /// <param name="name">The full name, as the checkpoint spells it.</param>
    /// <param name="shape">What the network expects.</param>
    /// <param name="kind">What it is for.</param>
    /// <exception cref="InvalidDataException">It is missing or of another shape; the message names file, name and both shapes.</exception>
    Tensor Take(string name, Shape shape, ParameterKind kind);
}
