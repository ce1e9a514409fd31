using System.Runtime.InteropServices;

namespace RadSharp.Imaging.Dicom.Pixels;

/// <summary>Pixel data that is not compressed (PS3.5 8.1.1), read straight into the image.</summary>
internal static class NativePixels
{
    /// <summary>One frame: samples as they are stored, the value's bits moved to the bottom, channels side by side.</summary>
    /// <exception cref="ImageDataException">The pixel data is shorter than its frames.</exception>
    public static Image Read(DicomElement element, PixelDescription pixels, int frame)
    {
        var bits = FrameBits(pixels);
        var needed = (bits * pixels.FrameCount) + 7 >> 3;
        if (element.Length < needed)
        {
            throw new ImageDataException(
                element.Offset,
                $"Expected {needed:N0} bytes for {pixels.FrameCount} × {pixels.Columns}×{pixels.Rows} pixels, found {element.Length:N0}: "
                + "the file is cut off or its header is wrong.");
        }

        return pixels.BitsAllocated switch
        {
            1 => Bits(element, pixels, frame),
            8 when pixels.Photometric == Photometric.Ybr422 => Lumas(element, pixels, frame),
            8 => Bytes(element, pixels, frame * bits / 8),
            _ => Words(element, pixels, frame * bits / 8),
        };
    }

    private static long FrameBits(PixelDescription pixels) => pixels.Photometric == Photometric.Ybr422
        ? (long)pixels.PixelCount * 2 * pixels.BitsAllocated
        : pixels.SampleCount * pixels.BitsAllocated;

    private static Image<byte> Bytes(DicomElement element, PixelDescription pixels, long start)
    {
        var samples = GC.AllocateUninitializedArray<byte>((int)pixels.SampleCount);
        element.CopyTo(samples, start);
        if (pixels.HighBit + 1 > pixels.BitsStored)
        {
            var shift = pixels.HighBit + 1 - pixels.BitsStored;
            for (var index = 0; index < samples.Length; index++)
            {
                samples[index] >>= shift;
            }
        }

        return Interleaved(pixels, samples);
    }

    private static Image<ushort> Words(DicomElement element, PixelDescription pixels, long start)
    {
        var samples = GC.AllocateUninitializedArray<ushort>((int)pixels.SampleCount);
        element.CopyTo(MemoryMarshal.AsBytes(samples.AsSpan()), start);
        if (pixels.HighBit + 1 > pixels.BitsStored)
        {
            var shift = pixels.HighBit + 1 - pixels.BitsStored;
            for (var index = 0; index < samples.Length; index++)
            {
                samples[index] >>= shift;
            }
        }

        return Interleaved(pixels, samples);
    }

    // Of two pixels: luma, luma, and the two differences that they share (PS3.3 C.7.6.3.1.2). A row has whole pairs.
    private static Image<byte> Lumas(DicomElement element, PixelDescription pixels, int frame)
    {
        var pairs = GC.AllocateUninitializedArray<byte>(pixels.PixelCount * 2);
        element.CopyTo(pairs, (long)frame * pairs.Length);
        var samples = GC.AllocateUninitializedArray<byte>(pixels.PixelCount);
        for (var index = 0; index < samples.Length; index++)
        {
            samples[index] = pairs[((index >> 1) * 4) + (index & 1)];
        }

        return new(pixels.Columns, pixels.Rows, 1, samples);
    }

    // Eight pixels in a byte, the first lowest; frames follow each other without a gap.
    private static Image<byte> Bits(DicomElement element, PixelDescription pixels, int frame)
    {
        var first = (long)frame * pixels.PixelCount;
        var bytes = new byte[((first + pixels.PixelCount + 7) >> 3) - (first >> 3)];
        element.CopyTo(bytes, first >> 3);
        var samples = GC.AllocateUninitializedArray<byte>(pixels.PixelCount);
        var skipped = (int)(first & 7);
        for (var index = 0; index < samples.Length; index++)
        {
            var bit = index + skipped;
            samples[index] = (byte)((bytes[bit >> 3] >> (bit & 7)) & 1);
        }

        return new(pixels.Columns, pixels.Rows, 1, samples);
    }

    private static Image<T> Interleaved<T>(PixelDescription pixels, T[] samples) where T : unmanaged
    {
        if (pixels.IsPlanar && pixels.SamplesPerPixel > 1)
        {
            var planes = samples;
            samples = GC.AllocateUninitializedArray<T>(planes.Length);
            for (var index = 0; index < pixels.PixelCount; index++)
            {
                for (var channel = 0; channel < pixels.SamplesPerPixel; channel++)
                {
                    samples[(index * pixels.SamplesPerPixel) + channel] = planes[(channel * pixels.PixelCount) + index];
                }
            }
        }

        return new(pixels.Columns, pixels.Rows, pixels.SamplesPerPixel, samples);
    }
}
