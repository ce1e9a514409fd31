using System.Runtime.InteropServices;
using RadSharp.Imaging.Dicom;

namespace RadSharp.Imaging.Tests.Dicom.Films;

/// <summary>Films of a few pixels, written as DICOM files and read again.</summary>
internal static class SyntheticFilm
{
    /// <summary>A data set with the attributes that a grey film of one row needs.</summary>
    public static DicomDataSet DataSet(params ReadOnlySpan<ushort> pixels)
    {
        var dataSet = new DicomDataSet();
        dataSet.Set(DicomTags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.1.1");
        dataSet.Set(DicomTags.SOPInstanceUID, "1.2.3");
        dataSet.Set(DicomTags.Modality, "DX");
        dataSet.Set(DicomTags.SamplesPerPixel, 1L);
        dataSet.Set(DicomTags.PhotometricInterpretation, "MONOCHROME2");
        dataSet.Set(DicomTags.Rows, 1L);
        dataSet.Set(DicomTags.Columns, (long)pixels.Length);
        dataSet.Set(DicomTags.BitsAllocated, 16L);
        dataSet.Set(DicomTags.BitsStored, 12L);
        dataSet.Set(DicomTags.HighBit, 11L);
        dataSet.Set(DicomTags.PixelRepresentation, 0L);
        dataSet.SetBytes(DicomTags.PixelData, DicomVr.OW, MemoryMarshal.AsBytes(pixels).ToArray());
        return dataSet;
    }

    /// <summary>Writes a data set and reads the film in it.</summary>
    public static Film Read(DicomDataSet dataSet, FilmOptions? options = null)
    {
        using var stream = new MemoryStream();
        DicomWriter.Write(stream, dataSet);
        return FilmReader.Read(stream.ToArray(), options);
    }

    /// <summary>The greys of a film of one row.</summary>
    public static int[] Greys(DicomDataSet dataSet, FilmOptions? options = null) =>
        Array.ConvertAll(Read(dataSet, options).Render().Samples, grey => (int)grey);
}
