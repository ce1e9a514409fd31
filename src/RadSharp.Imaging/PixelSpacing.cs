namespace RadSharp.Imaging;

/// <summary>Where distances on a film are true.</summary>
public enum SpacingOrigin
{
    /// <summary>In the patient, by calibration or known geometry (Pixel Spacing).</summary>
    Patient,

    /// <summary>At the detector: in the patient everything is smaller by the magnification (Imager Pixel Spacing).</summary>
    Detector,

    /// <summary>On a sheet of film that was scanned (Nominal Scanned Pixel Spacing).</summary>
    ScannedFilm,
}

/// <summary>Distance between the centres of neighbouring pixels.</summary>
/// <param name="Row">Millimetres from a row to the next, above 0.</param>
/// <param name="Column">Millimetres from a column to the next, above 0.</param>
/// <param name="Origin">Where these millimetres are true.</param>
public sealed record PixelSpacing(double Row, double Column, SpacingOrigin Origin);
