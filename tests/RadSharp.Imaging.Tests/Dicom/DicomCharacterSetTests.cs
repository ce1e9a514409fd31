using System.Text;
using RadSharp.Imaging.Dicom;

namespace RadSharp.Imaging.Tests.Dicom;

/// <summary>The examples of PS3.5 Annexes H, I, J and K, and sets of one part. E stands for the escape character.</summary>
public class DicomCharacterSetTests
{
    [Theory]
    [InlineData(
        "\\ISO 2022 IR 87",
        "Yamada^Tarou=E$B;3EDE(B^E$BB@O:E(B=E$B$d$^$@E(B^E$B$?$m$&E(B",
        "Yamada^Tarou=山田^太郎=やまだ^たろう")]
    [InlineData(
        "ISO 2022 IR 13\\ISO 2022 IR 87",
        "\xD4\xCF\xC0\xDE^\xC0\xDB\xB3=E$B;3EDE(J^E$BB@O:E(J=E$B$d$^$@E(J^E$B$?$m$&E(J",
        "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう")]
    [InlineData(
        "\\ISO 2022 IR 149",
        "Hong^Gildong=E$)C\xFB\xF3^E$)C\xD1\xCE\xD4\xD7=E$)C\xC8\xAB^E$)C\xB1\xE6\xB5\xBF",
        "Hong^Gildong=洪^吉洞=홍^길동")]
    [InlineData("ISO_IR 192", "Wang^XiaoDong=\xE7\x8E\x8B^\xE5\xB0\x8F\xE6\x9D\xB1=", "Wang^XiaoDong=王^小東")]
    [InlineData("GB18030", "Wang^XiaoDong=\xCD\xF5^\xD0\xA1\xB6\xAB=", "Wang^XiaoDong=王^小东")]
    [InlineData("GBK", "Wang^XiaoDong=\xCD\xF5^\xD0\xA1\xB6\xAB=", "Wang^XiaoDong=王^小东")]
    [InlineData("\\ISO 2022 IR 58", "Zhang^XiaoDong=E$)A\xD5\xC5^E$)A\xD0\xA1\xB6\xAB=", "Zhang^XiaoDong=张^小东")]
    [InlineData("\\ISO 2022 IR 159", "E$(D0!E(B^A", "丂^A")]
    [InlineData("\\ISO 2022 IR 100\\ISO 2022 IR 144", "E-AJ\xF6rg^E-L\xBB\xEE", "Jörg^Лю")]
    [InlineData("ISO_IR 100", "Buc^J\xE9r\xF4me", "Buc^Jérôme")]
    [InlineData("ISO_IR 101", "W\xB3odzimierz", "Włodzimierz")]
    [InlineData("ISO_IR 109", "\xA6", "Ĥ")]
    [InlineData("ISO_IR 110", "\xE0", "ā")]
    [InlineData("ISO_IR 144", "\xBB\xEE\xDA\x63\x65\xDC\xD1\x79\x70\xD3", "Люкceмбypг")]
    [InlineData("ISO_IR 127", "\xE2\xC8\xC7\xE6\xEA^\xE4\xE6\xD2\xC7\xD1", "قباني^لنزار")]
    [InlineData("ISO_IR 126", "\xC4\xE9\xEF\xED\xF5\xF3\xE9\xEF\xF2", "Διονυσιος")]
    [InlineData("ISO_IR 138", "\xF9\xF8\xE5\xEF^\xE3\xE1\xE5\xF8\xE4", "שרון^דבורה")]
    [InlineData("ISO_IR 148", "\xDDstanbul", "İstanbul")]
    [InlineData("ISO_IR 203", "\xA4", "€")]
    [InlineData("ISO_IR 166", "\xA1\xD2", "กา")]
    [InlineData("ISO_IR 13", "\xD4\xCF\xC0\xDE", "ﾔﾏﾀﾞ")]
    [InlineData("iso-ir 100", "J\xF6rg", "Jörg")]
    public void Names_are_read_in_their_character_set(string terms, string bytes, string name)
    {
        using var file = Film(terms, DicomTags.PatientName, DicomVr.PN, bytes);
        Assert.Equal(name, file.DataSet.PersonName(DicomTags.PatientName)!.ToString());
        Assert.Empty(file.DataSet.UnknownCharacterSets);
    }

    [Fact]
    public void A_delimiter_ends_what_an_escape_sequence_began()
    {
        // The second value lacks its escape sequence: its bytes are of no set that is in force.
        using var file = Film("\\ISO 2022 IR 100\\ISO 2022 IR 144", DicomTags.InstitutionName, DicomVr.LO, "E-L\xBB\\\xBB");
        Assert.Equal(["Л", "»"], file.DataSet.Texts(DicomTags.InstitutionName));
    }

    [Fact]
    public void A_backslash_within_a_character_of_two_bytes_separates_no_values()
    {
        using var gbk = Film("GB18030", DicomTags.InstitutionName, DicomVr.LO, "\x81\x5C\\b");
        Assert.Equal(["乗", "b"], gbk.DataSet.Texts(DicomTags.InstitutionName));
        using var japanese = Film("\\ISO 2022 IR 87", DicomTags.InstitutionName, DicomVr.LO, "E$B%\\E(B\\b");
        Assert.Equal(["ボ", "b"], japanese.DataSet.Texts(DicomTags.InstitutionName));
    }

