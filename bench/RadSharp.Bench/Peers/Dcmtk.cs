using System.Runtime.InteropServices;
using RadSharp.Bench.Cases;
using RadSharp.Bench.Measuring;
using RadSharp.Imaging.Dicom;

namespace RadSharp.Bench.Peers;

/// <summary>
/// DCMTK's decoder of lossless JPEG. It has no C interface, so its program decodes a file of one frame and a file of several:
/// the difference of the times, a frame, is the decoder's, without the start of the program. It includes writing the decoded
/// frame to a temporary file.
/// </summary>
internal sealed class Dcmtk : IDisposable
{
    private const string Encoder = "dcmcjpeg";
    private const string Decoder = "dcmdjpeg";
    private const int Frames = 5;

    private readonly string _folder = Directory.CreateTempSubdirectory("radsharp-bench-").FullName;

    /// <summary>Makes the files.</summary>
    /// <param name="film">A film of 12 bits.</param>
    public Dcmtk(FilmCase film)
    {
        foreach (var frames in (int[])[1, Frames])
        {
            using (var native = File.Create(PathOf("native")))
            {
                DicomWriter.Write(native, DataSet(film, frames));
            }

            ProgramOutput.TimeOf(Encoder, "+e1", PathOf("native"), PathOf($"{frames}"));
        }

        OneFrame = File.ReadAllBytes(PathOf("1"));
        Contender = new Contender(Peer.Name, film.Samples.Length, () => Decode(1))
        {
            TimeItself = () =>
            {
                var one = Decode(1);
                return (Decode(Frames) - one) / (Frames - 1);
            },
            Deliver = () =>
            {
                using var decoded = DicomFile.Open(PathOf("decoded"));
                decoded.DataSet.Find(DicomTags.PixelData)!.CopyTo(MemoryMarshal.AsBytes(film.Result.AsSpan()));
            },
        };
    }

    /// <summary>The column.</summary>
    public static Peer Peer { get; } = new("DCMTK", Package: "dcmtk") { IsInstalled = Version is not null };

    /// <summary>Its version.</summary>
    public static string Description => Version!;

    /// <summary>The film as a DICOM file of one frame in JPEG lossless (process 14, selection value 1).</summary>
    public byte[] OneFrame { get; }

    /// <summary>Decoding one frame.</summary>
    public Contender Contender { get; }

    private static string? Version => ProgramOutput.FirstLine(Decoder, "--version");

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static DicomDataSet DataSet(FilmCase film, int frames)
    {
        const string MultiFrameGreyscaleWord = "1.2.840.10008.5.1.4.1.1.7.3";
        var pixels = MemoryMarshal.AsBytes(film.Samples.AsSpan());
        var all = new byte[pixels.Length * frames];
        for (var frame = 0; frame < frames; frame++)
        {
            pixels.CopyTo(all.AsSpan(frame * pixels.Length));
        }

        var dataSet = new DicomDataSet();
        dataSet.Set(DicomTags.SOPClassUID, MultiFrameGreyscaleWord);
        dataSet.Set(DicomTags.SOPInstanceUID, "2.25.1");
        dataSet.Set(DicomTags.SamplesPerPixel, 1);
        dataSet.Set(DicomTags.PhotometricInterpretation, "MONOCHROME2");
        dataSet.Set(DicomTags.NumberOfFrames, frames);
        dataSet.Set(DicomTags.Rows, film.Height);
        dataSet.Set(DicomTags.Columns, film.Width);
        dataSet.Set(DicomTags.BitsAllocated, 16);
        dataSet.Set(DicomTags.BitsStored, 12);
        dataSet.Set(DicomTags.HighBit, 11);
        dataSet.Set(DicomTags.PixelRepresentation, [0L]);
        dataSet.SetBytes(DicomTags.PixelData, DicomVr.OW, all);
        return dataSet;
    }

    private double Decode(int frames) => ProgramOutput.TimeOf(Decoder, PathOf($"{frames}"), PathOf("decoded"));

    private string PathOf(string name) => Path.Combine(_folder, name);
}
