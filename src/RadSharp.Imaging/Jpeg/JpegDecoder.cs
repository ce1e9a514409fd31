using System.Numerics;

namespace RadSharp.Imaging.Jpeg;

/// <summary>Decodes one JPEG file from beginning to end.</summary>
/// <param name="data">The file.</param>
/// <param name="limits">How much to believe.</param>
internal ref struct JpegDecoder(ReadOnlySpan<byte> data, ReadLimits limits)
{
    // Real progressive files have about ten scans. More scans, each of a few bytes, would each go through the whole image.
    private const int MaxScans = 500;
    private const int MaxPassesOverFrame = 64;

    private readonly ReadOnlySpan<byte> _data = data;
    private JpegSegments _segments = new(data, limits);
    private byte[] _buffer = [];

    /// <summary>Reads up to the first scan.</summary>
    public JpegHeader ReadHeader()
    {
        if (!_segments.TryFindScan())
        {
            throw new ImageDataException(_segments.Position, "Expected a scan, found the end of the image.");
        }

        var frame = _segments.Frame!;
        return new JpegHeader(
            frame.Width, frame.Height, frame.Components.Length, frame.Precision, frame.Process, _segments.ColorSpace,
            _segments.Orientation);
    }

    /// <summary>Reads everything.</summary>
    public JpegImage ReadImage()
    {
        var header = ReadHeader();
        CheckPlausibility();
        _buffer = GC.AllocateUninitializedArray<byte>(_data.Length - _segments.Position + BitReader.PaddingByteCount);
        Image image = header.Precision <= 8 ? ReadSamples<byte>() : ReadSamples<ushort>();
        return new JpegImage(image, header.Precision, header.Process, header.ColorSpace, _segments.Orientation);
    }

    // No code is shorter than one bit: a sequential block takes two of them at least, a progressive one and a lossless sample
    // one.
    private readonly void CheckPlausibility()
    {
        var frame = _segments.Frame!;
        var samples = frame.Components.Max(component => frame.UnitSize * (long)component.PaddedUnitColumns
            * frame.UnitSize * component.PaddedUnitRows);
        var channels = frame.Components.Length == 1 ? 1L : 3L;
        if (Math.Max(samples, channels * frame.Width * frame.Height) > Array.MaxLength)
        {
            throw new ImageDataException(
                frame.Offset, $"The image declares {frame.Width}×{frame.Height} pixels, more than one array can hold.");
        }

        var units = frame.Components.Sum(component => (long)component.UnitColumns * component.UnitRows);
        var leastBits = frame.Process is JpegProcess.Baseline or JpegProcess.Extended ? 2 * units : units;
        var byteCount = _data.Length - _segments.Position;
        if (leastBits > 8L * byteCount)
        {
            throw new ImageDataException(
                frame.Offset, $"The image declares {frame.Width}×{frame.Height} pixels, which take at least {leastBits / 8:N0} "
                + $"bytes, but only {byteCount:N0} follow. The file is cut off or damaged.");
        }
    }

    private Image<T> ReadSamples<T>() where T : unmanaged, IBinaryInteger<T>
    {
        var frame = _segments.Frame!;
        var planes = new Plane<T>?[frame.Components.Length];
        if (frame.Process == JpegProcess.Progressive)
        {
            ReadProgressiveScans(frame);
            for (var index = 0; index < planes.Length; index++)
            {
                planes[index] = CreatePlane<T>(frame, frame.Components[index]);
                ProgressiveScan.WriteSamples(frame.Components[index], planes[index]!, frame.Precision);
            }
        }
        else
        {
            ReadScans(frame, planes);
        }

        return PlaneMerge.ToImage(frame, _segments.ColorSpace, planes!);
    }

    private void ReadScans<T>(JpegFrame frame, Plane<T>?[] planes) where T : unmanaged, IBinaryInteger<T>
    {
        do
        {
            var scan = _segments.ReadScan();
            foreach (var component in scan.Components)
            {
                if (planes[component.Index] is not null)
                {
                    throw new ImageDataException(scan.Offset, $"Component {component.Component.Id} is coded in a second scan.");
                }

                planes[component.Index] = CreatePlane<T>(frame, component.Component);
            }

            var data = new EntropyCodedData(_data, _segments.Position, _buffer);
            if (frame.Process == JpegProcess.Lossless)
            {
                LosslessScan.Read(ref data, scan, planes, frame.Precision);
            }
            else
            {
                SequentialScan.Read(ref data, scan, planes, frame.Precision);
            }

            _segments.Position = data.Position;
        }
        while (Array.IndexOf(planes, null) >= 0 && _segments.TryFindScan());
        CheckComplete(frame, Array.IndexOf(planes, null));
    }

    private void ReadProgressiveScans(JpegFrame frame)
    {
        var blocks = frame.Components.Sum(component => (long)component.PaddedUnitColumns * component.PaddedUnitRows);
        foreach (var component in frame.Components)
        {
            component.Coefficients =
                new short[CoefficientBlock.Size * component.PaddedUnitColumns * component.PaddedUnitRows];
        }

        var (scans, visits) = (0, 0L);
        do
        {
            var scan = _segments.ReadScan();
            visits += scan.UnitCount;
            if (++scans > MaxScans || visits > MaxPassesOverFrame * blocks)
            {
                throw new ImageDataException(
                    scan.Offset, $"The image has more than {MaxScans} scans, or its scans go through more than "
                    + $"{MaxPassesOverFrame} times its blocks: more than any real one.");
            }

            var data = new EntropyCodedData(_data, _segments.Position, _buffer);
            ProgressiveScan.Read(ref data, scan);
            _segments.Position = data.Position;
        }
        while (_segments.TryFindScan());

        // An image may leave out details on purpose and then says that it ends; one that is cut off does not.
        CheckComplete(frame, Array.FindIndex(
            frame.Components,
            _segments.IsEnded
                ? component => component.LowestBits[0] < 0
                : component => component.LowestBits.AsSpan().ContainsAnyExcept(0)));
    }

    private readonly void CheckComplete(JpegFrame frame, int missing)
    {
        if (missing >= 0)
        {
            throw new ImageDataException(
                _segments.Position, $"Expected another scan of component {frame.Components[missing].Id}, found the end of the "
                + $"{(_segments.IsEnded ? "image" : "data. The file is cut off")}.");
        }
    }

    private static Plane<T> CreatePlane<T>(JpegFrame frame, JpegComponent component) where T : unmanaged
    {
        // What fills up the last minimum coded unit of an interleaved lossless scan is never stored.
        var isLossless = frame.Process == JpegProcess.Lossless;
        var stride = isLossless ? component.Width : frame.UnitSize * component.PaddedUnitColumns;
        var rows = isLossless ? component.Height : frame.UnitSize * component.PaddedUnitRows;
        return new Plane<T>(component.Width, component.Height, stride, GC.AllocateUninitializedArray<T>(stride * rows));
    }
}
