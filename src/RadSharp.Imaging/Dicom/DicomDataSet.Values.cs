
namespace RadSharp.Imaging.Dicom;

/// <content>Values, read as what they mean. What is absent, empty or no such value is null or an empty list.</content>
public sealed partial class DicomDataSet
{
    /// <summary>The first value as text; null where it is absent or empty.</summary>
    /// <param name="tag">The attribute.</param>
    /// <exception cref="ImageDataException">The value stayed in the file and can no longer be read.</exception>
    public string? Text(DicomTag tag) => Texts(tag) is [{ Length: > 0 } first, ..] ? first : null;

    /// <summary>
    /// The values as text, in the character set in force, without padding (PS3.5 6.2). Numbers are written as the invariant
    /// culture does; bytes, words and sequences have no text.
    /// </summary>
    /// <param name="tag">The attribute.</param>
    /// <exception cref="ImageDataException">The value stayed in the file and can no longer be read.</exception>
    public IReadOnlyList<string> Texts(DicomTag tag) =>
        Find(tag) is { } element ? DicomValues.Texts(element, element.Vr.UsesCharacterSet() ? CharacterSet : null) : [];

    /// <summary>The first value as a whole number; null where it is absent or not one.</summary>
    /// <param name="tag">The attribute.</param>
    /// <exception cref="ImageDataException">The value stayed in the file and can no longer be read.</exception>
    public long? Integer(DicomTag tag) => Integers(tag) is [var first, ..] ? first : null;

    /// <summary>
    /// The values as whole numbers: IS, SS, US, SL, UL, SV, UV, the words of OB, OW, OL and OV, and DS where it has no
    /// fraction. Empty where the value is absent or any part of it is no such number.
    /// </summary>
    /// <param name="tag">The attribute.</param>
    /// <exception cref="ImageDataException">The value stayed in the file and can no longer be read.</exception>
    public long[] Integers(DicomTag tag) => Find(tag) is { } element ? DicomValues.Integers(element) ?? [] : [];

    /// <summary>The first value as a number; null where it is absent or not one.</summary>
    /// <param name="tag">The attribute.</param>
    /// <exception cref="ImageDataException">The value stayed in the file and can no longer be read.</exception>
    public double? Decimal(DicomTag tag) => Decimals(tag) is [var first, ..] ? first : null;

    /// <summary>
    /// The values as numbers: DS, FL, FD, OF, OD, and all that <see cref="Integers"/> reads. Empty where the value is absent
    /// or any part of it is no finite number.
    /// </summary>
    /// <param name="tag">The attribute.</param>
    /// <exception cref="ImageDataException">The value stayed in the file and can no longer be read.</exception>
    public double[] Decimals(DicomTag tag) => Find(tag) is { } element ? DicomValues.Decimals(element) ?? [] : [];

    /// <summary>The date (DA, or the date of a DT); null where it is absent, incomplete or not one.</summary>
    /// <param name="tag">The attribute.</param>
    /// <exception cref="ImageDataException">The value stayed in the file and can no longer be read.</exception>
    public DateOnly? Date(DicomTag tag) =>
        Moment(tag) is { Precision: >= DicomPrecision.Day } moment ? DateOnly.FromDateTime(moment.Earliest) : null;

    /// <summary>The time of day (TM); missing minutes and seconds are zero. Null where it is absent or not one.</summary>
    /// <param name="tag">The attribute.</param>
    /// <exception cref="ImageDataException">The value stayed in the file and can no longer be read.</exception>
    public TimeOnly? Time(DicomTag tag) =>
        Text(tag) is { } text && DicomMoment.TryParseTime(text, out var time) ? time : null;

    /// <summary>Date and time (DT or DA), as exact as it is given; null where it is absent or not one.</summary>
    /// <param name="tag">The attribute.</param>
    /// <exception cref="ImageDataException">The value stayed in the file and can no longer be read.</exception>
    public DicomMoment? Moment(DicomTag tag) =>
        Text(tag) is { } text && DicomMoment.TryParse(text, out var moment) ? moment : null;

    /// <summary>The first value as a person's name; null where it is absent or empty.</summary>
    /// <param name="tag">The attribute.</param>
    /// <exception cref="ImageDataException">The value stayed in the file and can no longer be read.</exception>
    public DicomPersonName? PersonName(DicomTag tag) => Text(tag) is { } text ? DicomPersonName.Parse(text) : null;

    /// <summary>The values as tags (AT); empty where they are absent or of another representation.</summary>
    /// <param name="tag">The attribute.</param>
    /// <exception cref="ImageDataException">The value stayed in the file and can no longer be read.</exception>
    public DicomTag[] Tags(DicomTag tag) => Find(tag) is { Vr: DicomVr.AT } element ? DicomValues.Tags(element) : [];

    /// <summary>The first value as text.</summary>
    /// <param name="tag">The attribute.</param>
    /// <exception cref="ImageDataException">It is absent or empty; the message names it and its place.</exception>
    public string RequireText(DicomTag tag) => Text(tag) ?? throw Unexpected(tag, "a text");

    /// <summary>The first value as a whole number.</summary>
    /// <param name="tag">The attribute.</param>
    /// <exception cref="ImageDataException">It is absent or no whole number; the message names it and its place.</exception>
    public long RequireInteger(DicomTag tag) => Integer(tag) ?? throw Unexpected(tag, "a whole number");

    /// <summary>The values as numbers, at least one.</summary>
    /// <param name="tag">The attribute.</param>
    /// <exception cref="ImageDataException">They are absent or no numbers; the message names them and their place.</exception>
    public double[] RequireDecimals(DicomTag tag) =>
        Decimals(tag) is { Length: > 0 } numbers ? numbers : throw Unexpected(tag, "numbers");

    private ImageDataException Unexpected(DicomTag tag, string expected)
    {
        const int Shown = 40;
        var found = Find(tag) switch
        {
            null => "the attribute is missing",
            { IsSequence: true } => "found a sequence",
            { Length: 0 } => "it is empty",
            { } element when string.Join('\\', Texts(tag)) is { Length: > 0 } text =>
                $"found '{(text.Length > Shown ? text[..Shown] + "…" : text)}' ({element.Vr})",
            var element => $"found {element.Length:N0} bytes ({element.Vr})",
        };
        return new ImageDataException(
            Find(tag)?.Offset ?? 0, $"{DicomDictionary.Describe(tag)}: expected {expected}, but {found}.");
    }
}
