using System.Diagnostics;
using System.Text;

namespace RadSharp.Imaging.Tests.Acceptance;

/// <summary>Our films against those of DCMTK (GDCM for JPEG 2000, which DCMTK does not read), where they are installed.</summary>
public sealed class IndependentDecoderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("radsharp-").FullName;

    public static TheoryData<string> Names => [.. ExpectedFilm.Names];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void Stored_values_are_those_of_an_independent_decoder(string name)
    {
        var decoded = Decode(name);
        var ours = DicomFilmsTests.Words(FilmReader.Read(Fixture.PathOf($"dicom/{name}")).Stored);
        var theirs = DicomFilmsTests.Words(FilmReader.Read(decoded).Stored);
        var differences = ours.Zip(theirs, (one, other) => Math.Abs(one - other)).ToArray();
        Assert.InRange(differences.Max(), 0, ExpectedFilm.Of(name).IsLossy ? 2 : 0);
        Assert.InRange(differences.Average(), 0, 0.05);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Greys_are_those_of_an_independent_viewer(string name)
    {
        var decoded = Decode(name);
        var film = FilmReader.Read(decoded);
        var hasWindow = film.Grey.Presets[0] is { Explanation: null };
        var pgm = Path.Combine(_folder, "film.pgm");

        // Its first window, or from the lowest to the highest value.
        Run("dcm2pnm", hasWindow ? "+Wi" : "+Wm", hasWindow ? "1" : "", "+op", decoded, pgm);
        var expected = File.ReadAllBytes(pgm)[^(film.Width * film.Height)..];
        var whole = film.Grey.Presets.Single(preset => preset.Explanation == Imaging.Grey.FilmWindows.WholeRange);
        var found = film.Render(hasWindow ? null : whole).Samples;
        Assert.InRange(expected.Zip(found, (one, other) => Math.Abs(one - other)).Max(), 0, 1);
    }

    // To explicit little-endian, not compressed, by somebody else.
    private string Decode(string name)
    {
        var tool = ExpectedFilm.Of(name).TransferSyntax switch
        {
            "1.2.840.10008.1.2.4.90" => "gdcmconv",
            "1.2.840.10008.1.2.4.80" or "1.2.840.10008.1.2.4.81" => "dcmdjpls",
            "1.2.840.10008.1.2.4.50" or "1.2.840.10008.1.2.4.51" or "1.2.840.10008.1.2.4.57" or "1.2.840.10008.1.2.4.70" => "dcmdjpeg",
            "1.2.840.10008.1.2.5" => "dcmdrle",
            _ => "dcmconv",
        };
        var decoded = Path.Combine(_folder, "decoded.dcm");
        Assert.SkipUnless(IsInstalled("dcm2pnm") && IsInstalled(tool), $"{tool} or dcm2pnm is not installed");
        Assert.SkipWhen(DicomFilmsTests.NeedsMissingLibrary(ExpectedFilm.Of(name).TransferSyntax) is not null, "our library is not installed");
        Run(tool, tool == "gdcmconv" ? "--raw" : tool == "dcmconv" ? "+te" : "", Fixture.PathOf($"dicom/{name}"), decoded);
        return decoded;
    }

    private static bool IsInstalled(string tool) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, tool)));

    private static void Run(string tool, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(tool, arguments.Where(argument => argument.Length > 0))
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var output = new StringBuilder();
        process.OutputDataReceived += (_, line) => output.AppendLine(line.Data);
        process.ErrorDataReceived += (_, line) => output.AppendLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{tool}: {output}");
    }
}
