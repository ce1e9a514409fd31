using RadSharp.Imaging.Dicom;

namespace RadSharp.Imaging.Tests.Dicom.Films;

public class DicomFilmTests
{
    [Fact]
    public void Another_body_part_is_reported_until_the_caller_knows_better()
    {
        var dataSet = SyntheticFilm.DataSet(1, 2);
        dataSet.Set(DicomTags.BodyPartExamined, "FOOT");
        Assert.Contains(SyntheticFilm.Read(dataSet).Concerns, concern => concern.Message.Contains("FOOT", StringComparison.Ordinal));
        Assert.Empty(SyntheticFilm.Read(dataSet, new FilmOptions { IsChest = true }).Concerns);
    }

    [Fact]
    public void Another_modality_is_reported()
    {
        var dataSet = SyntheticFilm.DataSet(1, 2);
        dataSet.Set(DicomTags.Modality, "CT");
        Assert.Contains(SyntheticFilm.Read(dataSet).Concerns, concern => concern.Doubt == FilmDoubt.Modality);
    }

    [Fact]
    public void A_contradiction_about_polarity_is_reported_until_the_caller_knows_better()
    {
        var dataSet = SyntheticFilm.DataSet(1, 2);
        dataSet.Set(DicomTags.PresentationLUTShape, "INVERSE");
        Assert.Contains(SyntheticFilm.Read(dataSet).Concerns, concern => concern.Doubt == FilmDoubt.Polarity);
        var known = SyntheticFilm.Read(dataSet, new FilmOptions { IsInverted = true });
        Assert.Empty(known.Concerns);
        Assert.True(known.Grey.IsInverted);
    }

    [Fact]
    public void A_chosen_frame_is_read()
    {
        var dataSet = SyntheticFilm.DataSet(1, 2, 3, 4, 5, 6);
        dataSet.Set(DicomTags.Columns, 2L);
        dataSet.Set(DicomTags.NumberOfFrames, 3L);
        var film = SyntheticFilm.Read(dataSet, new FilmOptions { Frame = 2 });
        Assert.Equal([5, 6], ((Image<ushort>)film.Stored).Samples);
        Assert.Equal((2, 3), (film.Source.Frame, film.Source.FrameCount));
        var error = Assert.Throws<ImageDataException>(() => SyntheticFilm.Read(dataSet, new FilmOptions { Frame = 3 }));
        Assert.Contains("Frame 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Identity_time_and_spacing_are_those_of_the_file()
    {
        var dataSet = SyntheticFilm.DataSet(1, 2);
        dataSet.Set(DicomTags.PatientName, "Muster^Eva");
        dataSet.Set(DicomTags.PatientBirthDate, "19700102");
        dataSet.Set(DicomTags.StudyDate, "20240305");
        dataSet.Set(DicomTags.StudyTime, "101112");
        dataSet.Set(DicomTags.ImagerPixelSpacing, 0.14, 0.15);
        dataSet.Set(DicomTags.ImageLaterality, "L");
        var film = SyntheticFilm.Read(dataSet);
        Assert.Equal(("Muster^Eva", new DateOnly(1970, 1, 2)), (film.Identity.PatientName, film.Identity.BirthDate));
        Assert.Equal(new DateTime(2024, 3, 5, 10, 11, 12), film.AcquisitionTime);
        Assert.Equal(new PixelSpacing(0.14, 0.15, SpacingOrigin.Detector), film.Spacing);
        Assert.Equal(Laterality.Left, film.Laterality);
    }

    [Fact]
    public void An_object_without_pixels_is_named()
    {
        var dataSet = SyntheticFilm.DataSet(1, 2);
        dataSet.Remove(DicomTags.PixelData);
        dataSet.Set(DicomTags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.88.33");
        var error = Assert.Throws<ImageDataException>(() => SyntheticFilm.Read(dataSet));
        Assert.Contains("Comprehensive SR", error.Message, StringComparison.Ordinal);
    }
}
