namespace RadSharp.Imaging.Dicom.Films;

/// <summary>Whose film it is, when it was taken, and how large its pixels are.</summary>
internal static class StudyAttributes
{
    /// <summary>Patient and study.</summary>
    public static FilmIdentity Identity(DicomDataSet dataSet) => new()
    {
        PatientName = dataSet.Text(DicomTags.PatientName) ?? "",
        PatientId = dataSet.Text(DicomTags.PatientID) ?? "",
        BirthDate = dataSet.Date(DicomTags.PatientBirthDate),
        Sex = dataSet.Text(DicomTags.PatientSex) ?? "",
        Age = dataSet.Text(DicomTags.PatientAge) ?? "",
        AccessionNumber = dataSet.Text(DicomTags.AccessionNumber) ?? "",
        StudyUid = dataSet.Text(DicomTags.StudyInstanceUID) ?? "",
        SeriesUid = dataSet.Text(DicomTags.SeriesInstanceUID) ?? "",
        InstanceUid = dataSet.Text(DicomTags.SOPInstanceUID) ?? "",
        StudyDescription = dataSet.Text(DicomTags.StudyDescription) ?? "",
    };

    /// <summary>The first of acquisition, content, series and study date that is there, with its time.</summary>
    public static DateTime? AcquisitionTime(DicomDataSet dataSet)
    {
        if (dataSet.Moment(DicomTags.AcquisitionDateTime) is { Precision: >= DicomPrecision.Day } both)
        {
            return both.Earliest;
        }

        (DicomTag Date, DicomTag Time)[] pairs =
        [
            (DicomTags.AcquisitionDate, DicomTags.AcquisitionTime), (DicomTags.ContentDate, DicomTags.ContentTime),
            (DicomTags.SeriesDate, DicomTags.SeriesTime), (DicomTags.StudyDate, DicomTags.StudyTime),
        ];
        foreach (var (dateTag, timeTag) in pairs)
        {
            if (dataSet.Date(dateTag) is { } date)
            {
                return date.ToDateTime(dataSet.Time(timeTag) ?? TimeOnly.MinValue);
            }
        }

        return null;
    }

    /// <summary>Distance between pixels: in the patient where that is known, else at the detector or on the scanned sheet.</summary>
    public static PixelSpacing? Spacing(DicomDataSet dataSet)
    {
        (DicomTag Tag, SpacingOrigin Origin)[] sources =
        [
            (DicomTags.PixelSpacing, SpacingOrigin.Patient), (DicomTags.ImagerPixelSpacing, SpacingOrigin.Detector),
            (DicomTags.NominalScannedPixelSpacing, SpacingOrigin.ScannedFilm),
        ];
        foreach (var (tag, origin) in sources)
        {
            if (dataSet.Decimals(tag) is [> 0 and < 1000 and var row, > 0 and < 1000 and var column, ..])
            {
                return new(row, column, origin);
            }
        }

        return null;
    }
}
