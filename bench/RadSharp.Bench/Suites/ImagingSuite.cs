using RadSharp.Bench.Cases;
using RadSharp.Bench.Measuring;
using RadSharp.Bench.Peers;
using RadSharp.Imaging;
using RadSharp.Imaging.Dicom;
using RadSharp.Imaging.Geometry;
using RadSharp.Imaging.Jpeg;
using RadSharp.Imaging.Png;

namespace RadSharp.Bench.Suites;

/// <summary>Films read and resized, against the libraries that people use. One thread for everyone.</summary>
internal static class ImagingSuite
{
    private const string Unit = "Mpixel/s";

    public static void Run(Rounds rounds)
    {
        var film = new FilmCase(1024, 1024, bits: 8);
        RunPng(rounds, film);
        RunJpeg(rounds, film);
        RunResize(rounds, film);
        RunLosslessJpeg(rounds);
    }

    private static void RunPng(Rounds rounds, FilmCase film)
    {
        const string Name = "1024×1024 grey, 8 bits";
        using var stream = new MemoryStream();
        PngWriter.Write(stream, film.Bytes);
        var file = stream.ToArray();
        var table = new Table("Read PNG", Unit, Bar.Within(1.5), LibPng.Peer);
        List<Contender> contenders = [FilmCase.Ours(film.Samples.Length, film.Result, () => PngReader.Read(file))];
        if (LibPng.Peer.IsInstalled)
        {
            contenders.Add(LibPng.Decode(file, film.Samples.Length, film.Result));
        }

        SampleAgreement.Check(Name, contenders, film.Result, film.Samples, tolerance: 0);
        table.Add(Name, rounds.Time(contenders));
    }

    // The peer makes the file, so without it there is nothing to read.
    private static void RunJpeg(Rounds rounds, FilmCase film)
    {
        const string Name = "1024×1024 grey, quality 90";
        var table = new Table("Read JPEG, baseline", Unit, Bar.Within(1.5), LibJpegTurbo.Peer);
        if (!LibJpegTurbo.Peer.IsInstalled)
        {
            table.Add(Name, []);
            return;
        }

        var file = LibJpegTurbo.Encode(film.Bytes.Samples, film.Width, film.Height, quality: 90);
        var peer = LibJpegTurbo.Decode(file, film.Width, film.Height, film.Result);
        Contender[] contenders = [FilmCase.Ours(film.Samples.Length, film.Result, () => JpegReader.Read(file).Image), peer];
        peer.Run();
        peer.Deliver();
        SampleAgreement.Check(Name, contenders, film.Result, [.. film.Result], tolerance: 2);
        table.Add(Name, rounds.Time(contenders));
    }

    private static void RunResize(Rounds rounds, FilmCase film)
    {
        const int Size = 448;
        var table = new Table("Resize with antialiasing", Unit, Bar.Within(1), Pillow.Peer);
        var source = film.Bytes;
        var result = new ushort[Size * Size];
        ResamplingFilter[] filters = [ResamplingFilter.Bilinear, ResamplingFilter.Bicubic, ResamplingFilter.Lanczos];
        foreach (var filter in filters)
        {
            var name = $"1024×1024 → {Size}×{Size} {filter}";
            var ours = FilmCase.Ours(film.Samples.Length, result, () => Resampling.Resize(source, Size, Size, filter));
            using var pillow = Pillow.Peer.IsInstalled
                ? new Pillow(source.Samples, film.Width, film.Height, Size, Size, $"{filter}", result) : null;
            List<Contender> contenders = pillow is null ? [ours] : [ours, pillow.Contender];
            ours.Run();
            ours.Deliver();
            SampleAgreement.Check(name, contenders, result, [.. result], tolerance: 1);
            table.Add(name, rounds.Time(contenders));
        }
    }

    private static void RunLosslessJpeg(Rounds rounds)
    {
        const string Name = "2500×2048 grey, 12 bits";
        var table = new Table("Read DICOM, JPEG lossless", Unit, Bar.Within(1.5), Dcmtk.Peer);
        if (!Dcmtk.Peer.IsInstalled)
        {
            table.Add(Name, []);
            return;
        }

        var film = new FilmCase(2500, 2048, bits: 12);
        using var dcmtk = new Dcmtk(film);
        var ours = FilmCase.Ours(film.Samples.Length, film.Result, () => ReadFrame(dcmtk.OneFrame));
        SampleAgreement.Check(Name, [ours, dcmtk.Contender], film.Result, film.Samples, tolerance: 0);
        table.Add(Name, rounds.Time([ours, dcmtk.Contender]));
    }

    private static Image ReadFrame(byte[] bytes)
    {
        using var file = DicomFile.Read(bytes);
        return JpegReader.Read(EncapsulatedPixelData.Of(file.DataSet)!.Frame(0)).Image;
    }
}
