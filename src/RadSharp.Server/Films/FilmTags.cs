using RadSharp.Imaging;
using RadSharp.Imaging.Dicom;
using RadSharp.Server.Api;

namespace RadSharp.Server.Films;

/// <summary>The attributes of a DICOM file as a table.</summary>
internal static class FilmTags
{
    private const int LongestValue = 200;
    private const int MostRows = 5_000;
    private const int LongestRead = 4_096;

    /// <summary>All attributes, those of sequences under theirs; none where the file is no DICOM.</summary>
    public static IReadOnlyList<FilmTag> Of(string path)
    {
        var start = new byte[FilmFormats.StartLength];
        using (var file = File.OpenHandle(path))
        {
            start = start[..RandomAccess.Read(file, start, fileOffset: 0)];
        }

        if (FilmFormats.Recognize(start) != FilmFormat.Dicom)
        {
            return [];
        }

        using var dicom = DicomFile.Open(path);
        return [.. Rows(dicom.MetaInformation, "").Concat(Rows(dicom.DataSet, "")).Take(MostRows)];
    }

    private static IEnumerable<FilmTag> Rows(DicomDataSet set, string around)
    {
        foreach (var element in set)
        {
            var tag = $"{around}{element.Tag}";
            var name = DicomDictionary.Find(element.Tag)?.Name
                ?? (element.Tag.IsPrivateCreator ? "Private Creator" : element.Tag.IsPrivate ? "Private" : "Unknown");
            yield return new(
                tag, element.Vr.ToString(), name, Value(set, element), element.Tag.IsPrivate, DicomListing.IsIdentifying(element));
            for (var index = 0; index < element.Items.Count; index++)
            {
                foreach (var row in Rows(element.Items[index], $"{tag}[{index + 1}]"))
                {
                    yield return row;
                }
            }
        }
    }

    private static string Value(DicomDataSet set, DicomElement element)
    {
        if (element.IsSequence)
        {
            return element.Items.Count == 1 ? "1 item" : $"{element.Items.Count} items";
        }

        if (element.IsEncapsulated || (element.Length > LongestRead && !element.Vr.IsText()))
        {
            return $"{element.Length:N0} bytes";
        }

        var texts = set.Texts(element.Tag);
        var value = texts is [var uid] && element.Vr == DicomVr.UI && DicomUid.NameOf(uid) is { } known ? $"{known} ({uid})"
            : texts.Count > 0 ? string.Join('\\', texts)
            : element.Length > 0 ? $"{element.Length:N0} bytes" : "";
        return value.Length <= LongestValue ? value : $"{value[..LongestValue]}…";
    }
}
