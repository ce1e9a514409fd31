using System.Buffers.Binary;

namespace RadSharp.Imaging.Jpeg;

/// <summary>
/// Goes through the marker segments of a file (ITU-T T.81, B.1.1) up to each scan, and keeps what they define: tables, the
/// frame, hints about colour and orientation.
/// </summary>
internal ref struct JpegSegments
{
    private readonly ReadOnlySpan<byte> _data;
    private readonly ReadLimits _limits;
    private bool _isJfif;
    private int? _adobeTransform;

    public JpegSegments(ReadOnlySpan<byte> data, ReadLimits limits)
    {
        _data = data;
        _limits = limits;
        if (!data.StartsWith((ReadOnlySpan<byte>)[JpegMarker.Prefix, JpegMarker.StartOfImage]))
        {
            throw new ImageDataException(0, "Expected a JPEG image, which begins with the bytes FF D8.");
        }

        Position = 2;
    }

    /// <summary>Where the next marker is looked for.</summary>
    public int Position { get; set; }

    /// <summary>The tables that hold at <see cref="Position"/>.</summary>
    public CodingTables Tables { get; } = new();

    /// <summary>The frame, once its header was read.</summary>
    public JpegFrame? Frame { get; private set; }

    /// <summary>EXIF orientation.</summary>
    public Orientation Orientation { get; private set; } = Orientation.TopLeft;

    /// <summary>True once the marker for the end of the image was read.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>What the components of the frame stand for, by the rules of libjpeg.</summary>
    public readonly JpegColorSpace ColorSpace => Frame!.Components switch
    {
        [_] => JpegColorSpace.Grey,
        [_, _, _, _] => _adobeTransform is null or 0 ? JpegColorSpace.Cmyk : JpegColorSpace.Ycck,
        _ when _isJfif => JpegColorSpace.YCbCr,
        _ when _adobeTransform is { } transform => transform == 0 ? JpegColorSpace.Rgb : JpegColorSpace.YCbCr,
        [{ Id: (byte)'R' }, { Id: (byte)'G' }, { Id: (byte)'B' }] => JpegColorSpace.Rgb,
        _ => Frame.Process == JpegProcess.Lossless ? JpegColorSpace.Rgb : JpegColorSpace.YCbCr,
    };

    /// <summary>
    /// Reads segments until a scan header, where <see cref="Position"/> then stands, or until the end of the image or of the
    /// data.
    /// </summary>
    /// <returns>True if there is a scan.</returns>
    public bool TryFindScan()
    {
        while (TryReadMarker(out var marker))
        {
            var offset = Position - 2;
            switch (marker)
            {
                case JpegMarker.EndOfImage:
                    IsEnded = true;
                    return false;
                case JpegMarker.StartOfScan:
                    RequireFrame(offset);
                    Position = offset;
                    return true;
                case var _ when JpegMarker.StandsAlone(marker):
                    break;
                default:
                    ReadSegment(marker, offset);
                    break;
            }
        }

        return false;
    }

    /// <summary>Reads the scan header at <see cref="Position"/>, which moves to the scan's entropy-coded data.</summary>
    public JpegScan ReadScan()
    {
        var offset = Position;
        Position += 2;
        var segment = TakeSegment(out _);
        return ScanHeader.Read(segment, offset, Frame!, Tables);
    }

    private void ReadSegment(byte marker, int offset)
    {
        var segment = TakeSegment(out var start);
        switch (marker)
        {
            case JpegMarker.QuantizationTables:
                Tables.ReadQuantization(segment, start);
                break;
            case JpegMarker.HuffmanTables:
                Tables.ReadHuffman(segment, start);
                break;
            case JpegMarker.RestartInterval:
                Tables.ReadRestartInterval(segment, start);
                break;
            case JpegMarker.Application0:
                _isJfif |= segment.StartsWith("JFIF\0"u8);
                break;
            case JpegMarker.Application1:
                Orientation = ExifOrientation.Find(segment) ?? Orientation;
                break;
            case JpegMarker.Application14 when segment.Length >= 12 && segment.StartsWith("Adobe"u8):
                _adobeTransform = segment[11];
                break;
            case JpegMarker.ArithmeticConditioning or JpegMarker.HierarchicalProgression or JpegMarker.JpegLsFrame:
            case >= JpegMarker.BaselineFrame and <= JpegMarker.LastFrame:
                if (Frame is not null)
                {
                    throw new ImageDataException(offset, "The image has a second frame header; expected one.");
                }

                Frame = FrameHeader.Read(marker, segment, offset);
                break;
        }
    }

    // The height may be left open until the end of the first scan (B.2.5).
    private void RequireFrame(int scanOffset)
    {
        if (Frame is null)
        {
            throw new ImageDataException(scanOffset, "Expected a frame header before the first scan, found none.");
        }

        if (Frame.Height == 0)
        {
            Frame = new JpegFrame(
                Frame.Process, Frame.Precision, Frame.Width, NumberOfLines(scanOffset), Frame.Components, Frame.Offset);
        }

        _limits.CheckSize(Frame.Width, Frame.Height, Frame.Offset);
    }

    private readonly int NumberOfLines(int scanOffset)
    {
        ReadOnlySpan<byte> expected = [JpegMarker.Prefix, JpegMarker.NumberOfLines, 0, 4];
        var found = _data[scanOffset..].IndexOf(expected);
        return found >= 0 && found + 6 <= _data.Length - scanOffset
            ? BinaryPrimitives.ReadUInt16BigEndian(_data[(scanOffset + found + 4)..])
            : throw new ImageDataException(
                Frame!.Offset,
                "The frame header leaves the number of rows open; expected a DNL segment after the scan, found none.");
    }

    private bool TryReadMarker(out byte marker)
    {
        marker = 0;
        while (_data[Position..].IndexOf(JpegMarker.Prefix) is var prefix and >= 0)
        {
            Position += prefix;
            while (Position < _data.Length && _data[Position] == JpegMarker.Prefix)
            {
                Position++;
            }

            if (Position < _data.Length && (marker = _data[Position++]) != 0)
            {
                return true;
            }
        }

        Position = _data.Length;
        return false;
    }

    // The length counts itself.
    private ReadOnlySpan<byte> TakeSegment(out int start)
    {
        var rest = _data[Position..];
        var length = rest.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(rest) : 0;
        if (length < 2 || length > rest.Length)
        {
            throw new ImageDataException(
                Position,
                $"Expected a segment with its length in its first 2 bytes, found length {length} and {rest.Length} bytes.");
        }

        start = Position + 2;
        Position += length;
        return rest[2..length];
    }
}
