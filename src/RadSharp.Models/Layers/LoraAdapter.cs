using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Layers;

/// <summary>A low-rank addition to a linear layer (Hu et al., LoRA, 2021): <c>scaling · B(A(dropout(x)))</c>.</summary>
/// <param name="A">[rank, in]; <c>lora_A.weight</c> in PEFT's files.</param>
/// <param name="B">[out, rank]; <c>lora_B.weight</c>. Fresh ones are zero, so that a fresh adapter changes nothing.</param>
/// <param name="Scaling"><c>lora_alpha / r</c>.</param>
/// <param name="Dropout">Share of inputs left out in training.</param>
public sealed record LoraAdapter(Parameter A, Parameter B, float Scaling, float Dropout = 0)
{
    /// <summary>What is added to the layer's output.</summary>
    /// <param name="tape">Gets the output; a tape for training drops out.</param>
    /// <param name="x">[…, in].</param>
    /// <returns>[…, out].</returns>
    public Tensor Forward(Tape tape, Tensor x)
    {
        var dropped = Dropout > 0 ? tape.Dropout(x, Dropout) : x;
        return tape.Multiply(tape.Linear(tape.Linear(dropped, A), B), Scaling);
    }
}
