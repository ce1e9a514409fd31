namespace RadSharp.Imaging.Dicom;

/// <summary>How a data set is written, seen from its first element.</summary>
internal static class EncodingGuess
{
    /// <summary>Bytes that are looked at.</summary>
    public const int ByteCount = 8;

    /// <summary>The first groups that the standard's data sets begin with: file header, directory, identification.</summary>
    private const int HighestFirstGroup = 8;

    /// <summary>
    /// The encoding in which these bytes are the header of an element that a data set can begin with; null where there is
    /// none. Data sets that begin with a high group are not recognised, so that other files are not taken for DICOM.
    /// </summary>
    /// <param name="start">The first bytes of the data set.</param>
    public static DicomEncoding? Of(ReadOnlySpan<byte> start)
    {
        if (start.Length < ByteCount)
        {
            return null;
        }

        // The first group is small: its low byte comes first in little-endian files, a zero in big-endian ones.
        var isBigEndian = start[0] == 0;
        var encoding = new DicomEncoding(IsExplicit: true, isBigEndian);
        var tag = encoding.Tag(start);
        if (tag.Group is 0 or > HighestFirstGroup || tag.IsPrivate)
        {
            return null;
        }

        if (DicomVrRules.TryParse(start[4], start[5], out _))
        {
            return encoding;
        }

        // Without representation there is only little-endian. The first elements are so short that their lengths never look
        // like the two letters of one.
        const uint LongestFirstValue = 1 << 12;
        return !isBigEndian && (tag.IsGroupLength || DicomDictionary.Find(tag) is not null)
            && encoding.UInt32(start[4..]) is <= LongestFirstValue or uint.MaxValue
                ? DicomEncoding.ImplicitLittleEndian
                : null;
    }
}
