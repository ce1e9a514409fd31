using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.QFormers;

/// <summary>
/// How RaDialog-align turns a patch map into rows. It reshapes memory that lies channel after channel, [batch, channels,
/// height, width], to [batch, height · width, channels] without moving the channels last, so that a row is not a patch but a run
/// of successive pixels of one channel or of a few. The Q-Former was trained on these rows, so its weights need them
/// (ChantalMP/RaDialog: model/lavis/models/blip2_models/blip2_qformer.py).
/// </summary>
public static class ScrambledPatches
{
    /// <summary>Makes the rows.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="patches">Projected patch embeddings, [batch, height, width, channels].</param>
    /// <returns>
    /// [batch, height · width, channels]; with p = row · channels + column, the element is that of channel p / (height · width)
    /// at the pixel p mod (height · width), counted row by row.
    /// </returns>
    public static Tensor Rows(Tape tape, Tensor patches)
    {
        if (patches.Shape.Rank != 4)
        {
            throw new ArgumentException($"Scrambled patches: expected [batch, height, width, channels], but found {patches}.");
        }

        var (batch, channels) = (patches.Shape[0], patches.Shape[3]);
        var channelsFirst = tape.Permute(patches, 0, 3, 1, 2); // [batch, channels, height, width]
        return tape.Reshape(channelsFirst, batch, -1, channels); // [batch, height · width, channels] of the same memory
    }
}
