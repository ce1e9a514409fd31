using RadSharp.Models.Layers;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Connectors;

/// <summary>
/// LLaVA's connector, <c>mlp2x_gelu</c>: linear, GELU (erf), linear, from patch features into a language model
/// (Liu et al. 2023, "Improved Baselines with Visual Instruction Tuning"; LLaVA-NeXT: model/multimodal_projector/builder.py;
/// transformers: models/llava_onevision/modeling_llava_onevision.py).
/// </summary>
public sealed class MlpProjector
{
    private readonly Linear _first;
    private readonly Linear _second;

    /// <summary>
    /// Takes <c>linear_1</c> and <c>linear_2</c>, as Hugging Face's files name them, or <c>0</c> and <c>2</c>, as the
    /// authors' own do, whichever are there.
    /// </summary>
    /// <param name="scope">The place of these names: <c>multi_modal_projector</c>, or the older <c>mm_projector</c>.</param>
    /// <param name="width">Width of the patch features.</param>
    /// <param name="hiddenSize">Width of a token's hidden state in the language model.</param>
    public MlpProjector(ParameterScope scope, int width, int hiddenSize)
    {
        var isOlder = !scope.Contains("linear_1.weight") && scope.Contains("0.weight");
        _first = new Linear(scope[isOlder ? "0" : "linear_1"], width, hiddenSize);
        _second = new Linear(scope[isOlder ? "2" : "linear_2"], hiddenSize, hiddenSize);
    }

    /// <summary>Makes visual tokens.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="x">[…, width].</param>
    /// <returns>[…, hiddenSize].</returns>
    public Tensor Forward(Tape tape, Tensor x) => _second.Forward(tape, _first.Forward(tape, x, Activation.Gelu));
}
