using RadSharp.Tensors.Kernels;

namespace RadSharp.Tensors.Tests.Kernels;

public class CrossEntropyTests
{
    private const int Ignored = -100;

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 0)]
    [InlineData(16, 0.1f)]
    [InlineData(17, 1)]
    [InlineData(577, 0.2f)]
    [InlineData(4101, 0)]
    public void Losses_and_gradients_agree_with_the_definition(int classes, float smoothing)
    {
        const int Rows = 5;
        var logits = Samples.Values(Rows * classes, 1, 10);
        int[] targets = [0, Ignored, classes - 1, classes / 2, Ignored];
        float[] factors = [1, 2, -0.5f, 0.25f, float.NaN];
        var before = Samples.Values(logits.Length, 2);
        var statistics = new float[Rows * CrossEntropy.StatisticsPerRow];
        var losses = RowSamples.Written(Rows, y => CrossEntropy.Forward(logits, targets, Ignored, smoothing, statistics, y));
        var gradient = RowSamples.Written(
            logits.Length, y => CrossEntropy.Backward(logits, targets, Ignored, smoothing, statistics, factors, y, accumulate: false));

        var expected = new float[logits.Length];
        for (var row = 0; row < Rows; row++)
        {
            var logProbabilities = LogProbabilities(logits.AsSpan(row * classes, classes));
            var loss = 0.0;
            for (var label = 0; label < classes && targets[row] != Ignored; label++)
            {
                var share = (label == targets[row] ? 1 - smoothing : 0) + (smoothing / classes);
                loss -= share * logProbabilities[label];
                expected[(row * classes) + label] = (float)(factors[row] * (Math.Exp(logProbabilities[label]) - share));
            }

            Check.Close([(float)loss], [losses[row]], 1e-6f, $"loss of row {row}");
        }

        Check.Close(expected, gradient, 1e-6f, "gradient");
        var sums = before.ToArray();
        CrossEntropy.Backward(logits, targets, Ignored, smoothing, statistics, factors, sums, accumulate: true);
        Check.Close([.. before.Zip(expected, (a, b) => a + b)], sums, 1e-6f, "gradient, added");
    }

    [Fact]
    public void A_vocabulary_of_152064_costs_no_digits()
    {
        var logits = Samples.Values(152_064, scale: 15);
        var losses = new float[1];
        CrossEntropy.Forward(logits, [77], Ignored, 0, new float[CrossEntropy.StatisticsPerRow], losses);
        Check.Close([(float)-LogProbabilities(logits)[77]], losses, 2e-7f);
    }

    [Fact]
    public void Logits_of_any_size_are_stable_and_minus_infinity_has_no_share()
    {
        float[] logits = [1e4f, -1e4f, float.NegativeInfinity];
        var statistics = new float[CrossEntropy.StatisticsPerRow];
        var (losses, gradient) = (new float[1], new float[3]);
        CrossEntropy.Forward(logits, [1], Ignored, 0, statistics, losses);
        CrossEntropy.Backward(logits, [1], Ignored, 0, statistics, [1], gradient, accumulate: false);
        Assert.Equal(20_000, losses[0]);
        Assert.Equal([1, -1, 0], gradient);
        CrossEntropy.Forward(logits, [2], Ignored, 0, statistics, losses);
        Assert.Equal(float.PositiveInfinity, losses[0]);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    public void A_target_that_is_no_class_is_refused_with_its_row(int target) =>
        Check.Refused<ArgumentException>(
            () => CrossEntropy.Forward(new float[8], [0, target], Ignored, 0, new float[4], new float[2]),
            "CrossEntropy", "from 0 to 3", "-100", $"found {target} in row 1");

    [Fact]
    public void No_rows_are_no_work() => CrossEntropy.Forward([], [], Ignored, 0, [], []);

    private static double[] LogProbabilities(ReadOnlySpan<float> logits)
    {
        var values = logits.ToArray();
        var largest = values.Max();
        var logSum = largest + Math.Log(values.Sum(value => Math.Exp(value - (double)largest)));
        return [.. values.Select(value => value - logSum)];
    }
}
