namespace RadSharp.Imaging.Dicom;

/// <summary>Compressed pixel data in fragments (PS3.5 A.4), frame by frame.</summary>
public sealed class EncapsulatedPixelData
{
    private EncapsulatedPixelData(int frameCount) => FrameCount = frameCount;

    /// <summary>How many frames there are.</summary>
    public int FrameCount { get; }

    /// <summary>The encapsulated pixel data of a data set; null where its pixel data is absent or native.</summary>
    /// <param name="dataSet">Pixel Data, Number of Frames and, where there is one, the Extended Offset Table.</param>
    /// <exception cref="ImageDataException">The number of frames is none, or there are no fragments.</exception>
    public static EncapsulatedPixelData? Of(DicomDataSet dataSet) => throw new NotImplementedException();

    /// <summary>The compressed bytes of one frame, joined from its fragments; padding at their end is included.</summary>
    /// <param name="index">Which frame, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such frame.</exception>
    /// <exception cref="ImageDataException">The offset tables do not say where the frame is, or the file is cut.</exception>
    public byte[] Frame(int index) => throw new NotImplementedException();
}
