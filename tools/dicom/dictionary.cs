// Writes the DICOM data dictionary of RadSharp.Imaging: tags.tsv, and DicomTags.cs for the tags in named-tags.txt.
//
//     dotnet run tools/dicom/dictionary.cs DICTIONARY
//
// DICTIONARY is a data dictionary in the layout of DCMTK's dicom.dic: tag, value representation, keyword, value multiplicity
// and version in columns between tabs. The facts are those of PS3.6 and PS3.7; no sentence is taken over.
#:property PublishAot=false
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

if (args is not [var path])
{
    Console.Error.WriteLine("Usage: dotnet run tools/dicom/dictionary.cs DICTIONARY");
    return 2;
}

var tools = ToolsFolder();
var target = Path.Combine(tools, "..", "..", "src", "RadSharp.Imaging", "Dicom");
var entries = File.ReadLines(path)
    .Where(line => line.StartsWith('('))
    .Select(Entry.Parse)
    .OfType<Entry>()
    .OrderBy(entry => entry.First).ThenBy(entry => entry.IsRetired)
    .DistinctBy(entry => entry.Tag)
    .ToList();

// One line a tag: tag, VRs, VM, keyword, R where retired. xx stands for the even numbers of a repeating group or element.
File.WriteAllLines(
    Path.Combine(target, "tags.tsv"),
    entries.Select(entry => $"{entry.Tag}\t{entry.Vrs}\t{entry.Vm}\t{entry.Keyword}{(entry.IsRetired ? "\tR" : "")}"));

var byKeyword = entries.Where(entry => !entry.IsRetired).ToDictionary(entry => entry.Keyword);
var code = new StringBuilder()
    .AppendLine("// Written by tools/dicom/dictionary.cs from tools/dicom/named-tags.txt.")
    .AppendLine("namespace RadSharp.Imaging.Dicom;")
    .AppendLine()
    .AppendLine("/// <summary>Tags by keyword (PS3.6 6): those that films and reports use.</summary>")
    .AppendLine("public static class DicomTags")
    .AppendLine("{");
foreach (var entry in Regex.Split(File.ReadAllText(Path.Combine(tools, "named-tags.txt")).Trim(), @"\s+")
    .Select(keyword => byKeyword[keyword]).OrderBy(entry => entry.First))
{
    var (group, element) = (entry.First >> 16, entry.First & 0xFFFF);
    var vrs = entry.Vrs.Length == 0 ? "no VR" : entry.Vrs.Replace("/", " or ", StringComparison.Ordinal);
    var repeats = entry.Tag.Contains('x', StringComparison.Ordinal) ? ", first of a repeating group" : "";
    code.AppendLine(CultureInfo.InvariantCulture, $"    /// <summary>({group:X4},{element:X4}) {vrs}, VM {entry.Vm}{repeats}.</summary>")
        .AppendLine(CultureInfo.InvariantCulture, $"    public static DicomTag {entry.Keyword} => new(0x{group:X4}, 0x{element:X4});");
}

File.WriteAllText(Path.Combine(target, "DicomTags.cs"), code.AppendLine("}").ToString());
Console.WriteLine($"{entries.Count} tags");
return 0;

static string ToolsFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

internal sealed record Entry(string Tag, uint First, string Vrs, string Keyword, string Vm, bool IsRetired)
{
    private const string RetiredPrefix = "RETIRED_";

    /// <summary>A line's entry; null for placeholders that are no tags (private and illegal groups, group lengths).</summary>
    public static Entry? Parse(string line)
    {
        var columns = line.Split('\t');
        var (keyword, version) = (columns[2], columns[4]);
        if (!version.StartsWith("DICOM", StringComparison.Ordinal))
        {
            return null;
        }

        // (6000-60FF,0010) is 60xx0010, (0020,3100-31FF) is 002031xx.
        var tag = Regex.Replace(columns[0][1..^1], "([0-9A-F]{2})00-\\1FF", "$1xx").Replace(",", "", StringComparison.Ordinal);
        var vrs = columns[1] switch
        {
            "up" => "UL",
            "xs" => "US/SS",
            "ox" or "px" => "OB/OW",
            "lt" => "US/OW",
            "na" => "",
            var vr => vr,
        };
        var isRetired = version.EndsWith("retired", StringComparison.Ordinal);
        return new Entry(
            tag,
            uint.Parse(tag.Replace('x', '0'), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
            vrs,
            keyword.StartsWith(RetiredPrefix, StringComparison.Ordinal) ? keyword[RetiredPrefix.Length..] : keyword,
            columns[3],
            isRetired);
    }
}
