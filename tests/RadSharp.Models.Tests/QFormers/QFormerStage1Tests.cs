using RadSharp.Models.Encoders.Bert;
using RadSharp.Models.Parameters;
using RadSharp.Models.QFormers;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Tests.QFormers;

public sealed class QFormerStage1Tests : IDisposable
{
    private static readonly QFormerConfig Config =
        new(new BertConfig(20, 8, 12, 2, 2, 10) { HiddenDropout = 0 }, EncoderWidth: 6, QueryLength: 3);

    private readonly ParameterSet _set = new();
    private readonly QFormerStage1 _stage;
    private readonly Tensor _patches = Tensor.Uninitialized([3, 5, 6]);
    private readonly PaddedText _text = PaddedText.Pad([[1, 5, 6, 7], [1, 8, 9], [1, 10, 11, 12]], padding: 0);

    public QFormerStage1Tests()
    {
        _stage = new QFormerStage1(new ParameterScope(new FreshParameters(3, 0.4f), _set), Config, projectionWidth: 4);
        _stage.Temperature.Value.Span[0] = 0.5f;
        FilledParameters.Fill("patches", 1, 0, _patches.Span);
    }

    public void Dispose()
    {
        _patches.Dispose();
        _set.Dispose();
    }

    [Fact]
    public void Similarity_is_the_largest_cosine_over_the_queries()
    {
        using var tape = Tape.ForInference();
        using var images = Tensor.From([3, 4, 0, 2, /**/ -1, 0, 5, 0], [2, 2, 2]);
        using var texts = Tensor.From([10, 0, 0, 0.1f, -1, -1], [3, 2]);
        var similarities = QFormerLosses.Similarities(tape, images, texts);
        float[] expected = [0.6f, 1, -1 / MathF.Sqrt(2), 1, 0, 1 / MathF.Sqrt(2)];
        Assert.Equal([2, 3], similarities.Shape);
        Assert.All(expected.Zip(similarities.Span.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Fact]
    public void The_contrastive_loss_is_the_mean_of_both_directions_with_smoothed_targets()
    {
        double[,] similarities = { { 0.9, 0.1, 0.3 }, { -0.2, 0.5, 0.6 }, { 0, 0.4, 0.8 } };
        using var tape = Tape.ForInference();
        using var tensor = Tensor.From([.. similarities.Cast<double>().Select(value => (float)value)], [3, 3]);
        using var temperature = Tensor.From([0.2f], []);
        var found = QFormerLosses.Contrastive(tape, tensor, temperature);

        var expected = 0.0;
        for (var own = 0; own < 3; own++)
        {
            expected += (Loss(other => similarities[own, other]) + Loss(other => similarities[other, own])) / 6;

            double Loss(Func<int, double> similarity)
            {
                var sum = Enumerable.Range(0, 3).Sum(other => Math.Exp(similarity(other) / 0.2));
                return -Enumerable.Range(0, 3).Sum(other =>
                    ((other == own ? 0.9 : 0) + (0.1 / 3)) * ((similarity(other) / 0.2) - Math.Log(sum)));
            }
        }

        Assert.Equal(expected, found.Span[0], 1e-5);
    }

    [Fact]
    public void The_matching_loss_wants_the_first_pairs_to_match_and_the_others_not()
    {
        using var tape = Tape.ForInference();
        using var logits = Tensor.From([0, 2, /**/ 1, 0, /**/ 0, 3], [3, 2]);
        var expected = (Math.Log(1 + Math.Exp(-2)) + Math.Log(1 + Math.Exp(-1)) + Math.Log(1 + Math.Exp(3))) / 3;
        Assert.Equal(expected, QFormerLosses.Matching(tape, logits, matching: 1).Span[0], 1e-6);
    }

    // Along the gradient's own direction a parameter changes the loss by the gradient's length.
    [Fact]
    public void The_gradient_of_every_parameter_is_what_differences_of_the_losses_say()
    {
        foreach (var parameter in _set.Parameters)
        {
            parameter.IsTrainable = true;
        }

        using (var tape = Tape.ForTraining())
        {
            tape.Backward(Loss(tape));
        }

        foreach (var parameter in _set.Parameters)
        {
            var gradient = parameter.Value.Gradient.Span.ToArray();
            var length = Math.Sqrt(gradient.Sum(value => (double)value * value));
            if (length < 1e-3)
            {
                // Shifts of the keys, which softmax does not see.
                Assert.EndsWith("self.key.bias", parameter.Name, StringComparison.Ordinal);
                continue;
            }

            // Small, for the loss has kinks where another query becomes the most similar one.
            const double step = 1e-3;
            var after = LossBeside(parameter, gradient, step / length);
            var before = LossBeside(parameter, gradient, -step / length);
            var difference = (after - before) / (2 * step);
            Assert.True(
                Math.Abs(difference - length) < 1e-3 + (0.01 * length),
                $"{parameter.Name}: the gradient's length is {length:G4}, the losses' difference says {difference:G4}");
        }
    }

    private double LossBeside(Parameter parameter, float[] direction, double step)
    {
        var values = parameter.Value.Span;
        var before = values.ToArray();
        for (var index = 0; index < direction.Length; index++)
        {
            values[index] += (float)(step * direction[index]);
        }

        using var tape = Tape.ForInference();
        var loss = Loss(tape).Span[0];
        before.CopyTo(values);
        return loss;
    }

    private Tensor Loss(Tape tape)
    {
        var negatives = new HardNegatives(Images: [1, 2, 0], Texts: [2, 0, 1]);
        return _stage.Losses(tape, _stage.Encode(tape, _patches, _text), negatives, decoderStart: 2).Sum(tape);
    }
}
