using RadSharp.Bench.Measuring;
using RadSharp.Imaging;
using RadSharp.Tensors.Kernels;

namespace RadSharp.Bench.Cases;

/// <summary>
/// A made film: soft shadows, ribs, and the noise of a real one, so that it compresses as real films do (about three bits a
/// pixel at 8 bits). The same on every machine.
/// </summary>
internal sealed class FilmCase
{
    // Standard deviation of the noise in 1/256 of the full range.
    private const double Noise = 1.7;

    /// <summary>A film.</summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="bits">Bits of a sample, at most 16.</param>
    public FilmCase(int width, int height, int bits)
    {
        (Width, Height, Samples, Result) = (width, height, new ushort[width * height], new ushort[width * height]);
        var scale = (1 << bits) / 256.0;
        for (var index = 0; index < Samples.Length; index++)
        {
            var (row, column) = Math.DivRem(index, width);
            var (x, y) = ((double)column / width, (double)row / height);
            var lungs = Math.Exp(-12 * Square(Math.Abs(x - 0.5) - 0.22)) * Math.Exp(-5 * Square(y - 0.45));
            var ribs = 12 * Math.Sin((60 * y) - (9 * Square(x - 0.5))) * lungs;
            var level = 170 - (120 * lungs) + ribs + (Noise * Normal(index));
            Samples[index] = (ushort)Math.Clamp(level * scale, 0, (1 << bits) - 1);
        }
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>The film. // [height, width]</summary>
    public ushort[] Samples { get; }

    /// <summary>Where contenders deliver. // [height, width]</summary>
    public ushort[] Result { get; }

    /// <summary>The film as bytes, if it has 8 bits.</summary>
    public Image<byte> Bytes => new(Width, Height, 1, Array.ConvertAll(Samples, sample => (byte)sample));

    /// <summary>RadSharp's contender: a call that gives an image.</summary>
    /// <param name="pixels">The pixels that count as its work.</param>
    /// <param name="result">Where it is delivered.</param>
    /// <param name="call">The call.</param>
    public static Contender Ours(double pixels, ushort[] result, Func<Image> call)
    {
        Image? image = null;
        return new Contender(Contender.RadSharp, pixels, () => image = call())
        {
            Deliver = () =>
            {
                if (image is Image<ushort> words)
                {
                    words.Samples.CopyTo(result, 0);
                }
                else
                {
                    Deliver(((Image<byte>)image!).Samples, result);
                }
            },
        };
    }

    /// <summary>Copies bytes to where a contender delivers.</summary>
    public static void Deliver(ReadOnlySpan<byte> bytes, ushort[] result)
    {
        for (var index = 0; index < bytes.Length; index++)
        {
            result[index] = bytes[index];
        }
    }

    private static double Square(double value) => value * value;

    // Twelve uniform numbers have variance one; their sum is near enough to normal.
    private static double Normal(long index)
    {
        var sum = -6.0;
        for (var term = 0; term < 12; term++)
        {
            sum += RandomBits.Uniform(seed: 5, (index * 12) + term);
        }

        return sum;
    }
}
