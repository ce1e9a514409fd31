using RadSharp.Models.Parameters;
using RadSharp.Models.Vision;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Tests.Vision;

public sealed class CheXpertClassifierTests : IDisposable
{
    private const int Features = 6, Hidden = 5, Size = 240; // 8×8 patches, 2×2 after pooling

    private readonly ParameterSet _parameters = new();
    private readonly Tensor _images = Tensor.Uninitialized([2, Size, Size, 3]);

    public CheXpertClassifierTests() => FilledParameters.Fill("images", 0.5, 0.5, _images.Span);

    public void Dispose()
    {
        _parameters.Dispose();
        _images.Dispose();
    }

    [Fact]
    public void Logits_are_of_pooled_patches_flattened_channel_by_channel()
    {
        var source = new FilledParameters((_, kind) => kind == ParameterKind.Scale ? (0.3, 1) : (0.3, 0));
        var config = BioViLTTests.Small(Features);
        using var classifier = new CheXpertClassifier(new(source, _parameters), config, Hidden, Size);
        using var encoders = new ParameterSet();
        using var encoder = new BioViLT(new ParameterScope(source, encoders)["model"]["biovil_encoder"], config);
        using var tape = Tape.ForInference();
        var logits = classifier.Forward(tape, _images);
        Assert.Equal([2, 14], logits.Shape);
        var patches = encoder.Forward(tape, _images).ProjectedPatchEmbeddings!.Value;
        Assert.Equal([2, 8, 8, Features], patches.Shape);
        for (var image = 0; image < 2; image++)
        {
            var flat = Flat(patches.Span.Slice(image * 64 * Features, 64 * Features));
            var inner = Layer("model.fc1", flat).Select(value => Math.Max(value, 0)).ToArray();
            var expected = Layer("model.fc2", inner);
            Assert.All(Enumerable.Range(0, 14), label => Assert.Equal(expected[label], logits.Span[(image * 14) + label], 1e-4));
        }
    }

    [Fact]
    public void Names_are_those_of_the_checkpoint_at_full_size()
    {
        using var classifier = new CheXpertClassifier(new(new ZeroParameters(), _parameters));
        Assert.Equal([512, 2048], _parameters["model.fc1.weight"].Shape);
        Assert.Equal([14, 512], _parameters["model.fc2.weight"].Shape);
        Assert.Equal([128, 512, 1, 1], _parameters["model.biovil_encoder.projector.model.0.weight"].Shape);
        Assert.Equal([64, 3, 7, 7], _parameters["model.biovil_encoder.encoder.encoder.conv1.weight"].Shape);
    }

    [Fact]
    public void Images_of_another_size_and_a_missing_projector_are_refused()
    {
        using var classifier = new CheXpertClassifier(
            new(new FreshParameters(1), _parameters), BioViLTTests.Small(Features), Hidden, imageSize: 128);
        using var tape = Tape.ForInference();
        var size = Assert.Throws<ArgumentException>(() => classifier.Forward(tape, _images));
        Assert.Contains("128×128", size.Message, StringComparison.Ordinal);
        using var other = new ParameterSet();
        var scope = new ParameterScope(new FreshParameters(1), other);
        Assert.Throws<ArgumentException>(() => new CheXpertClassifier(scope, BioViLTTests.Small(null)));
    }

    // [8, 8, features] to [features, 2, 2], flat
    private static double[] Flat(ReadOnlySpan<float> patches)
    {
        var flat = new double[Features * 4];
        for (var place = 0; place < 64; place++)
        {
            for (var feature = 0; feature < Features; feature++)
            {
                flat[(feature * 4) + (place / 32 * 2) + (place % 8 / 4)] += patches[(place * Features) + feature] / 16.0;
            }
        }

        return flat;
    }

    private double[] Layer(string name, double[] x)
    {
        var (weight, bias) = (_parameters[$"{name}.weight"].Value, _parameters[$"{name}.bias"].Value.Span.ToArray());
        var rows = weight.Span.ToArray();
        return [.. bias.Select((shift, row) =>
            shift + x.Select((value, column) => value * rows[(row * x.Length) + column]).Sum())];
    }
}
