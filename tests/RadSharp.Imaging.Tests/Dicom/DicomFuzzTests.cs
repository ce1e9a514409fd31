using System.Diagnostics;
using RadSharp.Imaging.Dicom;

namespace RadSharp.Imaging.Tests.Dicom;

/// <summary>Damaged and hostile files: a data set or an <see cref="ImageDataException"/>, soon, in little memory.</summary>
public class DicomFuzzTests
{
    private static readonly ReadLimits Limits = new(MaxInflatedBytes: 1 << 20);

    [Theory]
    [InlineData("1.2.840.10008.1.2", false)]
    [InlineData("1.2.840.10008.1.2.1", false)]
    [InlineData("1.2.840.10008.1.2.1", true)]
    [InlineData("1.2.840.10008.1.2.2", true)]
    [InlineData("1.2.840.10008.1.2.1.99", false)]
    [InlineData("1.2.840.10008.1.2.4.50", true)]
    public void Mutants_are_read_or_refused(string uid, bool undefinedLengths) => Fuzz(uid, undefinedLengths, 1000, seed: 1);

    [Fact]
    public void Mutants_are_read_or_refused_as_files()
    {
        var sample = Sample(DicomTransferSyntax.ExplicitLittleEndian.Uid, undefinedLengths: true);
        var random = new Random(3);
        var path = Path.GetTempFileName();
        try
        {
            for (var count = 0; count < 200; count++)
            {
                File.WriteAllBytes(path, Mutant(sample, random));
                try
                {
                    using var file = DicomFile.Open(path, Limits);
                    Use(file);
                }
                catch (ImageDataException error)
                {
                    Assert.Equal(path, error.File ?? path);
                }
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Trait("Length", "Long")]
    [Theory]
    [InlineData("1.2.840.10008.1.2", true)]
    [InlineData("1.2.840.10008.1.2.1", false)]
    [InlineData("1.2.840.10008.1.2.2", false)]
    [InlineData("1.2.840.10008.1.2.4.50", false)]
    public void Many_mutants_are_read_or_refused(string uid, bool undefinedLengths) =>
        Fuzz(uid, undefinedLengths, 20_000, seed: 2);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Sequences_thousands_deep_are_refused(bool undefinedLengths)
    {
        const int Depth = 5000;
        var bytes = new DicomBytes().Text(DicomTags.Modality, DicomVr.CS, "DX");
        for (var level = 0; level < Depth; level++)
        {
            var rest = (uint)(20 * (Depth - level));
            bytes.Header(DicomTags.ContentSequence, "SQ", undefinedLengths ? uint.MaxValue : rest - 12)
                .Item(DicomTags.Item, undefinedLengths ? uint.MaxValue : rest - 20);
        }

        var error = Assert.Throws<ImageDataException>(() => DicomFile.Read(bytes.ToArray()));
        Assert.Contains("64 deep", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sequence_that_is_never_closed_is_refused()
    {
        var bytes = new DicomBytes().Text(DicomTags.Modality, DicomVr.CS, "DX")
            .Header(DicomTags.ContentSequence, "SQ", uint.MaxValue).Item(DicomTags.Item, uint.MaxValue)
            .Text(DicomTags.ValueType, DicomVr.CS, "TEXT").ToArray();
        var error = Assert.Throws<ImageDataException>(() => DicomFile.Read(bytes));
        Assert.Equal(bytes.Length, error.Offset);
    }

    [Theory]
    [InlineData("elements in order")]
    [InlineData("elements in reverse")]
    [InlineData("items")]
    [InlineData("fragments")]
    public void More_than_half_a_million_parts_are_refused(string what)
    {
        const int Count = DicomParser.MaxParts + 1;
        var start = new DicomBytes(isExplicit: false).Text(DicomTags.Modality, DicomVr.CS, "DX");
        start = what switch
        {
            "items" => start.Header(DicomTags.ContentSequence, "SQ", uint.MaxValue),
            "fragments" => start.Header(DicomTags.PixelData, "OB", uint.MaxValue),
            _ => start,
        };
        var bytes = new byte[8 * Count];
        for (var index = 0; index < Count; index++)
        {
            var tag = what switch
            {
                "items" or "fragments" => DicomTags.Item,
                "elements in order" => new DicomTag((ushort)(0x1001 + (2 * (index >> 16))), (ushort)index),
                _ => new DicomTag((ushort)(0x1001 - (2 * (index >> 16))), (ushort)~index),
            };
            BitConverter.TryWriteBytes(bytes.AsSpan(8 * index), tag.Group);
            BitConverter.TryWriteBytes(bytes.AsSpan((8 * index) + 2), tag.Element);
        }

        byte[] file = [.. start.ToArray(), .. bytes];
        var watch = Stopwatch.StartNew();
        var error = Assert.Throws<ImageDataException>(() => DicomFile.Read(file));
        Assert.Contains("500,000", error.Message, StringComparison.Ordinal);

        // A few fewer are read.
        if (what.StartsWith("elements", StringComparison.Ordinal))
        {
            using var read = DicomFile.Read(file.AsMemory()[..^(8 * Count / 100)]);
            Assert.InRange(read.DataSet.Count, 490_000, Count);
        }

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_deflate_bomb_is_refused()
    {
        var zeros = new byte[64 << 20];
        var bomb = DicomBytes.File("1.2.840.10008.1.2.1.99", DicomBytes.Deflated(zeros));
        Assert.InRange(bomb.Length, 0, 100_000);
        Assert.False(AssertReadOrRefused(bomb, 8 << 20));
    }

    [Fact]
    public void A_short_file_with_a_long_length_takes_no_memory()
    {
        var bytes = new DicomBytes().Text(DicomTags.Modality, DicomVr.CS, "DX")
            .Header(DicomTags.PixelData, "OW", 0xFFFF_FFF0).Raw(1, 2).ToArray();
        Assert.False(AssertReadOrRefused(bytes, 64 << 10));
    }

    private static void Fuzz(string uid, bool undefinedLengths, int mutantCount, int seed)
    {
        var sample = Sample(uid, undefinedLengths);
        Use(sample);
        var random = new Random(seed);
        var readCount = 0;
        for (var count = 0; count < mutantCount; count++)
        {
            readCount += AssertReadOrRefused(Mutant(sample, random), 4 << 20) ? 1 : 0;
        }

        // Values are reached only where some mutants are still read.
        Assert.InRange(readCount, mutantCount / 25, mutantCount - 10);
    }

    /// <summary>A header with everything in it that has a structure: nested items, several character sets, fragments.</summary>
    private static byte[] Sample(string uid, bool undefinedLengths)
    {
        using var film = DicomFile.Open(Fixture.PathOf("dicom/mono2_12bit_explicit_src.dcm"));
        var dataSet = film.DataSet;
        dataSet.Set(DicomTags.SpecificCharacterSet, "ISO_IR 192");
        dataSet.SetItems(
            DicomTags.ViewCodeSequence, RandomDataSet.Create(new Random(1), 1), RandomDataSet.Create(new Random(2), 2));
        dataSet.SetBytes(DicomTags.SpecificCharacterSet, DicomVr.CS, "\\ISO 2022 IR 87\\ISO 2022 IR 149"u8.ToArray());
        dataSet.SetBytes(DicomTags.OperatorsName, DicomVr.PN, "Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B"u8.ToArray());
        dataSet.Set(DicomTags.NumberOfFrames, 2);
        var syntax = DicomTransferSyntax.Of(uid);
        if (uid == DicomTransferSyntax.JpegBaseline.Uid)
        {
            dataSet.SetEncapsulatedPixelData(new byte[] { 1, 2, 0xFF, 0xD9 }, new byte[] { 3, 4, 0xFF, 0xD9 });
        }
        else
        {
            dataSet.SetBytes(DicomTags.PixelData, DicomVr.OW, new byte[16]);
        }

        var bytes = new DicomBytes(syntax.IsExplicit, syntax.IsBigEndian, undefinedLengths).Write(dataSet).ToArray();
        return DicomBytes.File(uid, syntax.IsDeflated ? DicomBytes.Deflated(bytes) : bytes);
    }

    private static byte[] Mutant(byte[] sample, Random random)
    {
        var bytes = (byte[])sample.Clone();
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            // Past the preamble, which holds nothing.
            var place = random.Next(128, bytes.Length);
            switch (random.Next(5))
            {
                case 0:
                    bytes[place] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[place] = (byte)random.Next(256);
                    break;
                case 2:
                    // A length that lies, or a delimiter in the wrong place.
                    uint[] liars =
                        [0, 1, 0xFFFFFFFF, 0xFFFFFFFE, 0x7FFFFFFF, (uint)bytes.Length, 0xE000FFFE, 0xE00DFFFE, 0xE0DDFFFE];
                    var liar = BitConverter.GetBytes(liars[random.Next(liars.Length)]);
                    liar.AsSpan(0, Math.Min(4, bytes.Length - place)).CopyTo(bytes.AsSpan(place));
                    break;
                case 3:
                    bytes = [.. bytes[..place], .. bytes[Math.Min(place + random.Next(1, 16), bytes.Length)..]];
                    break;
                default:
                    bytes = random.Next(4) == 0
                        ? bytes[..place]
                        : [.. bytes[..place], .. sample[Math.Min(random.Next(128, sample.Length), place)..]];
                    break;
            }

            if (bytes.Length <= 129)
            {
                return bytes;
            }
        }

        return bytes;
    }

    private static bool AssertReadOrRefused(byte[] bytes, long allocationLimit)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        bool isRead;
        try
        {
            Use(bytes);
            isRead = true;
        }
        catch (ImageDataException error)
        {
            Assert.InRange(error.Offset, 0, Math.Max(bytes.Length, Limits.MaxInflatedBytes));
            isRead = false;
        }

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, allocationLimit);
        return isRead;
    }

    /// <summary>Reads a file and every value of it, in each way.</summary>
    private static void Use(byte[] bytes)
    {
        using var file = DicomFile.Read(bytes, Limits);
        Use(file);
    }

    private static void Use(DicomFile file)
    {
        Use(file.MetaInformation);
        Use(file.DataSet);
        foreach (var _ in DicomListing.Lines(file.DataSet, new DicomListingOptions(true, true)))
        {
        }

        for (var index = 0; EncapsulatedPixelData.Of(file.DataSet) is { } pixels && index < pixels.FrameCount; index++)
        {
            pixels.Frame(index);
        }
    }

    private static void Use(DicomDataSet dataSet)
    {
        foreach (var element in dataSet)
        {
            dataSet.Integers(element.Tag);
            dataSet.Decimals(element.Tag);
            dataSet.PersonName(element.Tag);
            dataSet.Moment(element.Tag);
            dataSet.Time(element.Tag);
            dataSet.Tags(element.Tag);
            element.ReadBytes();
            foreach (var item in element.Items)
            {
                Use(item);
            }
        }
    }
}
