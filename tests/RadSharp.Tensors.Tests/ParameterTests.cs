using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Memory;
using RadSharp.Tensors.Operations;

namespace RadSharp.Tensors.Tests;

public class ParameterTests
{
    [Fact]
    public void A_parameter_stands_for_its_tensor_and_a_missing_one_for_null()
    {
        using var parameter = new Parameter("weight", Samples.Random([2, 3]));
        Tensor tensor = parameter;
        Tensor? optional = parameter;
        Parameter? missing = null;
        Tensor? none = missing;
        Assert.Equal(parameter.Value, tensor);
        Assert.Equal(parameter.Value, optional);
        Assert.Null(none);
        Assert.Equal("weight: Float32 [2, 3]", parameter.ToString());
    }

    [Fact]
    public void A_parameter_is_trainable_unless_said_otherwise()
    {
        using var trained = new Parameter("a", Tensor.Zeros([2]));
        using var frozen = new Parameter("b", Tensor.Zeros([2]), trainable: false);
        Assert.True(trained.IsTrainable);
        Assert.False(frozen.IsTrainable);
        frozen.IsTrainable = true;
        Assert.True(frozen.Value.NeedsGradient);
    }

    [Fact]
    public void Storage_types_can_only_be_frozen()
    {
        using var stored = Tensor.Uninitialized([2, 32], DType.BFloat16);
        Assert.Throws<InvalidOperationException>(() => new Parameter("weight", stored));
        Assert.False(new Parameter("weight", stored, trainable: false).IsTrainable);
    }

    [Fact]
    public void A_gradient_cleared_with_its_memory_kept_is_written_anew_in_the_same_place()
    {
        var before = TensorMemory.BytesInUse;
        using (var parameter = new Parameter("weight", Tensor.From([1, 2], [2])))
        {
            RunBackward(parameter, [3, 4]);
            RunBackward(parameter, [3, 4]);
            Assert.Equal([6, 8], parameter.Value.Gradient.Span.ToArray());
            var gradient = parameter.Value.Gradient;
            var inUse = TensorMemory.BytesInUse;

            parameter.Value.ClearGradient(keepMemory: true);
            Assert.False(parameter.Value.HasGradient);
            Assert.Equal(inUse, TensorMemory.BytesInUse);

            RunBackward(parameter, [5, 6]);
            Assert.Equal([5, 6], parameter.Value.Gradient.Span.ToArray());
            Assert.Equal(gradient, parameter.Value.Gradient);

            parameter.Value.ClearGradient(keepMemory: true);
            parameter.Value.ClearGradient();
            Assert.True(TensorMemory.BytesInUse < inUse);
            RunBackward(parameter, [7, 8]);
            parameter.Value.ClearGradient(keepMemory: true);
        }

        Assert.Equal(before, TensorMemory.BytesInUse);
    }

    private static void RunBackward(Tensor leaf, float[] gradient)
    {
        using var tape = Tape.ForTraining();
        tape.Backward(tape.Reshape(leaf, 2, 1), gradient);
    }
}
