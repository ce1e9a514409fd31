using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Compositions;

/// <summary>Puts image features into the places that a prompt keeps for them.</summary>
internal static class ImagePlaces
{
    /// <summary>Features take the places of as many image tokens.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="embeddings">Of all tokens, [1, tokens, hidden]; what stands in the places is not used.</param>
    /// <param name="ids">The tokens.</param>
    /// <param name="imageToken">The token that keeps a place.</param>
    /// <param name="features">[places, hidden].</param>
    /// <returns>[1, tokens, hidden].</returns>
    /// <exception cref="ArgumentException">There are more or fewer places than features.</exception>
    public static Tensor Fill(Tape tape, Tensor embeddings, ReadOnlySpan<int> ids, int imageToken, Tensor features)
    {
        var places = new int[ids.Count(imageToken)];
        if (places.Length != features.Shape[0])
        {
            throw new ArgumentException(
                $"Expected a place (token {imageToken}) for each of the {features.Shape[0]} image features, found {places.Length}. "
                + "The prompt and the image do not belong together.", nameof(ids));
        }

        for (int token = 0, place = 0; token < ids.Length; token++)
        {
            if (ids[token] == imageToken)
            {
                places[place++] = token;
            }
        }

        var (tokens, hidden) = (embeddings.Shape[1], embeddings.Shape[2]);
        var filled = tape.ReplaceRows(tape.Reshape(embeddings, tokens, hidden), places, features);
        return tape.Reshape(filled, 1, tokens, hidden);
    }
}
