using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Tensors.Tests.Operations;

public class RotaryEmbeddingsTests
{
    [Theory]
    [InlineData(1, 1, 1, 2)]
    [InlineData(2, 3, 4, 6)]
    [InlineData(2, 5, 3, 34)]
    [InlineData(1, 7, 2, 64)]
    [InlineData(2, 90, 3, 128)]
    [InlineData(1, 0, 3, 8)]
    [InlineData(0, 4, 3, 8)]
    public void Pairs_turn_by_the_angle_of_their_position(int batch, int tokens, int heads, int headDim)
    {
        const double Theta = 10_000;
        const double Scaling = 1.5;
        using var x = Samples.Random([batch, tokens, heads, headDim]);
        var positions = Enumerable.Range(0, batch * tokens).Select(token => (token * 37) % 4_096).ToArray();
        var table = new RotaryTable(headDim, Theta, Scaling);
        using var tape = Tape.ForInference();
        var expected = new float[x.Count];
        var half = headDim / 2;
        for (var element = 0; element < x.Count; element += headDim)
        {
            var position = positions[element / (heads * headDim)];
            for (var pair = 0; pair < half; pair++)
            {
                var (low, high) = (x.Span[element + pair], x.Span[element + pair + half]);
                var angle = (double)(position * InverseFrequency(pair, headDim, Theta, Scaling));
                expected[element + pair] = (float)((low * Math.Cos(angle)) - (high * Math.Sin(angle)));
                expected[element + pair + half] = (float)((high * Math.Cos(angle)) + (low * Math.Sin(angle)));
            }
        }

        Check.Close(expected, tape.RotaryEmbedding(x, table, positions).Span, 1e-6f);
    }

    [Fact]
    public void Positions_of_one_sequence_serve_the_whole_batch()
    {
        using var x = Samples.Random([2, 3, 2, 4]);
        var table = new RotaryTable(4);
        using var tape = Tape.ForInference();
        var all = tape.RotaryEmbedding(x, table, [7, 8, 9, 7, 8, 9]);
        Check.Close(all.Span, tape.RotaryEmbedding(x, table, [7, 8, 9]).Span, 0);
    }

    [Fact]
    public void The_gradient_turns_back()
    {
        using var x = Samples.Random([2, 3, 2, 6]);
        var table = new RotaryTable(6, theta: 100);
        Check.Gradients((tape, inputs) => tape.RotaryEmbedding(inputs[0], table, [2, 0, 5]), [x]);
        Check.Gradients((tape, inputs) => tape.RotaryEmbedding(inputs[0], table, [2, 0, 5, 1, 1, 9]), [x]);
        Check.Gradients((tape, inputs) => tape.Add(inputs[0], tape.RotaryEmbedding(inputs[0], table, [2, 0, 5])), [x]);
    }

    [Fact]
    public void Scores_depend_on_the_distance_of_positions_only()
    {
        using var x = Samples.Random([1, 2, 1, 64]);
        var table = new RotaryTable(64);
        using var tape = Tape.ForInference();
        Assert.Equal(Score(3, 10), Score(103, 110), 1e-4f);

        float Score(int query, int key)
        {
            var y = tape.RotaryEmbedding(x, table, [query, key]).Span;
            var sum = 0f;
            for (var index = 0; index < 64; index++)
            {
                sum += y[index] * y[64 + index];
            }

            return sum;
        }
    }

    [Fact]
    public void Long_positions_follow_the_float32_arithmetic_of_the_original()
    {
        // Rounded to float32 as Hugging Face transformers does: the exact angle differs by more than 10⁻³ out here.
        const int Position = 120_001;
        const int HeadDim = 128;
        using var x = Tensor.Zeros([1, 1, 1, HeadDim]);
        x.Span[..(HeadDim / 2)].Fill(1);
        var table = new RotaryTable(HeadDim, theta: 1_000_000);
        using var tape = Tape.ForInference();
        var y = tape.RotaryEmbedding(x, table, [Position]).Span;
        for (var pair = 0; pair < HeadDim / 2; pair++)
        {
            var angle = Position * InverseFrequency(pair, HeadDim, 1_000_000, 1);
            Assert.Equal(MathF.Cos(angle), y[pair], 1e-6f);
            Assert.Equal(MathF.Sin(angle), y[pair + (HeadDim / 2)], 1e-6f);
        }
    }

    [Fact]
    public void The_table_grows_on_demand_and_keeps_what_it_has()
    {
        var table = new RotaryTable(8);
        Assert.Equal(0, table.Positions);
        table.Reserve(10);
        Assert.Equal(10, table.Positions);
        var before = table.AnglesFor(10).ToArray();
        table.Reserve(11);
        Assert.Equal(20, table.Positions);
        Assert.Equal(before, table.AnglesFor(20)[..before.Length].ToArray());
        table.Reserve(5);
        Assert.Equal(20, table.Positions);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new RotaryTable(7));
        Assert.Throws<ArgumentException>(() => new RotaryTable(0));
        Assert.Throws<ArgumentException>(() => new RotaryTable(8, theta: 0));
        Assert.Throws<ArgumentException>(() => new RotaryTable(8, scaling: -1));
        var table = new RotaryTable(8);
        using var x = Samples.Random([2, 3, 2, 8]);
        using var flat = Samples.Random([6, 2, 8]);
        using var other = Samples.Random([2, 3, 2, 6]);
        using var tape = Tape.ForInference();
        Check.Refused<ArgumentException>(() => tape.RotaryEmbedding(other, table, [0, 1, 2]), "[2, 3, 2, 6]");
        Assert.Throws<ArgumentException>(() => tape.RotaryEmbedding(flat, table, [0, 1, 2]));
        Assert.Throws<ArgumentException>(() => tape.RotaryEmbedding(x, table, [0, 1]));
        Check.Refused<ArgumentException>(() => tape.RotaryEmbedding(x, table, [0, -1, 2]), "token 1 has -1");
    }

    private static float InverseFrequency(int pair, int headDim, double theta, double scaling) =>
        1 / (float)Math.Pow(theta, 2f * pair / headDim) / (float)scaling;
}
