using RadSharp.Models.Parameters;
using RadSharp.Models.Vision;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Tests.Vision;

public sealed class ResNetTests : IDisposable
{
    private static readonly ResNetConfig Small = new() { Blocks = [1, 2, 1], Width = 4 };

    private readonly ParameterSet _parameters = new();
    private readonly Tensor _images = Tensor.Uninitialized([2, 37, 41, 3]);

    public ResNetTests() => FilledParameters.Fill("images", 0.5, 0.5, _images.Span);

    public void Dispose()
    {
        _parameters.Dispose();
        _images.Dispose();
    }

    [Fact]
    public void Folded_and_plain_batch_norms_give_the_same()
    {
        using var network = Filled();
        using var tape = Tape.ForInference();
        var plain = network.Forward(tape, _images).Clone();
        network.PrepareForInference();
        var folded = network.Forward(tape, _images);
        Assert.Equal([2, Small.OutputSize(37), Small.OutputSize(41), 64], folded.Shape);
        Assert.Equal(plain.Shape, folded.Shape);
        var largest = plain.Span.ToArray().Max();
        Assert.True(largest > 0.1f);
        for (var index = 0; index < folded.Count; index++)
        {
            Assert.Equal(plain.Span[index], folded.Span[index], 1e-5f * largest);
        }

        plain.Dispose();
    }

    [Fact]
    public void What_is_prepared_is_not_used_by_training_and_follows_the_parameters_when_prepared_again()
    {
        using var network = Filled();
        network.PrepareForInference();
        using var tape = Tape.ForInference();
        var before = network.Forward(tape, _images).Span.ToArray();
        _parameters["bn1.bias"].Value.Span.Fill(1);
        Assert.Equal(before, network.Forward(tape, _images).Span.ToArray());
        using var recording = Tape.ForTraining();
        var changed = network.Forward(recording, _images).Span.ToArray();
        Assert.NotEqual(before, changed);
        network.PrepareForInference();
        var again = network.Forward(tape, _images).Span.ToArray();
        Assert.All(changed.Zip(again), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Fact]
    public void Training_takes_the_batch_statistics_and_remembers_them_and_evaluation_does_not()
    {
        using var network = Filled();
        foreach (var parameter in _parameters.Parameters)
        {
            parameter.IsTrainable = !parameter.Name.Contains("running", StringComparison.Ordinal);
        }

        using var tape = Tape.ForTraining();
        var statistics = _parameters["layer2.1.bn2.running_mean"].Value;
        var before = statistics.Span.ToArray();
        var evaluated = network.Forward(tape, _images).Span.ToArray();
        Assert.Equal(before, statistics.Span.ToArray());
        var trained = network.Forward(tape, _images, training: true);
        Assert.NotEqual(evaluated, trained.Span.ToArray());
        Assert.NotEqual(before, statistics.Span.ToArray());
        tape.Backward(tape.Sum(tape.Square(trained)));
        foreach (var parameter in _parameters.Parameters.Where(parameter => parameter.IsTrainable))
        {
            Assert.True(parameter.Value.HasGradient, parameter.Name);
        }
    }

    [Theory]
    [InlineData(448, 14)]
    [InlineData(488, 16)]
    [InlineData(449, 15)]
    public void Output_size_follows_the_halvings(int pixels, int patches) =>
        Assert.Equal(patches, new ResNetConfig().OutputSize(pixels));

    private ResNet Filled() => new(
        new(new FilledParameters((name, kind) => kind == ParameterKind.Scale ? (0.3, 1) : (0.2, 0)), _parameters), Small);
}
