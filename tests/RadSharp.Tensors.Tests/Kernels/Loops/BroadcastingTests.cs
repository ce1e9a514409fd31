using RadSharp.Tensors.Kernels;
using RadSharp.Tensors.Kernels.Loops;

namespace RadSharp.Tensors.Tests.Kernels.Loops;

public class BroadcastingTests
{
    public static TheoryData<int[], int[]> Pairs => new()
    {
        { [], [] },
        { [], [5] },
        { [1], [1, 1] },
        { [7], [7] },
        { [0], [0] },
        { [1], [0] },
        { [3, 0, 2], [2] },
        { [131], [131] },
        { [5, 37], [37] },
        { [5, 37], [5, 1] },
        { [5, 1], [1, 37] },
        { [37, 1], [37] },
        { [2, 3, 17, 4], [3, 1, 1] },
        { [2, 3, 4], [2, 1, 4] },
        { [1, 3, 1, 5], [2, 1, 4, 1] },
        { [2, 1, 3, 1, 2, 1], [1, 3, 1, 2, 1, 19] },
        { [2, 2, 2, 2, 2, 2], [2, 1, 2, 1, 2, 1] },
        { [3, 20_011], [20_011] },
        { [20_011, 3], [20_011, 1] },
        { [40_009], [1] },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Operands_are_repeated_as_in_NumPy(int[] left, int[] right)
    {
        CheckSubtract(Shape.Create(left), Shape.Create(right));
        CheckSubtract(Shape.Create(right), Shape.Create(left));

        static void CheckSubtract(Shape a, Shape b)
        {
            var x = Samples.Values((int)a.Count, seed: 1);
            var y = Samples.Values((int)b.Count, seed: 2);
            var shape = Broadcasting.Together(a, b)!.Value;
            var expected = new float[shape.Count];
            var element = 0;
            foreach (var index in Indices.Of(shape))
            {
                expected[element++] = x[Indices.ElementAt(a, index)] - y[Indices.ElementAt(b, index)];
            }

            var found = new float[shape.Count];
            Broadcasting.Apply<Operators.Subtract>(x, a, y, b, found, shape);
            Assert.Equal(expected, found);

            Broadcasting.Apply<Operators.Subtract>(x, a, y, b, found, shape, accumulate: true);
            Check.Close([.. expected.Select(value => 2 * value)], found, 0);
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Sums_over_repeated_axes_reverse_the_repetition(int[] left, int[] right)
    {
        var target = Shape.Create(left);
        var shape = Broadcasting.Together(Shape.Create(right), target)!.Value;
        var values = Samples.Values((int)shape.Count, seed: 3);
        var sums = new double[target.Count];
        var element = 0;
        foreach (var index in Indices.Of(shape))
        {
            sums[Indices.ElementAt(target, index)] += values[element++];
        }

        var found = Samples.Values((int)target.Count, seed: 4);
        var expected = found.Zip(sums, (before, sum) => (float)(before + (0.5 * sum))).ToArray();
        Broadcasting.SumTo(values, shape, found, target, scale: 0.5f, accumulate: true);
        Check.Close(expected, found, 1e-6f);
    }

    [Fact]
    public void Shapes_that_do_not_go_together_have_none()
    {
        Assert.Null(Broadcasting.Together([2, 3], [2]));
        Assert.Null(Broadcasting.Together([0], [2]));
        Assert.Equal(Shape.Create([2, 3]), Broadcasting.Together([2, 1], [3]));
        Assert.Equal(Shape.Create([0]), Broadcasting.Together([0], [1]));
    }

    [Fact]
    public void An_operand_that_does_not_fit_the_result_is_refused()
    {
        Check.Refused<ArgumentException>(
            () => Broadcasting.Apply<Operators.Add>(new float[6], [2, 3], new float[3], [3], new float[3], [3]), "[2, 3]");
        Assert.Throws<ArgumentException>(
            () => Broadcasting.Apply<Operators.Add>(new float[5], [2, 3], new float[3], [3], new float[6], [2, 3]));
        Assert.Throws<ArgumentException>(
            () => Broadcasting.Apply<Operators.Add>(new float[6], [2, 3], new float[3], [3], new float[5], [2, 3]));
        Assert.Throws<ArgumentException>(() => Broadcasting.SumTo(new float[6], [2, 3], new float[2], [2], 1, accumulate: false));
    }

    [Fact]
    public void Maximum_and_minimum_pass_NaN_on_from_either_side()
    {
        float[] a = [1, float.NaN, 2, float.NegativeInfinity, float.NaN, 0];
        float[] b = [float.NaN, 1, 3, float.PositiveInfinity, float.NaN, 0];
        var found = new float[6];
        Broadcasting.Apply<Operators.Maximum>(a, [6], b, [6], found, [6]);
        Assert.Equal(a.Zip(b, MathF.Max), found);
        Broadcasting.Apply<Operators.Minimum>(a, [6], b, [6], found, [6]);
        Assert.Equal(a.Zip(b, MathF.Min), found);
    }

    [Fact]
    public void Nothing_beyond_the_destination_is_written()
    {
        for (var length = 0; length < 70; length++)
        {
            var room = new float[length + 40];
            Array.Fill(room, -7);
            var ones = Enumerable.Repeat(1f, length).ToArray();
            Broadcasting.Apply<Operators.Add>(ones, [length], ones, [length], room.AsSpan(20, length), [length]);
            Assert.All(room[..20], value => Assert.Equal(-7, value));
            Assert.All(room[20..(20 + length)], value => Assert.Equal(2, value));
            Assert.All(room[(20 + length)..], value => Assert.Equal(-7, value));
        }
    }
}
