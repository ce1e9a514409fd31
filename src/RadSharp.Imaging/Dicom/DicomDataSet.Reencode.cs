using System.Text;

namespace RadSharp.Imaging.Dicom;

/// <content>Text that moves from one character set to another.</content>
public sealed partial class DicomDataSet
{
    /// <summary>Writes all text anew, that of items with a character set of their own left out; all of it or none.</summary>
    /// <exception cref="ArgumentException">The new set cannot hold the text.</exception>
    private void Reencode(DicomCharacterSet from, DicomCharacterSet to)
    {
        if (from == to)
        {
            return;
        }

        var changes = new List<(DicomDataSet DataSet, DicomElement Element)>();
        FindChanges(from, to, changes);
        foreach (var (dataSet, element) in changes)
        {
            dataSet.Set(element);
        }
    }

    private void FindChanges(
        DicomCharacterSet from, DicomCharacterSet to, List<(DicomDataSet DataSet, DicomElement Element)> changes)
    {
        foreach (var element in _elements)
        {
            foreach (var item in element.Items.Where(item => !item.Contains(DicomTags.SpecificCharacterSet)))
            {
                item.FindChanges(from, to, changes);
            }

            if (!element.Vr.UsesCharacterSet() || element.Length == 0)
            {
                continue;
            }

            var bytes = element.Bytes().Span;
            if (Ascii.IsValid(bytes) && !bytes.Contains(Iso2022Text.Escape))
            {
                continue;
            }

            var text = from.Decode(bytes, element.Vr);
            try
            {
                changes.Add((this, new DicomElement(element.Tag, element.Vr, to.Encode(text))));
            }
            catch (EncoderFallbackException error)
            {
                throw new ArgumentException(
                    $"{DicomDictionary.Describe(element.Tag)} holds text that the new character set has not.", error);
            }
        }
    }
}
