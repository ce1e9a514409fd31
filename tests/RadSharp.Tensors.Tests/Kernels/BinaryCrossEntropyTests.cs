using RadSharp.Tensors.Kernels;

namespace RadSharp.Tensors.Tests.Kernels;

public class BinaryCrossEntropyTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(14)]
    [InlineData(17)]
    [InlineData(577)]
    public void Losses_and_gradients_agree_with_the_definition(int labels)
    {
        var count = 3 * labels;
        var logits = Samples.Values(count, 1, 8);
        var targets = Samples.Values(count, 2).Select(value => value > 0.5f ? value : value > 0 ? 1 : 0f).ToArray();
        var weights = Samples.Values(labels, 3).Select(value => value + 2).ToArray();
        var mask = Samples.Values(count, 4).Select(value => Math.Max(0, value)).ToArray();
        var before = Samples.Values(count, 5);
        var (losses, slopes) = (new float[count], new float[count]);
        for (var index = 0; index < count; index++)
        {
            var (x, t, w) = ((double)logits[index], targets[index], weights[index % labels]);
            var (positive, negative) = (ScalarMath.Sigmoid(x), ScalarMath.Sigmoid(-x));
            losses[index] = (float)(-mask[index] * ((w * t * Math.Log(positive)) + ((1 - t) * Math.Log(negative))));
            slopes[index] = (float)(0.5 * mask[index] * (((1 - t) * positive) - (w * t * negative)));
        }

        Check.Close(
            losses, RowSamples.Written(count, y => BinaryCrossEntropy.Forward(logits, targets, weights, mask, labels, y)), 1e-6f);
        Check.Close(
            slopes,
            RowSamples.Written(count, y => BinaryCrossEntropy.Backward(logits, targets, weights, mask, labels, 0.5f, y, false)), 1e-6f);
        var sums = before.ToArray();
        BinaryCrossEntropy.Backward(logits, targets, weights, mask, labels, 0.5f, sums, accumulate: true);
        Check.Close([.. before.Zip(slopes, (a, b) => a + b)], sums, 1e-6f);
    }

    [Fact]
    public void Logits_of_any_size_are_stable()
    {
        float[] logits = [1e4f, -1e4f, 1e4f, -1e4f, 30, -30];
        float[] targets = [1, 1, 0, 0, 1, 0];
        var (losses, slopes) = (new float[6], new float[6]);
        BinaryCrossEntropy.Forward(logits, targets, [], [], 6, losses);
        BinaryCrossEntropy.Backward(logits, targets, [], [], 6, 1, slopes, accumulate: false);
        var tiny = (float)Math.Exp(-30);
        Check.Relative([0, 1e4f, 1e4f, 0], losses.AsSpan(0, 4), 1e-6, "losses");
        Check.Relative([tiny, tiny], losses.AsSpan(4), 1e-6, "small losses");
        Assert.Equal([0, -1, 1, 0], slopes[..4]);
        Check.Relative([-tiny, tiny], slopes.AsSpan(4), 1e-6, "small slopes");
    }

    [Fact]
    public void What_stands_where_the_mask_is_zero_counts_nothing()
    {
        float[] logits = [1, float.NaN, 2];
        float[] targets = [float.NaN, 1, 1];
        var (losses, slopes) = (new float[3], new float[3]);
        BinaryCrossEntropy.Forward(logits, targets, [], [0, 0, 1], 3, losses);
        BinaryCrossEntropy.Backward(logits, targets, [], [0, 0, 1], 3, 1, slopes, accumulate: false);
        Check.Close([0, 0, 0.12692801f], losses, 1e-6f);
        Check.Close([0, 0, -0.11920292f], slopes, 1e-6f);
    }

    [Fact]
    public void Weights_for_another_number_of_labels_are_refused() =>
        Check.Refused<ArgumentException>(
            () => BinaryCrossEntropy.Forward(new float[6], new float[6], new float[2], [], 3, new float[6]), "BinaryCrossEntropy", "3", "2");
}
