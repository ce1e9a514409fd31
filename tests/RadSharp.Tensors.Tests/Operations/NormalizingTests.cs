using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Tensors.Tests.Operations;

public class NormalizingTests
{
    [Fact]
    public void Softmax_differentiates()
    {
        using var x = Samples.Random([3, 5], 1);
        Check.Gradients((tape, inputs) => tape.Softmax(inputs[0], scale: 1.5f), [x]);
    }

    [Fact]
    public void LogSoftmax_differentiates()
    {
        using var x = Samples.Random([3, 5], 1);
        Check.Gradients((tape, inputs) => tape.LogSoftmax(inputs[0], scale: 0.5f), [x]);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public void LayerNorm_differentiates_with_and_without_weight_and_bias(bool hasWeight, bool hasBias)
    {
        using var x = Samples.Random([3, 7], 1);
        using var weight = Samples.Random([7], 2);
        using var bias = Samples.Random([7], 3);
        Tensor[] leaves = hasBias ? [x, weight, bias] : hasWeight ? [x, weight] : [x];
        Check.Gradients(
            (tape, inputs) => tape.LayerNorm(inputs[0], hasWeight ? inputs[1] : null, hasBias ? inputs[2] : null), leaves);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RmsNorm_differentiates_with_and_without_weight(bool hasWeight)
    {
        using var x = Samples.Random([3, 7], 1);
        using var weight = Samples.Random([7], 2);
        Tensor[] leaves = hasWeight ? [x, weight] : [x];
        Check.Gradients((tape, inputs) => tape.RmsNorm(inputs[0], hasWeight ? inputs[1] : null), leaves);
    }

    [Fact]
    public void SwiGlu_differentiates()
    {
        using var gate = Samples.Random([3, 5], 1);
        using var up = Samples.Random([3, 5], 2);
        Check.Gradients((tape, inputs) => tape.SwiGlu(inputs[0], inputs[1]), [gate, up]);
    }

    [Fact]
    public void Norms_with_a_weight_of_another_width_name_both_shapes()
    {
        using var x = Samples.Random([2, 5]);
        using var weight = Samples.Random([4]);
        using var tape = Tape.ForInference();
        Check.Refused<ArgumentException>(() => tape.LayerNorm(x, weight, null), "LayerNorm", "[4]", "[5]");
        Check.Refused<ArgumentException>(() => tape.RmsNorm(x, weight), "RmsNorm", "[4]", "[5]");
    }
}
