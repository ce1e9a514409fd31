using RadSharp.Imaging.Jpeg;

namespace RadSharp.Imaging.Tests.Jpeg;

public class InverseDctTests
{
    [Fact]
    public void All_ways_give_the_same_samples_and_those_of_the_definition()
    {
        var random = new Random(7);
        var (fast, plain) = (new byte[8 * 11], new byte[8 * 11]);
        for (var round = 0; round < 3000; round++)
        {
            var block = Block(random, 1 + (round % 64), 1 << (1 + (round % 10)));
            InverseDct.Write(block, false, fast, 11, 8);
            InverseDct.WriteScalars(block, plain, 11, 8);
            Assert.Equal(plain, fast);
            AssertNear(block, Array.ConvertAll(plain, sample => (int)sample), 11, 8, 1.01);
        }
    }

    [Fact]
    public void Twelve_bit_samples_are_those_of_the_definition()
    {
        var random = new Random(8);
        var samples = new ushort[64];
        for (var round = 0; round < 1000; round++)
        {
            var block = Block(random, 1 + (round % 64), 1 << (1 + (round % 14)));
            InverseDct.Write(block, false, samples, 8, 12);
            AssertNear(block, Array.ConvertAll(samples, sample => (int)sample), 8, 12, 2);
        }
    }

    [Fact]
    public void A_flat_block_needs_no_transform()
    {
        var (flat, full) = (new byte[64], new byte[64]);
        for (var level = -1200; level <= 1200; level++)
        {
            short[] block = [(short)level, .. new short[63]];
            InverseDct.Write(block, true, flat, 8, 8);
            InverseDct.WriteScalars(block, full, 8, 8);
            Assert.Equal(full, flat);
        }
    }

    private static short[] Block(Random random, int count, int magnitude)
    {
        var block = new short[64];
        for (var index = 0; index < count; index++)
        {
            block[random.Next(64)] = (short)(random.Next(-magnitude, magnitude + 1) / (1 + (index / 4)));
        }

        return block;
    }

    private static void AssertNear(short[] block, int[] samples, int stride, int precision, double tolerance)
    {
        for (var y = 0; y < 8; y++)
        {
            for (var x = 0; x < 8; x++)
            {
                var sum = 0.0;
                for (var index = 0; index < 64; index++)
                {
                    var (v, u) = (index / 8, index % 8);
                    sum += block[index] * (u == 0 ? Math.Sqrt(0.5) : 1) * (v == 0 ? Math.Sqrt(0.5) : 1)
                        * Math.Cos(((2 * x) + 1) * u * Math.PI / 16) * Math.Cos(((2 * y) + 1) * v * Math.PI / 16);
                }

                var expected = Math.Clamp((sum / 4) + (1 << (precision - 1)), 0, (1 << precision) - 1);
                Assert.InRange(samples[(y * stride) + x], expected - tolerance, expected + tolerance);
            }
        }
    }
}
