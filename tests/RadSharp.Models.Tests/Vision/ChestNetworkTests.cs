using RadSharp.Models.Parameters;
using RadSharp.Models.Vision;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Tests.Vision;

public sealed class ChestNetworkTests : IDisposable
{
    private static readonly ChestNetworkConfig Small = new()
    {
        ImageSize = 48,
        Backbone = new() { BlockKind = ResNetBlockKind.Basic, Blocks = [2, 1, 1], Width = 4, Channels = 1 },
    };

    private readonly ParameterSet _parameters = new();
    private readonly Tensor _images = Tensor.Uninitialized([2, 48, 48, 1]);

    public ChestNetworkTests() => FilledParameters.Fill("images", 2, 0, _images.Span);

    public void Dispose()
    {
        _parameters.Dispose();
        _images.Dispose();
    }

    [Fact]
    public void Outputs_have_the_shapes_that_they_say()
    {
        using var network = Filled();
        using var tape = Tape.ForInference();
        var output = network.Forward(tape, _images);
        Assert.Equal(3, Small.FeatureSize);
        Assert.Equal([2, 3, 3, 16], output.Features.Shape);
        Assert.Equal([2, 14], output.Findings.Shape);
        Assert.Equal([2, 1], output.Projection.Shape);
        Assert.Equal([2, 2], output.Patient.Shape);
        Assert.Equal([2, 8], output.Lungs.Shape);
        Assert.False(output.Findings.Span[..14].SequenceEqual(output.Findings.Span[14..]));
    }

    [Fact]
    public void The_mean_of_an_activation_map_and_the_bias_is_the_findings_logit()
    {
        using var network = Filled();
        using var tape = Tape.ForInference();
        var output = network.Forward(tape, _images);
        var maps = network.ActivationMaps(tape, output.Features);
        Assert.Equal([2, 3, 3, 14], maps.Shape);
        var bias = _parameters["findings.bias"].Value;
        for (var image = 0; image < 2; image++)
        {
            for (var finding = 0; finding < 14; finding++)
            {
                var mean = Enumerable.Range(0, 9).Average(place => maps.Span[(((image * 9) + place) * 14) + finding]);
                Assert.Equal(output.Findings.Span[(image * 14) + finding], mean + bias.Span[finding], 1e-4);
            }
        }
    }

    [Fact]
    public void Folded_batch_norms_of_basic_blocks_give_the_same()
    {
        using var network = Filled();
        using var tape = Tape.ForInference();
        var plain = network.Forward(tape, _images);
        network.PrepareForInference();
        var folded = network.Forward(tape, _images);
        Assert.True(plain.Features.Span.ToArray().Max() > 0.1f);
        foreach (var (expected, found) in new[]
        {
            (plain.Features, folded.Features), (plain.Findings, folded.Findings), (plain.Projection, folded.Projection),
            (plain.Lungs, folded.Lungs),
        })
        {
            var largest = expected.Span.ToArray().Max(Math.Abs);
            Assert.All(Enumerable.Range(0, expected.Count), index => Assert.Equal(expected.Span[index], found.Span[index], 1e-5 * largest));
        }
    }

    [Fact]
    public void Gradients_reach_every_parameter()
    {
        using var network = Filled();
        foreach (var parameter in _parameters.Parameters)
        {
            parameter.IsTrainable = !parameter.Name.Contains("running", StringComparison.Ordinal);
        }

        using var tape = Tape.ForTraining();
        var output = network.Forward(tape, _images, training: true);
        var loss = tape.Sum(tape.Square(output.Findings));
        foreach (var other in new[] { output.Projection, output.Patient, output.Lungs })
        {
            loss = tape.Add(loss, tape.Sum(tape.Square(other)));
        }

        tape.Backward(loss);
        foreach (var parameter in _parameters.Parameters.Where(parameter => parameter.IsTrainable))
        {
            Assert.True(parameter.Value.HasGradient, parameter.Name);
            Assert.True(parameter.Value.Gradient.Span.ToArray().Any(value => value != 0), parameter.Name);
        }
    }

    [Fact]
    public void Dropout_changes_findings_in_training_only_and_never_the_lungs()
    {
        using var network = Filled();
        using var evaluating = Tape.ForInference();
        var plain = network.Forward(evaluating, _images);
        var evaluated = network.Forward(evaluating, _images, training: false, dropout: 0.5f);
        Assert.True(plain.Findings.Span.SequenceEqual(evaluated.Findings.Span));
        using var tape = Tape.ForTraining();
        var trained = network.Forward(tape, _images, training: true);
        var dropped = network.Forward(tape, _images, training: true, dropout: 0.5f);
        Assert.False(trained.Findings.Span.SequenceEqual(dropped.Findings.Span));
        Assert.True(trained.Lungs.Span.SequenceEqual(dropped.Lungs.Span));
    }

    private ChestNetwork Filled() => new(
        new(new FilledParameters((_, kind) => kind == ParameterKind.Scale ? (0.3, 1) : (0.3, 0.02)), _parameters), Small);
}
