using RadSharp.Imaging.Jpeg;

namespace RadSharp.Imaging.Tests.Jpeg;

public class TriangleFilterTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Bytes_and_words_of_every_width_agree_with_the_definition(bool isMixed)
    {
        var random = new Random(5);
        for (var width = 1; width < 60; width++)
        {
            var (near, far) = (new byte[width], new byte[width]);
            random.NextBytes(near);
            random.NextBytes(far);
            var bytes = Spread<byte>(near, far, isMixed);
            var words = Spread<ushort>(
                Array.ConvertAll(near, sample => (ushort)sample), Array.ConvertAll(far, sample => (ushort)sample), isMixed);
            Assert.Equal(Array.ConvertAll(bytes, sample => (ushort)sample), words);
            for (var x = 0; x < 2 * width; x++)
            {
                var neighbour = Math.Clamp((x / 2) + ((x & 1) == 0 ? -1 : 1), 0, width - 1);
                var exact = isMixed
                    ? ((9 * near[x / 2]) + (3 * far[x / 2]) + (3 * near[neighbour]) + far[neighbour]) / 16.0
                    : ((3 * near[x / 2]) + near[neighbour]) / 4.0;
                var expected = (x & 1) == (isMixed ? 0 : 1) ? Math.Floor(exact + 0.5) : Math.Ceiling(exact - 0.5);
                Assert.Equal(expected, bytes[x]);
            }
        }
    }

    private static T[] Spread<T>(T[] near, T[] far, bool isMixed) where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        var sums = new ushort[near.Length + 2];
        TriangleFilter.Add<T>(near, far, isMixed, sums.AsSpan(1, near.Length));
        (sums[0], sums[^1]) = (sums[1], sums[^2]);
        var samples = new T[2 * near.Length];
        TriangleFilter.Spread<T>(sums, isMixed, samples);
        return samples;
    }
}
