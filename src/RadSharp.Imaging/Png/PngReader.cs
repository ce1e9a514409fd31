using System.Runtime.InteropServices;

namespace RadSharp.Imaging.Png;

/// <summary>
/// Reads PNG files (W3C Portable Network Graphics, third edition): every colour type and bit depth, interlaced or not.
/// </summary>
/// <remarks>
/// Samples arrive as the file stores them: gamma, colour profiles, a transparent colour of grey and RGB images and all other
/// ancillary chunks are passed over, as Pillow does. Of an animation the default image is read.
/// </remarks>
public static class PngReader
{
    /// <summary>Decodes an image.</summary>
    /// <param name="data">The whole file.</param>
    /// <param name="limits">What is believed; <see cref="ReadLimits.Default"/> if null.</param>
    /// <returns>
    /// An <see cref="Image{T}"/> of <see cref="ushort"/> for 16 bits, of <see cref="byte"/> otherwise. Grey of 1, 2 and 4 bits is
    /// scaled to 0…255; grey with alpha has two channels; a palette is resolved to RGB, or to RGBA if it has transparency.
    /// </returns>
    /// <exception cref="ImageDataException">The file is damaged, ends early or declares too large an image.</exception>
    public static Image Read(ReadOnlySpan<byte> data, ReadLimits? limits = null)
    {
        var contents = PngContents.Read(data, limits ?? ReadLimits.Default);
        return contents.Header.BitDepth == 16 ? Decode<ushort>(data, contents) : Decode<byte>(data, contents);
    }

    private static unsafe Image<T> Decode<T>(ReadOnlySpan<byte> data, in PngContents contents) where T : unmanaged
    {
        var header = contents.Header;
        var channels = contents.Channels;
        var samples = GC.AllocateUninitializedArray<T>(header.Width * header.Height * channels);

        // A stream cannot hold a span, so it gets the address; it lives within this block and knows the length.
        fixed (byte* file = data)
        {
            using var source = new DeflatedImageData(file, data.Length, contents.FirstImageData);
            using var rows = new PngRows(source);
            if (header.IsInterlaced)
            {
                DecodePasses<T>(contents, rows, samples);
            }
            else
            {
                DecodeRows<T>(contents, rows, header.Width, header.Height, samples);
            }

            rows.Finish();
        }

        return new Image<T>(header.Width, header.Height, channels, samples);
    }

    private static void DecodePasses<T>(in PngContents contents, PngRows rows, Span<T> samples) where T : unmanaged
    {
        var (width, channels) = (contents.Header.Width, contents.Channels);
        foreach (var pass in Adam7.Passes)
        {
            var (columns, lines) = (pass.Columns(width), pass.Rows(contents.Header.Height));
            if (columns == 0 || lines == 0)
            {
                continue;
            }

            var part = GC.AllocateUninitializedArray<T>(columns * lines * channels).AsSpan();
            DecodeRows(contents, rows, columns, lines, part);
            for (var line = 0; line < lines; line++)
            {
                var to = (((pass.FirstRow + (line * pass.RowStep)) * width) + pass.FirstColumn) * channels;
                for (var column = 0; column < columns; column++, to += pass.ColumnStep * channels)
                {
                    part[..channels].CopyTo(samples[to..]);
                    part = part[channels..];
                }
            }
        }
    }

    // samples: [height, width, channels]
    private static void DecodeRows<T>(in PngContents contents, PngRows rows, int width, int height, Span<T> samples)
        where T : unmanaged
    {
        var header = contents.Header;
        var byteCount = (int)header.RowByteCount(width);
        var stride = width * contents.Channels;

        // Bytes that are samples are unfiltered to where they stay; others pass through two rows that take turns.
        var isDirect = header.BitDepth == 8 && header.ColorType != PngColorType.Indexed;
        byte[][] unfiltered = isDirect ? [] : [new byte[byteCount], new byte[byteCount]];
        ReadOnlySpan<byte> above = new byte[byteCount];
        rows.Begin(height, byteCount);
        for (var y = 0; y < height; y++)
        {
            var target = samples.Slice(y * stride, stride);
            var row = isDirect ? MemoryMarshal.AsBytes(target) : unfiltered[y & 1];
            var stored = rows.Next();
            if (!RowFilters.Undo(stored[0], stored[1..], above, header.FilterDistance, row))
            {
                throw new ImageDataException(
                    rows.FileOffset, $"Expected a filter type from 0 to 4 at the beginning of row {y}, found {stored[0]}.");
            }

            if (!isDirect)
            {
                Resolve(contents, row, target);
            }

            above = row;
        }
    }

    private static void Resolve<T>(in PngContents contents, ReadOnlySpan<byte> row, Span<T> samples) where T : unmanaged
    {
        var depth = contents.Header.BitDepth;
        if (depth == 16)
        {
            PngPixels.SwapOrder(MemoryMarshal.Cast<byte, ushort>(row), MemoryMarshal.Cast<T, ushort>(samples));
        }
        else if (contents.Header.ColorType == PngColorType.Indexed)
        {
            PngPixels.LookUp(row, contents, MemoryMarshal.AsBytes(samples));
        }
        else
        {
            PngPixels.Spread(row, depth, 255 / ((1 << depth) - 1), MemoryMarshal.AsBytes(samples));
        }
    }
}
