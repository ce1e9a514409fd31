namespace RadSharp.Imaging.Dicom;

/// <summary>One way of writing a person's name (PS3.5 6.2.1). A part that is not given is empty.</summary>
/// <param name="Family">Family name, of an animal the responsible party's.</param>
/// <param name="Given">Given names.</param>
/// <param name="Middle">Middle names.</param>
/// <param name="Prefix">Prefix, such as a title.</param>
/// <param name="Suffix">Suffix, such as a degree.</param>
public sealed record DicomNameGroup(
    string Family = "", string Given = "", string Middle = "", string Prefix = "", string Suffix = "")
{
    /// <summary>A name that is not given.</summary>
    public static DicomNameGroup Empty { get; } = new();

    /// <summary>Parts between carets, those at the end that are empty left out: <c>Yamada^Tarou</c>.</summary>
    public override string ToString() => string.Join('^', Family, Given, Middle, Prefix, Suffix).TrimEnd('^');

    internal static DicomNameGroup Parse(string text)
    {
        // What follows a fifth caret belongs to no part; a suffix takes it rather than losing it.
        var parts = text.Split('^', 5);
        string Part(int index) => index < parts.Length ? parts[index].Trim() : "";
        return new DicomNameGroup(Part(0), Part(1), Part(2), Part(3), Part(4));
    }
}

/// <summary>A person's name, written in up to three ways (PS3.5 6.2.1).</summary>
/// <param name="Alphabetic">In letters.</param>
/// <param name="Ideographic">In ideographs or Hangul.</param>
/// <param name="Phonetic">As it sounds, in Kana or Hangul.</param>
public sealed record DicomPersonName(DicomNameGroup Alphabetic, DicomNameGroup Ideographic, DicomNameGroup Phonetic)
{
    /// <summary>Reads <c>Yamada^Tarou=山田^太郎=やまだ^たろう</c>. Every text is a name.</summary>
    /// <param name="text">One value, without padding.</param>
    public static DicomPersonName Parse(string text)
    {
        var groups = text.Split('=', 3);
        DicomNameGroup Group(int index) => index < groups.Length ? DicomNameGroup.Parse(groups[index]) : DicomNameGroup.Empty;
        return new DicomPersonName(Group(0), Group(1), Group(2));
    }

    /// <summary>Groups between equals signs, those at the end that are empty left out.</summary>
    public override string ToString() => string.Join('=', Alphabetic, Ideographic, Phonetic).TrimEnd('=');
}
