using RadSharp.Tensors.Kernels;

namespace RadSharp.Tensors.Tests.Kernels;

public class ConversionTests
{
    private static readonly ushort[] AllBits = [.. Enumerable.Range(0, 65536).Select(bits => (ushort)bits)];

    [Fact]
    public void Every_half_is_widened_exactly_and_comes_back()
    {
        var halves = Array.ConvertAll(AllBits, BitConverter.UInt16BitsToHalf);
        var wide = new float[halves.Length];
        Conversion.HalfToFloat32(halves, wide);
        SameNumbers(Widened(halves), wide);
        var back = new Half[halves.Length];
        Conversion.Float32ToHalf(wide, back);
        SameNumbers(Widened(halves), Widened(back));
    }

    [Fact]
    public void Every_bfloat16_is_widened_exactly_and_comes_back()
    {
        var wide = new float[AllBits.Length];
        Conversion.BFloat16ToFloat32(AllBits, wide);
        SameNumbers(Array.ConvertAll(AllBits, FromBFloat16), wide);
        var back = new ushort[AllBits.Length];
        Conversion.Float32ToBFloat16(wide, back);
        SameNumbers(wide, Array.ConvertAll(back, FromBFloat16));
    }

    [Fact]
    public void Every_bfloat16_becomes_the_nearest_half_and_every_half_the_nearest_bfloat16()
    {
        var halves = new Half[AllBits.Length];
        Conversion.BFloat16ToHalf(AllBits, halves);
        SameNumbers(Array.ConvertAll(AllBits, bits => (float)(Half)FromBFloat16(bits)), Widened(halves));

        halves = Array.ConvertAll(AllBits, BitConverter.UInt16BitsToHalf);
        var brains = new ushort[AllBits.Length];
        Conversion.HalfToBFloat16(halves, brains);
        SameNumbers(
            Array.ConvertAll(halves, half => FromBFloat16(NearestBFloat16((float)half))), Array.ConvertAll(brains, FromBFloat16));
    }

    [Fact]
    public void Random_floats_of_every_exponent_round_to_the_nearest()
    {
        var random = new Random(11);
        float[] anything =
            [.. Enumerable.Range(0, 300_000).Select(_ => BitConverter.UInt32BitsToSingle((uint)random.NextInt64(1L << 32)))];
        Rounds(anything);
        // Around the halves' range, where subnormals and overflow are.
        Rounds([.. Enumerable.Range(0, 300_000).Select(_ => MathF.ScaleB((random.NextSingle() * 2) - 1, random.Next(-28, 18)))]);
    }

    [Fact]
    public void Midpoints_go_to_the_even_neighbour_and_their_own_neighbours_do_not()
    {
        var values = new List<float>();
        foreach (var bits in AllBits)
        {
            var next = (ushort)(bits + 1);
            AddAround(values, (float)BitConverter.UInt16BitsToHalf(bits), (float)BitConverter.UInt16BitsToHalf(next));
            AddAround(values, FromBFloat16(bits), FromBFloat16(next));
        }

        values.AddRange([65519.996f, 65520, 65535, 65536, float.MaxValue, float.MinValue, float.Epsilon, -float.Epsilon]);
        Rounds([.. values]);
    }

    [Theory]
    [InlineData(0x7F800001u)]
    [InlineData(0xFF800001u)]
    [InlineData(0x7FC00000u)]
    [InlineData(0x7FFFFFFFu)]
    [InlineData(0xFFFFFFFFu)]
    [InlineData(0x7F802000u)]
    public void A_NaN_stays_a_NaN_of_its_sign(uint bits)
    {
        var number = BitConverter.UInt32BitsToSingle(bits);
        var brain = new ushort[1];
        var half = new Half[1];
        Conversion.Float32ToBFloat16([number], brain);
        Conversion.Float32ToHalf([number], half);
        Assert.True(float.IsNaN(FromBFloat16(brain[0])));
        Assert.True(Half.IsNaN(half[0]));
        Assert.Equal(float.IsNegative(number), float.IsNegative(FromBFloat16(brain[0])));
        Assert.Equal(float.IsNegative(number), Half.IsNegative(half[0]));
    }

