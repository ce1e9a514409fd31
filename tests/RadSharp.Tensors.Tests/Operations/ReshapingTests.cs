using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Tensors.Tests.Operations;

public class ReshapingTests
{
    [Fact]
    public void Reshape_shares_the_elements_and_completes_one_length()
    {
        using var x = Samples.Random([2, 3, 4]);
        using var tape = Tape.ForInference();
        var y = tape.Reshape(x, 6, -1);
        Assert.Equal([6, 4], y.Shape);
        Check.Close(x.Span, y.Span, 0);
    }

    [Fact]
    public void Reshape_to_another_count_names_both_shapes()
    {
        using var x = Samples.Random([2, 3]);
        using var tape = Tape.ForInference();
        var error = Assert.Throws<ArgumentException>(() => tape.Reshape(x, 4, 2));
        Assert.Contains("[2, 3]", error.Message, StringComparison.Ordinal);
        Assert.Contains("[4, 2]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reshape_passes_the_gradient_through()
    {
        using var x = Samples.Random([2, 3]);
        Check.Gradients((tape, inputs) => tape.Reshape(inputs[0], 3, 2), [x]);
    }
}
