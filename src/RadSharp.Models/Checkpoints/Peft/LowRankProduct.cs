using System.Numerics;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Checkpoints.Peft;

/// <summary>What an adapter adds to its layer's matrix.</summary>
internal static class LowRankProduct
{
    /// <summary><c>weight += scaling · b · a</c>.</summary>
    /// <param name="weight">[out, in], Float32.</param>
    /// <param name="a">[rank, in].</param>
    /// <param name="b">[out, rank].</param>
    /// <param name="scaling">Negative to take the product away again.</param>
    public static void AddTo(Tensor weight, Tensor a, Tensor b, float scaling)
    {
        using var tape = Tape.ForInference();
        var product = tape.MatMul(b, a).Span;
        var sum = weight.Span;
        var index = 0;
        for (; index <= sum.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            (new Vector<float>(sum[index..]) + (new Vector<float>(product[index..]) * scaling)).CopyTo(sum[index..]);
        }

        for (; index < sum.Length; index++)
        {
            sum[index] += product[index] * scaling;
        }
    }
}
