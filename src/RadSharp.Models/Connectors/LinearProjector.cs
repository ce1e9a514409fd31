using RadSharp.Models.Layers;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Connectors;

/// <summary>
/// One linear layer from a Q-Former's queries into a language model: RaDialog-align's <c>img_proj_layer</c>
/// (ChantalMP/RaDialog: model/lavis/models/blip2_models/modeling_llama_imgemb.py).
/// </summary>
/// <param name="scope">Has <c>weight</c> and <c>bias</c>.</param>
/// <param name="width">Width of a query.</param>
/// <param name="hiddenSize">Width of a token's hidden state in the language model.</param>
public sealed class LinearProjector(ParameterScope scope, int width, int hiddenSize)
{
    private readonly Linear _linear = new(scope, width, hiddenSize);

    /// <summary>Makes visual tokens.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="x">[…, width].</param>
    /// <returns>[…, hiddenSize].</returns>
    public Tensor Forward(Tape tape, Tensor x) => _linear.Forward(tape, x);
}
