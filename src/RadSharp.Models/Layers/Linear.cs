using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Layers;

/// <summary><c>y = x · Wᵀ + b</c>, with a low-rank adapter beside the matrix where one is attached.</summary>
public sealed class Linear
{
    private readonly Parameter _weight;
    private readonly Parameter? _bias;

    /// <summary>Takes <c>weight</c> [out, in] and, if there is one, <c>bias</c> [out].</summary>
    /// <param name="scope">The layer's place.</param>
    /// <param name="inFeatures">Width of the input.</param>
    /// <param name="outFeatures">Width of the output.</param>
    /// <param name="bias">Whether there is a bias.</param>
    public Linear(ParameterScope scope, int inFeatures, int outFeatures, bool bias = true)
    {
        _weight = scope.Take("weight", [outFeatures, inFeatures], ParameterKind.Matrix);
        _bias = bias ? scope.Take("bias", [outFeatures], ParameterKind.Shift) : null;
        scope.Register(this);
    }

    /// <summary>The matrix, [out, in].</summary>
    public Parameter Weight => _weight;

    /// <summary>The bias, [out], or null.</summary>
    public Parameter? Bias => _bias;

    /// <summary>The adapter whose output is added, or null.</summary>
    public LoraAdapter? Adapter { get; set; }

    /// <summary>Runs the layer.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="x">[…, in].</param>
    /// <param name="activation">What is applied to the output; only without an adapter in the same step.</param>
    /// <returns>[…, out].</returns>
    public Tensor Forward(Tape tape, Tensor x, Activation activation = Activation.None)
    {
        if (Adapter is null)
        {
            return tape.Linear(x, _weight, _bias, activation);
        }

        var y = tape.Add(tape.Linear(x, _weight, _bias), Adapter.Forward(tape, x));
        return activation == Activation.None ? y : tape.Activate(y, activation);
    }
}
