using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Encoders.Bert;

/// <summary>What an attention layer looks at: the projections of some tokens.</summary>
/// <param name="Keys">[batch, tokens, heads, headDim].</param>
/// <param name="Values">The same shape.</param>
public readonly record struct KeysAndValues(Tensor Keys, Tensor Values)
{
    /// <summary>These tokens and <paramref name="later"/> ones after them; gradients reach both.</summary>
    /// <param name="tape">Gets the copies.</param>
    /// <param name="later">Of the same batch and heads.</param>
    public KeysAndValues FollowedBy(Tape tape, KeysAndValues later) =>
        new(tape.Concatenate(1, Keys, later.Keys), tape.Concatenate(1, Values, later.Values));
}
