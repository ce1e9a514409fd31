using RadSharp.Imaging.Dicom.Pixels;
using RadSharp.Imaging.Grey;

namespace RadSharp.Imaging.Dicom.Films;

/// <summary>Makes a film of a DICOM image.</summary>
internal static class DicomFilm
{
    private static readonly string[] Radiographs = ["CR", "DX", "DR", "RG", "RF", "XA", "OT", "SC", ""];
    private static readonly string[] Chests = ["CHEST", "THORAX", "LUNG", "LUNGS", "RIB", "RIBS", "HEART", "STERNUM", "CLAVICLE"];

    /// <summary>Reads the pixels and what the attributes say about them.</summary>
    /// <param name="file">Is read from, and may be closed afterwards.</param>
    /// <param name="options">What the caller knows better.</param>
    /// <param name="name">The file's path or name.</param>
    /// <exception cref="ImageDataException">There are no pixels, or they cannot be read.</exception>
    public static Film Read(DicomFile file, FilmOptions options, string? name)
    {
        var dataSet = file.DataSet;
        if (dataSet.Find(DicomTags.PixelData) is not { } pixelData)
        {
            var kind = dataSet.Text(DicomTags.SOPClassUID) is { } uid ? DicomUid.NameOf(uid) ?? uid : "DICOM object";
            throw new ImageDataException(0, $"Expected an image, found a {kind} without Pixel Data.");
        }

        var pixels = PixelDescription.Of(dataSet, pixelData, options.Limits);
        if (options.Frame < 0 || options.Frame >= pixels.FrameCount)
        {
            throw new ImageDataException(
                pixelData.Offset, $"Frame {options.Frame} was asked for, but the file has {pixels.FrameCount}, counted from 0.");
        }

        List<FilmConcern> concerns = [];
        var stored = StoredPixels.Read(file, pixelData, pixels, options, out var bits, out var isColored);
        var scale = GreyAttributes.Of(dataSet, pixels, bits, concerns);
        scale = scale with { IsInverted = options.IsInverted ?? scale.IsInverted };
        var film = new Film
        {
            Stored = stored,
            Grey = scale with { Presets = FilmReader.Presets(stored, scale, scale.Presets) },
            Source = new(FilmFormat.Dicom, name)
            {
                Encoding = file.TransferSyntax.Name,
                Frame = options.Frame,
                FrameCount = pixels.FrameCount,
            },
            View = options.View ?? ViewAttributes.Of(dataSet),
            Laterality = ViewAttributes.LateralityOf(dataSet),
            BodyPart = dataSet.Text(DicomTags.BodyPartExamined) ?? "",
            Modality = dataSet.Text(DicomTags.Modality) ?? "",
            Spacing = StudyAttributes.Spacing(dataSet),
            AcquisitionTime = StudyAttributes.AcquisitionTime(dataSet),
            Identity = StudyAttributes.Identity(dataSet),
            Concerns = concerns,
        };
        Judge(film, dataSet, pixels, isColored, options, concerns);
        concerns.AddRange(FilmReader.ConcernsOfLook(film, options));
        return film;
    }

    private static void Judge(
        Film film, DicomDataSet dataSet, PixelDescription pixels, bool isColored, FilmOptions options, List<FilmConcern> concerns)
    {
        if (film.View is View.Lateral or View.Other)
        {
            concerns.Add(new(FilmDoubt.View, $"Expected a frontal film (PA or AP), found {(film.View == View.Lateral ? "a lateral one" : "another view")}."));
        }

        if (!Radiographs.Contains(film.Modality))
        {
            concerns.Add(new(FilmDoubt.Modality, $"Expected a radiograph (CR or DX), found the modality {film.Modality}."));
        }

        if (!options.IsChest && film.BodyPart.Length > 0
            && !film.BodyPart.ToUpperInvariant().Split(' ', ',', '_', '-').Any(word => Chests.Contains(word)))
        {
            concerns.Add(new(FilmDoubt.BodyPart, $"Expected a chest, found the body part {film.BodyPart}."));
        }

        if (pixels.FrameCount > 1)
        {
            concerns.Add(new(FilmDoubt.Frames, $"Frame {options.Frame} was read, of {pixels.FrameCount}, counted from 0."));
        }

        if (isColored)
        {
            concerns.Add(new(FilmDoubt.Color, "The image has colours; their luminance was taken. A film is grey."));
        }

        if (dataSet.UnknownCharacterSets is [var unknown, ..])
        {
            concerns.Add(new(FilmDoubt.Attribute, $"Names are in the unknown character set {unknown} and may be misread."));
        }

        // PS3.3 C.8.11.3.1.2: INVERSE belongs to MONOCHROME1 and IDENTITY to MONOCHROME2.
        var shape = dataSet.Text(DicomTags.PresentationLUTShape);
        if (options.IsInverted is null && (shape, pixels.Photometric) is
            ("INVERSE", Photometric.Monochrome2) or ("IDENTITY", Photometric.Monochrome1))
        {
            concerns.Add(new(
                FilmDoubt.Polarity,
                $"Presentation LUT Shape {shape} contradicts {pixels.Photometric.ToString().ToUpperInvariant()}, which was believed."));
        }
    }
}
