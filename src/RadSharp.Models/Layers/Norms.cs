using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Layers;

/// <summary>Layer normalisation over the last axis, with weight and bias.</summary>
/// <param name="scope">Has <c>weight</c> and <c>bias</c>, [width].</param>
/// <param name="width">Length of the last axis.</param>
/// <param name="epsilon">Added to the variance.</param>
public sealed class LayerNorm(ParameterScope scope, int width, float epsilon)
{
    private readonly Parameter _weight = scope.Take("weight", [width], ParameterKind.Scale);
    private readonly Parameter _bias = scope.Take("bias", [width], ParameterKind.Shift);

    /// <summary>Runs the layer.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="x">[…, width].</param>
    public Tensor Forward(Tape tape, Tensor x) => tape.LayerNorm(x, _weight, _bias, epsilon);
}

/// <summary>Normalisation by the root mean square over the last axis, with weight.</summary>
/// <param name="scope">Has <c>weight</c>, [width].</param>
/// <param name="width">Length of the last axis.</param>
/// <param name="epsilon">Added to the mean square.</param>
public sealed class RmsNorm(ParameterScope scope, int width, float epsilon)
{
    private readonly Parameter _weight = scope.Take("weight", [width], ParameterKind.Scale);

    /// <summary>Runs the layer.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="x">[…, width].</param>
    public Tensor Forward(Tape tape, Tensor x) => tape.RmsNorm(x, _weight, epsilon);
}
