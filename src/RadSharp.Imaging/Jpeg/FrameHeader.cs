using System.Buffers.Binary;

namespace RadSharp.Imaging.Jpeg;

/// <summary>Reads frame headers: ITU-T T.81, B.2.2.</summary>
internal static class FrameHeader
{
    private const int FixedByteCount = 6;
    private const int ComponentByteCount = 3;
    private const int MaxSamplingFactor = 4;

    /// <summary>Reads and checks a frame header. The number of rows may be 0: not known yet.</summary>
    /// <param name="marker">Its marker.</param>
    /// <param name="segment">What follows the segment's length.</param>
    /// <param name="offset">Where the marker stands in the data.</param>
    public static JpegFrame Read(byte marker, ReadOnlySpan<byte> segment, int offset)
    {
        var process = marker switch
        {
            JpegMarker.BaselineFrame => JpegProcess.Baseline,
            JpegMarker.ExtendedFrame => JpegProcess.Extended,
            JpegMarker.ProgressiveFrame => JpegProcess.Progressive,
            JpegMarker.LosslessFrame => JpegProcess.Lossless,
            _ => throw new ImageDataException(
                offset, $"The image is coded by {Unsupported(marker)}, which is not supported; expected JPEG with Huffman "
                + "coding: baseline, extended, progressive or lossless."),
        };
        var count = segment.Length >= FixedByteCount ? segment[5] : 0;
        if (count == 0 || segment.Length != FixedByteCount + (count * ComponentByteCount))
        {
            throw new ImageDataException(
                offset, $"Expected a frame header of {FixedByteCount} bytes and {ComponentByteCount} for each component, found "
                + $"{segment.Length} bytes for {count} components.");
        }

        if (count is not (1 or 3 or 4))
        {
            throw new ImageDataException(offset, $"Expected an image of 1, 3 or 4 components, found {count}.");
        }

        var precision = segment[0];
        var isPossible = process switch
        {
            JpegProcess.Baseline => precision == 8,
            JpegProcess.Lossless => precision is >= 2 and <= 16,
            _ => precision is 8 or 12,
        };
        if (!isPossible)
        {
            throw new ImageDataException(offset, $"A {process} image cannot have samples of {precision} bits.");
        }

        var height = BinaryPrimitives.ReadUInt16BigEndian(segment[1..]);
        var width = BinaryPrimitives.ReadUInt16BigEndian(segment[3..]);
        if (width == 0)
        {
            throw new ImageDataException(offset, $"Expected an image of at least one pixel, found {width}×{height}.");
        }

        return new JpegFrame(process, precision, width, height, Components(segment[FixedByteCount..], offset), offset);
    }

    private static JpegComponent[] Components(ReadOnlySpan<byte> segment, int offset)
    {
        var components = new JpegComponent[segment.Length / ComponentByteCount];
        for (var index = 0; index < components.Length; index++)
        {
            var entry = segment.Slice(index * ComponentByteCount, ComponentByteCount);
            var (id, horizontal, vertical, quantization) = (entry[0], entry[1] >> 4, entry[1] & 0xF, entry[2]);
            if (horizontal is < 1 or > MaxSamplingFactor || vertical is < 1 or > MaxSamplingFactor || quantization > 3)
            {
                throw new ImageDataException(
                    offset, $"Component {id} has sampling factors {horizontal} and {vertical} and quantisation table "
                    + $"{quantization}; expected factors 1 to {MaxSamplingFactor} and a table 0 to 3.");
            }

            if (Array.Exists(components[..index], component => component.Id == id))
            {
                throw new ImageDataException(offset, $"Expected components with different numbers, found {id} twice.");
            }

            components[index] = new JpegComponent(id, horizontal, vertical, quantization);
        }

        return components;
    }

    private static string Unsupported(byte marker) => marker switch
    {
        JpegMarker.JpegLsFrame => "JPEG-LS (ITU-T T.87), read where the CharLS library is installed",
        JpegMarker.HierarchicalProgression or 0xC5 or 0xC6 or 0xC7 => "a hierarchical process",
        0xC8 => "an extension of JPEG",
        0xC9 => "the sequential process with arithmetic coding",
        0xCA => "the progressive process with arithmetic coding",
        0xCB => "the lossless process with arithmetic coding",
        JpegMarker.ArithmeticConditioning => "a process with arithmetic coding",
        _ => "a hierarchical process with arithmetic coding",
    };
}