    [Fact]
    public void Text_of_an_unknown_set_is_utf8_if_valid_else_latin1()
    {
        using var utf8 = Film("ISO_IR 999", DicomTags.PatientName, DicomVr.PN, "J\xC3\xB6rg");
        Assert.Equal("Jörg", utf8.DataSet.Text(DicomTags.PatientName));
        using var latin1 = Film("ISO_IR 999", DicomTags.PatientName, DicomVr.PN, "J\xF6rg");
        Assert.Equal("Jörg", latin1.DataSet.Text(DicomTags.PatientName));
        Assert.Equal(["ISO_IR 999"], latin1.DataSet.UnknownCharacterSets);
    }

    [Fact]
    public void Items_have_the_set_of_their_parent_or_their_own()
    {
        var inherits = new DicomBytes().Text(DicomTags.CodeMeaning, DicomVr.LO, "\xF6").ToArray();
        var own = new DicomBytes().Text(DicomTags.SpecificCharacterSet, DicomVr.CS, "ISO_IR 144")
            .Text(DicomTags.CodeMeaning, DicomVr.LO, "\xBB").ToArray();
        var bytes = new DicomBytes().Text(DicomTags.SpecificCharacterSet, DicomVr.CS, "ISO_IR 100")
            .Header(DicomTags.ViewCodeSequence, "SQ", (uint)(16 + inherits.Length + own.Length))
            .Item(DicomTags.Item, (uint)inherits.Length).Raw(inherits).Item(DicomTags.Item, (uint)own.Length).Raw(own).ToArray();
        using var file = DicomFile.Read(bytes);
        var items = file.DataSet.Items(DicomTags.ViewCodeSequence);
        Assert.Equal(["ö", "Л"], items.Select(item => item.Text(DicomTags.CodeMeaning)!));
    }

    [Fact]
    public void New_text_is_written_in_the_chosen_set_or_as_utf8()
    {
        var latin1 = new DicomDataSet();
        latin1.Set(DicomTags.SpecificCharacterSet, "ISO_IR 100");
        latin1.Set(DicomTags.PatientName, "Müller");
        Assert.Equal(Encoding.Latin1.GetBytes("Müller"), latin1.Find(DicomTags.PatientName)!.ReadBytes());
        Assert.Throws<ArgumentException>(() => latin1.Set(DicomTags.PatientName, "山田"));

        var chosen = new DicomDataSet();
        chosen.Set(DicomTags.PatientName, "Müller");
        Assert.Equal("ISO_IR 192", chosen.Text(DicomTags.SpecificCharacterSet));
        Assert.Equal("Müller"u8.ToArray(), chosen.Find(DicomTags.PatientName)!.ReadBytes());
    }

    [Fact]
    public void A_new_set_and_a_new_parent_re_encode_text()
    {
        using var file = Film("ISO_IR 100", DicomTags.PatientName, DicomVr.PN, "J\xF6rg");
        var item = file.DataSet;
        item.Set(DicomTags.SpecificCharacterSet, "ISO_IR 192");
        Assert.Equal("Jörg"u8.ToArray(), item.Find(DicomTags.PatientName)!.ReadBytes());
        Assert.Throws<ArgumentException>(() => item.Set(DicomTags.SpecificCharacterSet, "ISO_IR 144"));
        Assert.Equal("Jörg", item.Text(DicomTags.PatientName));

        var parent = new DicomDataSet();
        parent.Set(DicomTags.SpecificCharacterSet, "ISO_IR 100");
        var child = new DicomDataSet();
        child.Set(DicomTags.CodeMeaning, "plain");
        parent.SetItems(DicomTags.ViewCodeSequence, child);
        child.Set(DicomTags.CodeMeaning, "Lünge");
        Assert.Equal(Encoding.Latin1.GetBytes("Lünge"), child.Find(DicomTags.CodeMeaning)!.ReadBytes());

        var other = new DicomDataSet();
        other.Set(DicomTags.SpecificCharacterSet, "ISO_IR 192");
        other.SetItems(DicomTags.ViewCodeSequence, child);
        Assert.Equal("Lünge", child.Text(DicomTags.CodeMeaning));
        Assert.Equal("Lünge"u8.ToArray(), child.Find(DicomTags.CodeMeaning)!.ReadBytes());
    }

    private static DicomFile Film(string terms, DicomTag tag, DicomVr vr, string bytes) => DicomFile.Read(new DicomBytes()
        .Text(DicomTags.SpecificCharacterSet, DicomVr.CS, terms)
        .Text(tag, vr, EscapeAtSigns(bytes)).ToArray());

    /// <summary>An E before a sign that begins an escape sequence becomes the escape character.</summary>
    private static string EscapeAtSigns(string text)
    {
        foreach (var sequence in new[] { "$B", "(B", "(J", "$)C", "$)A", "$(D", "-A", "-L" })
        {
            text = text.Replace($"E{sequence}", $"\x1B{sequence}", StringComparison.Ordinal);
        }

        return text;
    }
}