    [Fact]
    public void Any_length_and_alignment_converts_exactly_its_elements()
    {
        var values = Samples.Values(80);
        for (var start = 0; start < 3; start++)
        {
            for (var length = 0; length <= 70; length++)
            {
                var source = values.AsSpan(start, length);
                var brains = Enumerable.Repeat((ushort)0x7777, 80).ToArray();
                var halves = Enumerable.Repeat((Half)777, 80).ToArray();
                var wide = Enumerable.Repeat(777f, 80).ToArray();
                Conversion.Float32ToBFloat16(source, brains.AsSpan(start, length));
                Conversion.Float32ToHalf(source, halves.AsSpan(start, length));
                Conversion.HalfToFloat32(halves.AsSpan(start, length), wide.AsSpan(start, length));
                for (var index = 0; index < 80; index++)
                {
                    var inside = index >= start && index < start + length;
                    Assert.Equal(inside ? NearestBFloat16(values[index]) : (ushort)0x7777, brains[index]);
                    Assert.Equal(inside ? (Half)values[index] : (Half)777, halves[index]);
                    Assert.Equal(inside ? (float)(Half)values[index] : 777f, wide[index]);
                }
            }
        }
    }

    [Fact]
    public void Long_spans_are_converted_to_their_end()
    {
        var values = Samples.Values((3 * Elementwise.ChunkLength) + 5);
        var halves = new Half[values.Length];
        var brains = new ushort[values.Length];
        Conversion.Float32ToHalf(values, halves);
        Conversion.HalfToBFloat16(halves, brains);
        for (var index = 0; index < values.Length; index++)
        {
            Assert.Equal(NearestBFloat16((float)(Half)values[index]), brains[index]);
        }
    }

    [Fact]
    public void Spans_of_two_lengths_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Conversion.Float32ToHalf(new float[2], new Half[3]));
        Assert.Contains("2 and 3", error.Message, StringComparison.Ordinal);
    }

    private static void AddAround(List<float> values, float low, float high)
    {
        var middle = (float)(((double)low + high) / 2);
        if (float.IsFinite(middle))
        {
            values.AddRange([middle, MathF.BitIncrement(middle), MathF.BitDecrement(middle)]);
        }
    }

    private static void Rounds(float[] values)
    {
        var halves = new Half[values.Length];
        var brains = new ushort[values.Length];
        Conversion.Float32ToHalf(values, halves);
        Conversion.Float32ToBFloat16(values, brains);
        SameNumbers(Array.ConvertAll(values, value => (float)(Half)value), Widened(halves));
        SameNumbers(
            Array.ConvertAll(values, value => FromBFloat16(NearestBFloat16(value))), Array.ConvertAll(brains, FromBFloat16));
    }

    // Bit for bit, except that every NaN is as good as another.
    private static void SameNumbers(float[] expected, float[] found)
    {
        for (var index = 0; index < expected.Length; index++)
        {
            var (e, f) = (expected[index], found[index]);
            var same = float.IsNaN(e) ? float.IsNaN(f) : BitConverter.SingleToInt32Bits(e) == BitConverter.SingleToInt32Bits(f);
            Assert.True(same, $"element {index}: expected {e:G9}, found {f:G9}");
        }
    }

    private static float[] Widened(Half[] halves) => Array.ConvertAll(halves, half => (float)half);

    private static float FromBFloat16(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    // By comparing distances in double, which holds the differences of floats exactly enough to see ties.
    private static ushort NearestBFloat16(float value)
    {
        if (!float.IsFinite(value))
        {
            return (ushort)(float.IsNaN(value) ? 0x7FC0 : BitConverter.SingleToUInt32Bits(value) >> 16);
        }

        var towardsZero = (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16);
        var away = (ushort)(towardsZero + 1);
        var toFirst = Math.Abs((double)value - FromBFloat16(towardsZero));
        // Beyond the largest number, infinity stands where the next number would be.
        var awayValue = float.IsInfinity(FromBFloat16(away)) ? Math.CopySign(Math.ScaleB(1, 128), value) : FromBFloat16(away);
        var toSecond = Math.Abs(awayValue - value);
        return toFirst < toSecond || (toFirst == toSecond && towardsZero % 2 == 0) ? towardsZero : away;
    }
}
