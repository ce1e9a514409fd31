using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Tensors.Tests.Operations;

public class BatchNormTests
{
    [Theory]
    [InlineData(1, 1, 2, 1)]
    [InlineData(2, 3, 5, 3)]
    [InlineData(3, 17, 16, 17)]
    [InlineData(2, 40, 31, 33)]
    [InlineData(1, 9, 9, 700)]
    [InlineData(2, 2, 2, 20000)]
    public void Training_normalises_with_the_batch_and_updates_the_running_statistics(
        int batch, int height, int width, int channels)
    {
        using var layer = new Layer(channels);
        using var x = Samples.Random([batch, height, width, channels], 5, 3);
        var (oldMean, oldVariance) = (layer.Mean.Span.ToArray(), layer.Variance.Span.ToArray());
        using var tape = Tape.ForTraining();
        var y = layer.Run(tape, x, training: true, momentum: 0.25f, epsilon: 1e-3f);

        var rows = batch * height * width;
        for (var c = 0; c < channels; c++)
        {
            var column = Column(x, c);
            var mean = column.Average();
            var squares = column.Sum(value => (value - mean) * (value - mean));
            var scale = layer.Weight.Span[c] / Math.Sqrt((squares / rows) + 1e-3);
            var expected = column.Select(value => (float)(((value - mean) * scale) + layer.Bias.Span[c])).ToArray();
            Check.Close(expected, Array.ConvertAll(Column(y, c), value => (float)value), 1e-5f, $"channel {c}");
            Check.Close([(float)((0.75 * oldMean[c]) + (0.25 * mean))], layer.Mean.Span.Slice(c, 1), 1e-6f, "mean");
            var unbiased = squares / (rows - 1);
            var updated = (float)((0.75 * oldVariance[c]) + (0.25 * unbiased));
            Check.Close([updated], layer.Variance.Span.Slice(c, 1), 1e-5f, "variance");
        }
    }

    [Fact]
    public void Evaluation_uses_the_running_statistics_and_leaves_them()
    {
        using var layer = new Layer(19);
        using var x = Samples.Random([2, 5, 3, 19], 5);
        var (mean, variance) = (layer.Mean.Span.ToArray(), layer.Variance.Span.ToArray());
        using var tape = Tape.ForInference();
        var y = layer.Run(tape, x, training: false);
        Assert.True(layer.Mean.Span.SequenceEqual(mean));
        Assert.True(layer.Variance.Span.SequenceEqual(variance));
        var expected = x.Span.ToArray();
        for (var index = 0; index < expected.Length; index++)
        {
            var c = index % 19;
            var scale = layer.Weight.Span[c] / Math.Sqrt(variance[c] + 1e-5);
            expected[index] = (float)(((expected[index] - (double)mean[c]) * scale) + layer.Bias.Span[c]);
        }

        Check.Close(expected, y.Span);
    }

