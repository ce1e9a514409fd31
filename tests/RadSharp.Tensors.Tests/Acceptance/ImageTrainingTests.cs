using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Memory;
using RadSharp.Tensors.Operations;
using RadSharp.Tensors.Optimizers;

namespace RadSharp.Tensors.Tests.Acceptance;

public class ImageTrainingTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_residual_network_learns_eight_random_images_by_heart(bool momentum)
    {
        var before = TensorMemory.BytesInUse;
        int[] labels = [0, 1, 2, 3, 3, 2, 1, 0];
        using (var images = Samples.Random([8, 16, 16, 3], seed: 5))
        using (var network = new TinyResNet(inChannels: 3, classes: 4))
        {
            var group = new ParameterGroup(network.Parameters) { LearningRate = momentum ? 0.05 : 0.01 };
            using IOptimizer optimizer = momentum ? new SgdMomentum(0.9, group) : new AdamW(group);
            using var tape = Tape.ForTraining();
            for (var step = 0; step < 60; step++)
            {
                tape.Backward(tape.CrossEntropy(network.Logits(tape, images, training: true), labels));
                optimizer.Step();
                optimizer.ClearGradients();
                tape.Reset();
            }

            var loss = tape.CrossEntropy(network.Logits(tape, images, training: true), labels).Span[0];
            Assert.True(loss < 0.05, $"the loss is {loss} after 60 steps; a guess has {Math.Log(4):F2}");
            var evaluated = tape.CrossEntropy(network.Logits(tape, images, training: false), labels).Span[0];
            Assert.True(evaluated < 0.2, $"the loss is {evaluated} with running statistics");
        }

        Assert.Equal(before, TensorMemory.BytesInUse);
    }
}
