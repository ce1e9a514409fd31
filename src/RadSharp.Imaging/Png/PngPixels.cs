using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RadSharp.Imaging.Png;

/// <summary>Rows of stored bytes to samples.</summary>
internal static class PngPixels
{
    /// <summary>Spreads samples of 1, 2 or 4 bits over one byte each, the leftmost from the highest bits (PNG 7.2).</summary>
    /// <param name="stored">The row's bytes; the last one may hold unused bits.</param>
    /// <param name="depth">Bits of a sample.</param>
    /// <param name="factor">What each is multiplied by.</param>
    /// <param name="samples">As many samples as the row has.</param>
    public static void Spread(ReadOnlySpan<byte> stored, int depth, int factor, Span<byte> samples)
    {
        var mask = (1 << depth) - 1;
        var index = 0;
        foreach (var bits in stored)
        {
            for (var shift = 8 - depth; shift >= 0 && index < samples.Length; shift -= depth)
            {
                samples[index++] = (byte)(((bits >> shift) & mask) * factor);
            }
        }
    }

    /// <summary>Big-endian samples to this machine's order, or back.</summary>
    public static void SwapOrder(ReadOnlySpan<ushort> samples, Span<ushort> swapped)
    {
        if (BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(samples, swapped);
        }
        else
        {
            samples.CopyTo(swapped);
        }
    }

    /// <summary>Colors of the pixels of an indexed image.</summary>
    /// <param name="stored">The row's bytes.</param>
    /// <param name="contents">Palette and bit depth.</param>
    /// <param name="samples">Red, green and blue of each pixel, and alpha if the palette has transparency.</param>
    /// <exception cref="ImageDataException">An index is beyond the palette.</exception>
    public static void LookUp(ReadOnlySpan<byte> stored, in PngContents contents, Span<byte> samples)
    {
        var (depth, channels) = (contents.Header.BitDepth, contents.Channels);
        var mask = (1 << depth) - 1;
        var at = 0;
        foreach (var bits in stored)
        {
            for (var shift = 8 - depth; shift >= 0 && at < samples.Length; shift -= depth, at += channels)
            {
                var index = (bits >> shift) & mask;
                if (index >= contents.Palette.Length / 3)
                {
                    throw new ImageDataException(
                        contents.PaletteOffset,
                        $"The palette has {contents.Palette.Length / 3} entries, but a pixel has entry {index}.");
                }

                contents.Palette.AsSpan(index * 3, 3).CopyTo(samples[at..]);
                if (channels == 4)
                {
                    samples[at + 3] = index < contents.PaletteAlpha.Length ? contents.PaletteAlpha[index] : byte.MaxValue;
                }
            }
        }
    }
}
