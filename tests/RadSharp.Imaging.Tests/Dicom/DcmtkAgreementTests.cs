using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using RadSharp.Imaging.Dicom;

namespace RadSharp.Imaging.Tests.Dicom;

/// <summary>Agreement with DCMTK's tools, where they are installed.</summary>
public partial class DcmtkAgreementTests
{
    public static TheoryData<string> Films => [.. Fixture.Names("dicom", "*.dcm")];

    [Theory]
    [MemberData(nameof(Films))]
    public void Each_element_of_a_film_is_as_dcmdump_prints_it(string name)
    {
        using var file = DicomFile.Open(Fixture.PathOf(name));
        var isLatin1 = file.DataSet.Text(DicomTags.SpecificCharacterSet) == "ISO_IR 100";
        AssertAgreement(file, Dump(Fixture.PathOf(name), isLatin1 ? Encoding.Latin1 : Encoding.UTF8));
    }

    [Fact]
    public void Written_files_are_read_by_dcmdump_as_they_were_meant()
    {
        var path = Path.GetTempFileName();
        try
        {
            for (var seed = 1000; seed < 1020; seed++)
            {
                File.WriteAllBytes(path, DicomWriterTests.Written(RandomDataSet.Create(new Random(seed))));
                using var file = DicomFile.Open(path);
                AssertAgreement(file, Dump(path));
                Assert.StartsWith("yes:", Run("dcmftest", Encoding.UTF8, path), StringComparison.Ordinal);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_film_written_again_is_the_same_to_dcmdump()
    {
        var path = Path.GetTempFileName();
        try
        {
            foreach (var name in new[] { "dicom/mono2_12bit_bigendian.dcm", "dicom/c_rle.dcm", "dicom/mono2_12bit_implicit.dcm" })
            {
                using var film = DicomFile.Open(Fixture.PathOf(name));
                var syntax = EncapsulatedPixelData.Of(film.DataSet) is null ? null : film.TransferSyntax;
                File.WriteAllBytes(path, DicomWriterTests.Written(film.DataSet, syntax));
                Assert.Equal(WithoutHeader(Dump(Fixture.PathOf(name))), WithoutHeader(Dump(path)));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void AssertAgreement(DicomFile file, string dump)
    {
        var expected = DumpLine().Matches(dump).Select(match => match.Groups)
            .Select(line => (
                Tag: DicomTag.Parse(line["tag"].Value),
                Vr: line["vr"].Value,
                Value: line["value"].Value,
                Length: line["length"].Value))
            .Where(line => line.Tag.Group != 0xFFFE).ToList();
        var actual = Flat(file.MetaInformation).Concat(Flat(file.DataSet)).ToList();
        Assert.Equal(expected.Select(line => line.Tag), actual.Select(line => line.Element.Tag));
        foreach (var ((tag, vr, value, length), (dataSet, element)) in expected.Zip(actual))
        {
            Assert.Equal($"{tag} {vr}", $"{tag} {element.Vr}");
            if (!element.IsSequence && !element.IsEncapsulated)
            {
                Assert.Equal($"{tag} {length}", $"{tag} {element.Length.ToString(CultureInfo.InvariantCulture)}");
            }

            if (value is ['[', .., ']'])
            {
                Assert.Equal(Trimmed(value[1..^1]), Trimmed(string.Join('\\', dataSet.Texts(tag))));
            }
            else if (element.Vr is DicomVr.US or DicomVr.SS or DicomVr.UL or DicomVr.SL && element.Length > 0)
            {
                Assert.Equal(value, string.Join('\\', dataSet.Texts(tag)));
            }
        }
    }

    private static IEnumerable<string> Trimmed(string text) => text.Split('\\').Select(part => part.Trim());

    private static IEnumerable<string> WithoutHeader(string dump) =>
        dump.Split('\n').Where(line => line.StartsWith('(') && !line.StartsWith("(0002", StringComparison.Ordinal));

    private static IEnumerable<(DicomDataSet DataSet, DicomElement Element)> Flat(DicomDataSet dataSet) => dataSet.SelectMany(
        element => element.Items.SelectMany(Flat).Prepend((dataSet, element)));

    /// <summary>All elements: long texts in full, very long values not read, identifiers as numbers.</summary>
    private static string Dump(string path, Encoding? encoding = null) =>
        Run("dcmdump", encoding ?? Encoding.UTF8, "-q", "-M", "+L", "-Un", path);

    private static string Run(string tool, Encoding encoding, params string[] arguments)
    {
        var isInstalled = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, tool)));
        Assert.SkipUnless(isInstalled, $"{tool} (DCMTK) is not installed.");
        using var process = Process.Start(new ProcessStartInfo(tool, arguments)
        {
            RedirectStandardOutput = true,
            StandardOutputEncoding = encoding,
        })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    [GeneratedRegex(
        @"^ *\((?<tag>[0-9a-f]{4},[0-9a-f]{4})\) (?<vr>[A-Za-z?]{2}) (?<value>.*?) +# +(?<length>\S+), *\d+ .+$",
        RegexOptions.Multiline)]
    private static partial Regex DumpLine();
}
