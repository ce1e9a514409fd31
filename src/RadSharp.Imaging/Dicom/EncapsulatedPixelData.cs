using System.Buffers.Binary;

namespace RadSharp.Imaging.Dicom;

/// <summary>Compressed pixel data in fragments (PS3.5 A.4), frame by frame. Safe from several threads at once.</summary>
public sealed class EncapsulatedPixelData
{
    private const int ItemHeaderByteCount = 8;

    private readonly DicomElement _element;

    /// <summary>The fragment at which each frame begins; after the last frame's the number of fragments.</summary>
    private readonly int[] _firstFragments;

    private EncapsulatedPixelData(DicomElement element, int[] firstFragments) =>
        (_element, _firstFragments) = (element, firstFragments);

    /// <summary>How many frames there are.</summary>
    public int FrameCount => _firstFragments.Length - 1;

    /// <summary>The encapsulated pixel data of a data set; null where its pixel data is absent or native.</summary>
    /// <param name="dataSet">Pixel Data, Number of Frames and, where there is one, the Extended Offset Table.</param>
    /// <exception cref="ImageDataException">There is no frame, or nothing says where each frame begins.</exception>
    public static EncapsulatedPixelData? Of(DicomDataSet dataSet)
    {
        ArgumentNullException.ThrowIfNull(dataSet);
        if (dataSet.Find(DicomTags.PixelData) is not { IsEncapsulated: true } element)
        {
            return null;
        }

        // The first fragment is the basic offset table, be it empty.
        var fragmentCount = element.Fragments.Count - 1;
        var frameCount = dataSet.Integer(DicomTags.NumberOfFrames) ?? 1;
        if (frameCount < 1 || frameCount > fragmentCount)
        {
            throw new ImageDataException(
                element.Offset,
                $"The pixel data declares {frameCount:N0} frames, which must be at least 1 and no more than its "
                + $"{Math.Max(fragmentCount, 0):N0} fragments.");
        }

        var firstFragments = frameCount == 1 ? [0, fragmentCount]
            : ByOffsets(element, (int)frameCount, dataSet.Integers(DicomTags.ExtendedOffsetTable))
            ?? ByOffsets(element, (int)frameCount, BasicOffsets(element))
            ?? (frameCount == fragmentCount ? Enumerable.Range(0, fragmentCount + 1).ToArray() : null)
            ?? ByEndOfImage(element, (int)frameCount)
            ?? throw new ImageDataException(
                element.Offset,
                $"The pixel data has {frameCount:N0} frames in {fragmentCount:N0} fragments, and no offset table or JPEG end "
                + "marker says which fragments belong together.");
        return new EncapsulatedPixelData(element, firstFragments);
    }

    /// <summary>The compressed bytes of one frame, joined from its fragments; padding at their end is included.</summary>
    /// <param name="index">Which frame, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such frame.</exception>
    /// <exception cref="ImageDataException">The frame is too long for an array, or the file has been cut.</exception>
    public byte[] Frame(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, FrameCount);
        var (first, end) = (_firstFragments[index], _firstFragments[index + 1]);
        var byteCount = 0L;
        for (var fragment = first; fragment < end; fragment++)
        {
            byteCount += Fragment(_element, fragment).Length;
        }

        if (byteCount > Array.MaxLength)
        {
            throw new ImageDataException(
                _element.Offset, $"Frame {index} has {byteCount:N0} bytes, too many to be read at once.");
        }

        var frame = GC.AllocateUninitializedArray<byte>((int)byteCount);
        var rest = frame.AsSpan();
        for (var fragment = first; fragment < end; fragment++)
        {
            var piece = Fragment(_element, fragment);
            piece.CopyTo(rest);
            rest = rest[piece.Length..];
        }

        return frame;
    }

    /// <summary>Where the frame's first byte is in the file; for messages about what the decoder finds in it.</summary>
    /// <param name="index">Which frame, from 0.</param>
    public long OffsetOf(int index) => Fragment(_element, _firstFragments[index]).Offset;

    private static DicomFragment Fragment(DicomElement element, int index) => element.Fragments[index + 1];

    private static long[] BasicOffsets(DicomElement element)
    {
        var table = element.Fragments[0];
        if (table.Length == 0 || table.Length > sizeof(uint) * element.Fragments.Count)
        {
            return [];
        }

        var bytes = new byte[table.Length];
        table.CopyTo(bytes);
        var offsets = new long[bytes.Length / sizeof(uint)];
        for (var index = 0; index < offsets.Length; index++)
        {
            // Encapsulated pixel data is always little-endian (PS3.5 A.4).
            offsets[index] = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(index * sizeof(uint)));
        }

        return offsets;
    }

    /// <summary>
    /// Frames by an offset table: each offset leads from the first fragment's header to the header of a frame's first
    /// fragment. Null where the table is not there or leads elsewhere.
    /// </summary>
    private static int[]? ByOffsets(DicomElement element, int frameCount, long[] offsets)
    {
        if (offsets.Length != frameCount)
        {
            return null;
        }

        var firstFragments = new int[frameCount + 1];
        var (frame, position) = (0, 0L);
        for (var fragment = 0; fragment < element.Fragments.Count - 1; fragment++)
        {
            if (frame < frameCount && offsets[frame] == position)
            {
                firstFragments[frame++] = fragment;
            }

            position += ItemHeaderByteCount + Fragment(element, fragment).Length;
        }

        firstFragments[frameCount] = element.Fragments.Count - 1;
        return frame == frameCount && firstFragments[0] == 0 ? firstFragments : null;
    }

    /// <summary>Frames by the marker with which a JPEG image ends: FF D9, perhaps padded. Null where they differ.</summary>
    private static int[]? ByEndOfImage(DicomElement element, int frameCount)
    {
        List<int> firstFragments = [0];
        for (var fragment = 0; fragment < element.Fragments.Count - 1; fragment++)
        {
            if (EndsImage(Fragment(element, fragment)))
            {
                firstFragments.Add(fragment + 1);
            }
        }

        return firstFragments.Count == frameCount + 1 && firstFragments[^1] == element.Fragments.Count - 1
            ? [.. firstFragments]
            : null;
    }

    private static bool EndsImage(in DicomFragment fragment)
    {
        Span<byte> end = stackalloc byte[Math.Min(fragment.Length, 4)];
        fragment.CopyTo(end, fragment.Length - end.Length);
        return end.TrimEnd((byte)0).EndsWith([(byte)0xFF, (byte)0xD9]);
    }
}
