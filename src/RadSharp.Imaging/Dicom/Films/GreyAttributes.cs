using System.Globalization;
using RadSharp.Imaging.Dicom.Pixels;
using RadSharp.Imaging.Grey;

namespace RadSharp.Imaging.Dicom.Films;

/// <summary>How a data set says that stored values become greys: modality LUT module, VOI LUT module, polarity.</summary>
internal static class GreyAttributes
{
    /// <summary>The grey scale, with only the file's own presets.</summary>
    /// <param name="dataSet">The film's attributes.</param>
    /// <param name="pixels">How its pixels are stored.</param>
    /// <param name="bits">Bits of a sample, which a decoder may know better.</param>
    /// <param name="concerns">Gets what had to be ignored.</param>
    public static GreyScale Of(DicomDataSet dataSet, PixelDescription pixels, int bits, List<FilmConcern> concerns)
    {
        var scale = new GreyScale
        {
            BitsStored = bits,
            IsSigned = pixels.IsSigned,
            IsInverted = pixels.Photometric == Photometric.Monochrome1,
            Modality = Modality(dataSet, pixels, concerns),
            Presets = [],
        };
        return scale with { Padding = Padding(dataSet, scale), Presets = Presets(dataSet, scale, concerns) };
    }

    // PS3.3 C.11.1: a table goes before a line.
    private static ModalityTransform Modality(DicomDataSet dataSet, PixelDescription pixels, List<FilmConcern> concerns)
    {
        if (dataSet.Items(DicomTags.ModalityLUTSequence) is [var item, ..])
        {
            if (Table(item, pixels.IsSigned) is { } table)
            {
                return new ModalityTable(table);
            }

            concerns.Add(Ignored("Modality LUT Sequence", "its table is incomplete"));
        }

        var (slope, intercept) = (dataSet.Decimal(DicomTags.RescaleSlope) ?? 1, dataSet.Decimal(DicomTags.RescaleIntercept) ?? 0);
        if (slope == 0 || !double.IsFinite(slope) || !double.IsFinite(intercept))
        {
            concerns.Add(Ignored("Rescale Slope and Intercept", string.Create(CultureInfo.InvariantCulture, $"they are {slope} and {intercept}")));
            return ModalityTransform.Identity;
        }

        return slope == 1 && intercept == 0 ? ModalityTransform.Identity : new Rescale(slope, intercept);
    }

    // PS3.3 C.7.5.1.1.2. The value is stored like a pixel: with the sign, and in old files without it.
    private static (int, int)? Padding(DicomDataSet dataSet, GreyScale scale)
    {
        if (dataSet.Integer(DicomTags.PixelPaddingValue) is not { } padding)
        {
            return null;
        }

        var (one, other) = (scale.Stored((int)padding), scale.Stored((int)(dataSet.Integer(DicomTags.PixelPaddingRangeLimit) ?? padding)));
        return (Math.Min(one, other), Math.Max(one, other));
    }

    // PS3.3 C.11.2: tables and windows are alternatives. Tables first: where a device writes both, the table is the curve that
    // its maker meant, and the window an approximation for viewers without tables.
    private static List<VoiTransform> Presets(DicomDataSet dataSet, GreyScale scale, List<FilmConcern> concerns)
    {
        List<VoiTransform> presets = [];
        foreach (var item in dataSet.Items(DicomTags.VOILUTSequence))
        {
            if (Table(item, hasSignedInput: scale.IsSigned || scale.Modality is Rescale { Intercept: < 0 }) is { } table)
            {
                presets.Add(new VoiTable(table));
            }
            else
            {
                concerns.Add(Ignored("VOI LUT Sequence", "a table of it is incomplete"));
            }
        }

        var function = dataSet.Text(DicomTags.VOILUTFunction) switch
        {
            "SIGMOID" => WindowFunction.Sigmoid,
            "LINEAR_EXACT" => WindowFunction.LinearExact,
            _ => WindowFunction.Linear,
        };
        var (centers, widths) = (dataSet.Decimals(DicomTags.WindowCenter), dataSet.Decimals(DicomTags.WindowWidth));
        var explanations = dataSet.Texts(DicomTags.WindowCenterWidthExplanation);
        for (var index = 0; index < Math.Min(centers.Length, widths.Length); index++)
        {
            var explanation = explanations.ElementAtOrDefault(index);
            var window = new Window(centers[index], widths[index], function)
            {
                Explanation = string.IsNullOrEmpty(explanation) ? null : explanation,
            };
            if (window.IsValid)
            {
                presets.Add(window);
            }
            else
            {
                concerns.Add(Ignored("Window Width", string.Create(CultureInfo.InvariantCulture, $"it is {widths[index]}")));
            }
        }

        return presets;
    }

    private static LookupTable? Table(DicomDataSet item, bool hasSignedInput) => LookupTables.Read(
        item, DicomTags.LUTDescriptor, DicomTags.LUTData, hasSignedInput, item.Text(DicomTags.LUTExplanation));

    private static FilmConcern Ignored(string attribute, string reason) =>
        new(FilmDoubt.Attribute, $"{attribute} was ignored: {reason}.");
}