    [Fact]
    public void The_variance_of_values_far_from_zero_is_accurate()
    {
        using var layer = new Layer(3);
        var values = Samples.Values(40_000 * 3, 7);
        using var x = Tensor.From(Array.ConvertAll(values, value => 5000 + value), [40_000, 3]);
        using var tape = Tape.ForTraining();
        layer.Run(tape, x, training: true, momentum: 1);
        for (var c = 0; c < 3; c++)
        {
            var column = Column(x, c);
            var mean = column.Average();
            var variance = column.Sum(value => (value - mean) * (value - mean)) / (column.Length - 1);
            Check.Close([(float)variance], layer.Variance.Span.Slice(c, 1), 1e-4f, "variance");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void BatchNorm_differentiates_to_input_weight_and_bias(bool training)
    {
        using var layer = new Layer(3);
        using var x = Samples.Random([2, 3, 2, 3], 5);
        Check.Gradients(
            (tape, inputs) => tape.BatchNorm(inputs[0], inputs[1], inputs[2], layer.Mean, layer.Variance, training),
            [x, layer.Weight, layer.Bias]);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void BatchNorm_differentiates_through_its_addend_and_activation(bool training, bool hasAddend)
    {
        using var layer = new Layer(4);
        using var x = Samples.Random([2, 3, 2, 4], 5);
        using var addend = Samples.Random([2, 3, 2, 4], 6);

        // Far from zero, where the ReLU has a slope.
        var far = hasAddend ? addend : layer.Bias;
        for (var index = 0; index < far.Count; index++)
        {
            far.Span[index] += (index + (index / 4)) % 2 == 0 ? 6 : -6;
        }

        Check.Gradients(
            (tape, inputs) => tape.BatchNorm(
                inputs[0], inputs[1], inputs[2], layer.Mean, layer.Variance, training,
                addend: hasAddend ? inputs[3] : null, activation: Activation.Relu),
            [x, layer.Weight, layer.Bias, addend]);
    }

    [Theory]
    [InlineData(true, true, Activation.Relu)]
    [InlineData(true, false, Activation.Relu)]
    [InlineData(false, true, Activation.Relu)]
    [InlineData(false, false, Activation.Relu)]
    [InlineData(true, true, Activation.None)]
    [InlineData(true, true, Activation.Silu)]
    public void An_addend_and_an_activation_give_the_bits_of_separate_operations(
        bool training, bool hasAddend, Activation activation)
    {
        using var x = Samples.Random([3, 19, 17, 37], 5).RequireGradient();
        using var addend = Samples.Random([3, 19, 17, 37], 6).RequireGradient();
        var dy = Samples.Values(x.Count, 7);
        var found = new List<float[]>();
        foreach (var isFused in new[] { true, false })
        {
            using var layer = new Layer(37);
            layer.Weight.RequireGradient();
            layer.Bias.RequireGradient();
            for (var pass = 1; pass <= 2; pass++)
            {
                using var tape = Tape.ForTraining();
                Tensor? branch = hasAddend ? tape.Multiply(addend, 2) : null;
                var input = tape.Multiply(x, 3);
                var y = isFused
                    ? tape.BatchNorm(
                        input, layer.Weight, layer.Bias, layer.Mean, layer.Variance, training, addend: branch,
                        activation: activation)
                    : layer.Run(tape, input, training);
                y = isFused ? y : tape.Activate(branch is { } plus ? tape.Add(y, plus) : y, activation);
                found.Add(y.Span.ToArray());
                tape.Backward(y, dy);
            }

            found.AddRange([
                x.Gradient.Span.ToArray(), layer.Weight.Gradient.Span.ToArray(), layer.Bias.Gradient.Span.ToArray(),
                hasAddend ? addend.Gradient.Span.ToArray() : [], layer.Mean.Span.ToArray(), layer.Variance.Span.ToArray(),
            ]);
            x.ClearGradient();
            addend.ClearGradient();
        }

        for (var index = 0; index < found.Count / 2; index++)
        {
            Assert.Equal(found[(found.Count / 2) + index], found[index]);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gradients_over_many_blocks_equal_the_formulas(bool training)
    {
        const int channels = 37, rows = 2 * 31 * 29;
        using var layer = new Layer(channels);
        using var x = Samples.Random([2, 31, 29, channels], 5).RequireGradient();
        var dy = Samples.Values(x.Count, 6);
        using var tape = Tape.ForTraining();
        layer.Weight.RequireGradient();
        layer.Bias.RequireGradient();
        var mean = Enumerable.Range(0, channels).Select(c => training ? Column(x, c).Average() : layer.Mean.Span[c]).ToArray();
        var inverse = Enumerable.Range(0, channels).Select(c =>
        {
            var variance = training ? Column(x, c).Select(v => (v - mean[c]) * (v - mean[c])).Average() : layer.Variance.Span[c];
            return 1 / Math.Sqrt(variance + 1e-5);
        }).ToArray();
        tape.Backward(layer.Run(tape, x, training), dy);

        var (sums, products) = (new double[channels], new double[channels]);
        for (var index = 0; index < dy.Length; index++)
        {
            var c = index % channels;
            sums[c] += dy[index];
            products[c] += dy[index] * (x.Span[index] - mean[c]) * inverse[c];
        }

        var expected = new float[dy.Length];
        for (var index = 0; index < dy.Length; index++)
        {
            var c = index % channels;
            var own = training ? (sums[c] + ((x.Span[index] - mean[c]) * inverse[c] * products[c])) / rows : 0;
            expected[index] = (float)(layer.Weight.Span[c] * inverse[c] * (dy[index] - own));
        }

        Check.Close(expected, x.Gradient.Span);
        Check.Close(Array.ConvertAll(products, value => (float)value), layer.Weight.Gradient.Span);
        Check.Close(Array.ConvertAll(sums, value => (float)value), layer.Bias.Gradient.Span);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_folded_convolution_equals_convolution_and_normalisation(bool hasBias)
    {
        using var layer = new Layer(20);
        using var x = Samples.Random([2, 7, 6, 4], 5);
        using var weight = Samples.Random([20, 2, 3, 3], 6);
        using var bias = Samples.Random([20], 7);
        Tensor? shift = hasBias ? bias : null;
        using var tape = Tape.ForInference();
        var expected = layer.Run(tape, tape.Conv2d(x, weight, shift, padding: 1, groups: 2), training: false);
        var (foldedWeight, foldedBias) = BatchNormalizations.FoldBatchNorm(
            weight, shift, layer.Weight, layer.Bias, layer.Mean, layer.Variance);
        using (foldedWeight)
        using (foldedBias)
        using (var packed = new PackedConvolution(foldedWeight, foldedBias, padding: 1, groups: 2))
        {
            Check.Close(expected.Span, tape.Conv2d(x, packed).Span);
        }
    }

    [Fact]
    public void A_NaN_stays_in_its_channel()
    {
        using var layer = new Layer(2);
        using var x = Samples.Random([1, 4, 4, 2], 5);
        x.Span[6] = float.NaN;
        using var tape = Tape.ForTraining();
        var y = layer.Run(tape, x, training: true);
        Assert.All(Column(y, 0), value => Assert.True(double.IsNaN(value)));
        Assert.All(Column(y, 1), value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void Evaluation_allocates_nothing_on_the_managed_heap()
    {
        using var layer = new Layer(8);
        using var x = Samples.Random([1, 4, 4, 8], 5);
        using var tape = Tape.ForInference();
        Check.AllocatesNothing(() =>
        {
            tape.MaxPool2d(layer.Run(tape, x, training: false), 3, 2, 1);
            tape.Reset();
        });
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        using var layer = new Layer(3);
        using var tape = Tape.ForTraining();
        using var wide = Samples.Random([2, 2, 2, 4]);
        var error = Assert.Throws<ArgumentException>(() => layer.Run(tape, wide, training: true));
        Assert.Contains("BatchNorm", error.Message, StringComparison.Ordinal);
        Assert.Contains("[4]", error.Message, StringComparison.Ordinal);
        using var narrow = Samples.Random([2, 2, 1, 3]);
        using var fitting = Samples.Random([2, 2, 2, 3]);
        error = Assert.Throws<ArgumentException>(
            () => tape.BatchNorm(fitting, layer.Weight, layer.Bias, layer.Mean, layer.Variance, true, addend: narrow));
        Assert.Contains("an addend", error.Message, StringComparison.Ordinal);
        using var single = Samples.Random([1, 1, 1, 3]);
        Assert.Throws<ArgumentException>(() => layer.Run(tape, single, training: true));
        Assert.Throws<ArgumentException>(
            () => BatchNormalizations.FoldBatchNorm(single, null, layer.Weight, layer.Bias, layer.Mean, layer.Variance));
    }

    private static double[] Column(Tensor x, int channel)
    {
        var channels = x.Shape[-1];
        var column = new double[x.Count / channels];
        for (var row = 0; row < column.Length; row++)
        {
            column[row] = x.Span[(row * channels) + channel];
        }

        return column;
    }

    private sealed class Layer(int channels) : IDisposable
    {
        public Tensor Weight { get; } = Samples.Random([channels], 1);

        public Tensor Bias { get; } = Samples.Random([channels], 2);

        public Tensor Mean { get; } = Samples.Random([channels], 3);

        public Tensor Variance { get; } = Tensor.From(
            Array.ConvertAll(Samples.Values(channels, 4), value => 1.5f + value), [channels]);

        public Tensor Run(Tape tape, Tensor x, bool training, float momentum = 0.1f, float epsilon = 1e-5f) =>
            tape.BatchNorm(x, Weight, Bias, Mean, Variance, training, momentum, epsilon);

        public void Dispose()
        {
            Weight.Dispose();
            Bias.Dispose();
            Mean.Dispose();
            Variance.Dispose();
        }
    }
}
