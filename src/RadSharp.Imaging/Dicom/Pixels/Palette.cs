using RadSharp.Imaging.Grey;

namespace RadSharp.Imaging.Dicom.Pixels;

/// <summary>Numbers of colours to colours (PS3.3 C.7.9).</summary>
internal static class Palette
{
    /// <summary>Red, green and blue, 8 bits each.</summary>
    /// <param name="dataSet">Has the three tables.</param>
    /// <param name="pixelData">For messages.</param>
    /// <param name="image">One channel.</param>
    /// <exception cref="ImageDataException">A table is missing, or segmented.</exception>
    public static Image<byte> Apply(DicomDataSet dataSet, DicomElement pixelData, Image image)
    {
        (DicomTag Descriptor, DicomTag Data)[] tags =
        [
            (DicomTags.RedPaletteColorLookupTableDescriptor, DicomTags.RedPaletteColorLookupTableData),
            (DicomTags.GreenPaletteColorLookupTableDescriptor, DicomTags.GreenPaletteColorLookupTableData),
            (DicomTags.BluePaletteColorLookupTableDescriptor, DicomTags.BluePaletteColorLookupTableData),
        ];
        var tables = Array.ConvertAll(tags, tag => LookupTables.Read(dataSet, tag.Descriptor, tag.Data, hasSignedInput: false)
            ?? throw new ImageDataException(
                pixelData.Offset, $"PALETTE COLOR needs {DicomDictionary.Describe(tag.Data)}, which is missing, segmented or incomplete."));
        var samples = GC.AllocateUninitializedArray<byte>(image.Width * image.Height * tables.Length);
        for (var pixel = 0; pixel < image.Width * image.Height; pixel++)
        {
            var number = image is Image<byte> bytes ? bytes.Samples[pixel] : ((Image<ushort>)image).Samples[pixel];
            for (var channel = 0; channel < tables.Length; channel++)
            {
                samples[(pixel * tables.Length) + channel] = EightBits(tables[channel], number);
            }
        }

        return new(image.Width, image.Height, tables.Length, samples);
    }

    private static byte EightBits(LookupTable table, int number) =>
        (byte)(table.Bits > 8 ? table[number] >> (table.Bits - 8) : table[number]);
}
