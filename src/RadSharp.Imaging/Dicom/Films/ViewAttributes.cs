namespace RadSharp.Imaging.Dicom.Films;

/// <summary>
/// From which side a film was taken, from the attribute that says so, or else from the ones that let it be seen: coded view,
/// directions of rows and columns, descriptions. Devices fill in any of them.
/// </summary>
internal static class ViewAttributes
{
    private static readonly char[] Separators = [' ', '_', '-', '.', ',', ';', '/', '(', ')', '+', '^'];

    /// <summary>The view.</summary>
    public static View Of(DicomDataSet dataSet)
    {
        Func<DicomDataSet, View>[] sources = [FromPosition, FromCode, FromOrientation, FromDescriptions];
        return sources.Select(source => source(dataSet)).FirstOrDefault(view => view != View.Unknown);
    }

    /// <summary>The side of the body.</summary>
    public static Laterality LateralityOf(DicomDataSet dataSet)
    {
        return (dataSet.Text(DicomTags.ImageLaterality) ?? dataSet.Text(DicomTags.Laterality)) switch
        {
            "L" => Laterality.Left,
            "R" => Laterality.Right,
            "B" => Laterality.Both,
            "U" => Laterality.Unpaired,
            _ => Laterality.Unknown,
        };
    }

    // View Position (0018,5101), PS3.3 C.8.7.1.1.6: a code string, but devices write more than the standard lists.
    private static View FromPosition(DicomDataSet dataSet) => dataSet.Text(DicomTags.ViewPosition)?.ToUpperInvariant() switch
    {
        null or "" => View.Unknown,
        "PA" => View.PA,
        "AP" => View.AP,
        "LL" or "RL" or "LAT" or "LATERAL" or "LLAT" or "RLAT" or "SIDE" => View.Lateral,
        "FRONTAL" => View.Frontal,
        "UNKNOWN" or "OTHER" or "NONE" => View.Unknown,
        var other => FromWords(other) is not View.Unknown and var view ? view : View.Other,
    };

    // View Code Sequence (0054,0220), context group 4010. The meaning is a word of the group in every edition of the codes.
    private static View FromCode(DicomDataSet dataSet)
    {
        if (dataSet.Items(DicomTags.ViewCodeSequence) is not [var code, ..])
        {
            return View.Unknown;
        }

        return code.Text(DicomTags.CodeValue) switch
        {
            "R-10206" or "399348003" => View.AP,
            "R-10214" or "272479007" => View.PA,
            _ => FromMeaning(code.Text(DicomTags.CodeMeaning)?.ToUpperInvariant() ?? ""),
        };
    }

    private static View FromMeaning(string meaning) => meaning switch
    {
        _ when meaning.Contains("OBLIQUE", StringComparison.Ordinal) => View.Other,
        _ when meaning.Contains("LATERAL", StringComparison.Ordinal) => View.Lateral,
        _ when meaning.Contains("POSTERO", StringComparison.Ordinal) && meaning.Contains("ANTERIOR", StringComparison.Ordinal) => View.PA,
        _ when meaning.Contains("ANTERO", StringComparison.Ordinal) && meaning.Contains("POSTERIOR", StringComparison.Ordinal) => View.AP,
        _ when meaning.Contains("FRONTAL", StringComparison.Ordinal) => View.Frontal,
        _ => FromWords(meaning),
    };

    // Patient Orientation (0020,0020): the direction of the rows, then of the columns. Rows that run from side to side are a
    // frontal film's, rows that run from front to back a lateral one's.
    private static View FromOrientation(DicomDataSet dataSet) =>
        dataSet.Texts(DicomTags.PatientOrientation) is [{ Length: > 0 } row, { Length: > 0 } column, ..] && column[0] is 'F' or 'H'
            ? row[0] switch
            {
                'L' or 'R' => View.Frontal,
                'A' or 'P' => View.Lateral,
                _ => View.Unknown,
            }
            : View.Unknown;

    private static View FromDescriptions(DicomDataSet dataSet)
    {
        DicomTag[] descriptions =
            [DicomTags.SeriesDescription, DicomTags.AcquisitionDeviceProcessingDescription, DicomTags.ProtocolName, DicomTags.StudyDescription];
        return descriptions.Select(tag => FromWords(dataSet.Text(tag)?.ToUpperInvariant() ?? ""))
            .FirstOrDefault(view => view != View.Unknown);
    }

    // A description that names two views, as that of a study with both does, says nothing about this film.
    private static View FromWords(string text)
    {
        var views = text.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Select(word => word switch
        {
            "PA" => View.PA,
            "AP" => View.AP,
            "LAT" or "LATERAL" or "LL" or "RL" or "LLAT" or "RLAT" => View.Lateral,
            "FRONTAL" => View.Frontal,
            "OBLIQUE" or "OBL" or "LAO" or "RAO" or "LPO" or "RPO" => View.Other,
            _ => View.Unknown,
        }).Where(view => view != View.Unknown).Distinct().ToArray();
        return views is [var only] ? only : View.Unknown;
    }
}
