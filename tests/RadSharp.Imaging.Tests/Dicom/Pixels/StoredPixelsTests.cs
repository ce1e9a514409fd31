using RadSharp.Imaging.Dicom;
using RadSharp.Imaging.Tests.Dicom.Films;

namespace RadSharp.Imaging.Tests.Dicom.Pixels;

public class StoredPixelsTests
{
    [Fact]
    public void Values_that_do_not_end_at_bit_zero_are_moved_there()
    {
        var dataSet = SyntheticFilm.DataSet(0x1230, 0xFFF0);
        dataSet.Set(DicomTags.HighBit, 15L);
        Assert.Equal([0x123, 0xFFF], Stored(dataSet));
    }

    [Fact]
    public void Single_bits_begin_with_the_lowest_and_frames_follow_without_a_gap()
    {
        var dataSet = Described(columns: 5, allocated: 1, samples: 1, "MONOCHROME2", [0b1001_0110, 0b0000_0001]);
        dataSet.Set(DicomTags.NumberOfFrames, 2L);
        Assert.Equal([0, 1, 1, 0, 1], Stored(dataSet));
        Assert.Equal([0, 0, 1, 1, 0], Stored(dataSet, new FilmOptions { Frame = 1 }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Colours_become_luma_side_by_side_or_in_planes(int planar)
    {
        byte[] pixels = planar == 0 ? [255, 0, 0, 0, 0, 255] : [255, 0, 0, 0, 0, 255];
        var dataSet = Described(columns: 2, allocated: 8, samples: 3, "RGB", pixels);
        dataSet.Set(DicomTags.PlanarConfiguration, (long)planar);
        Assert.Equal([76, 29], Stored(dataSet));
        Assert.Contains(SyntheticFilm.Read(dataSet).Concerns, concern => concern.Doubt == FilmDoubt.Color);
    }

    [Fact]
    public void Of_luma_and_differences_luma_is_taken()
    {
        Assert.Equal([10, 20], Stored(Described(2, 8, 3, "YBR_FULL", [10, 1, 2, 20, 3, 4])));
        Assert.Equal([10, 20, 30, 40], Stored(Described(4, 8, 3, "YBR_FULL_422", [10, 20, 1, 2, 30, 40, 3, 4])));
    }

    [Fact]
    public void Numbers_of_colours_become_the_colours_luma()
    {
        var dataSet = Described(3, 8, 1, "PALETTE COLOR", [0, 1, 2, 0]);
        DicomTag[] descriptors =
        [
            DicomTags.RedPaletteColorLookupTableDescriptor, DicomTags.GreenPaletteColorLookupTableDescriptor,
            DicomTags.BluePaletteColorLookupTableDescriptor,
        ];
        DicomTag[] tables =
        [
            DicomTags.RedPaletteColorLookupTableData, DicomTags.GreenPaletteColorLookupTableData,
            DicomTags.BluePaletteColorLookupTableData,
        ];
        for (var channel = 0; channel < 3; channel++)
        {
            dataSet.Set(descriptors[channel], DicomVr.US, 3L, 0L, 16L);
            dataSet.SetBytes(tables[channel], DicomVr.OW, new byte[] { 0, 0, 0, 0xFF, 0, (byte)(channel == 0 ? 0xFF : 0) });
        }

        Assert.Equal([0, 255, 76], Stored(dataSet));
    }

    [Theory]
    [InlineData("BitsAllocated", 12)]
    [InlineData("BitsAllocated", 32)]
    [InlineData("BitsStored", 17)]
    [InlineData("HighBit", 3)]
    [InlineData("SamplesPerPixel", 3)]
    [InlineData("Rows", 0)]
    [InlineData("Rows", 2)]
    [InlineData("NumberOfFrames", 2)]
    public void What_contradicts_the_pixels_is_refused(string keyword, long value)
    {
        var tag = (DicomTag)typeof(DicomTags).GetProperty(keyword)!.GetValue(null)!;
        var dataSet = SyntheticFilm.DataSet(1, 2, 3);
        dataSet.Set(tag, value);
        var error = Assert.Throws<ImageDataException>(() => SyntheticFilm.Read(dataSet));
        Assert.True(error.Offset > 0);
    }

    private static DicomDataSet Described(int columns, int allocated, int samples, string photometric, byte[] pixels)
    {
        var dataSet = SyntheticFilm.DataSet(0);
        dataSet.Set(DicomTags.Columns, (long)columns);
        dataSet.Set(DicomTags.BitsAllocated, (long)allocated);
        dataSet.Set(DicomTags.BitsStored, (long)allocated);
        dataSet.Set(DicomTags.HighBit, allocated - 1L);
        dataSet.Set(DicomTags.SamplesPerPixel, (long)samples);
        dataSet.Set(DicomTags.PhotometricInterpretation, photometric);
        dataSet.SetBytes(DicomTags.PixelData, DicomVr.OW, pixels);
        return dataSet;
    }

    private static int[] Stored(DicomDataSet dataSet, FilmOptions? options = null) => SyntheticFilm.Read(dataSet, options).Stored switch
    {
        Image<byte> bytes => Array.ConvertAll(bytes.Samples, sample => (int)sample),
        var words => Array.ConvertAll(((Image<ushort>)words).Samples, sample => (int)sample),
    };
}
