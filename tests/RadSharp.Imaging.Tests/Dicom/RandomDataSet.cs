using System.Globalization;
using RadSharp.Imaging.Dicom;

namespace RadSharp.Imaging.Tests.Dicom;

/// <summary>Data sets of random attributes, every value representation among them, nested up to three deep.</summary>
internal static class RandomDataSet
{
    private static readonly DicomTagEntry[] Entries = [.. DicomDictionary.Entries
        .Where(entry => entry.Tag.Group is > 8 and < 0x7000 && !entry.Tag.IsGroupLength && entry.Vrs.Count > 0
            && entry.Tag != DicomTags.PixelRepresentation)
        .OrderBy(entry => entry.Tag)];

    private static readonly Dictionary<DicomVr, DicomTagEntry[]> ByVr =
        Entries.GroupBy(entry => entry.Vrs[^1]).ToDictionary(group => group.Key, group => group.ToArray());

    /// <summary>Pieces of text in several scripts.</summary>
    private static readonly string[] Words = ["", "A", "chest", "Müller", "山田", "Ελλάδα", " two words ", "홍", "x=y", "🫁"];

    public static DicomDataSet Create(Random random, int depth = 0)
    {
        var dataSet = new DicomDataSet();
        for (var count = random.Next(depth == 0 ? 40 : 8); count > 0; count--)
        {
            // First the representation, so that rare ones come, too.
            var vr = ByVr.Keys.ElementAt(random.Next(ByVr.Count));
            var entry = ByVr[vr][random.Next(ByVr[vr].Length)];
            SetRandom(dataSet, entry.Tag, DicomDictionary.VrOf(entry.Tag), random, depth);
        }

        dataSet.Set(new DicomTag(0x0011, 0x0010), DicomVr.LO, "RADSHARP TEST");
        dataSet.SetBytes(new DicomTag(0x0011, 0x1001), DicomVr.UN, Bytes(random, 2 * random.Next(20)));
        if (depth == 0)
        {
            dataSet.Set(DicomTags.SOPClassUID, DicomUid.SecondaryCaptureImageStorage);
            dataSet.Set(DicomTags.SOPInstanceUID, DicomUid.New());
        }

        return dataSet;
    }

    private static void SetRandom(DicomDataSet dataSet, DicomTag tag, DicomVr vr, Random random, int depth)
    {
        var count = vr.HasSeveralValues() ? random.Next(4) : 1;
        var number = random.Next(1 << 16);
        switch (vr)
        {
            case DicomVr.SQ:
                dataSet.SetItems(tag, Values(depth < 3 ? count : 0, () => Create(random, depth + 1)));
                break;
            case DicomVr.DS:
                dataSet.Set(tag, Values(count, () => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-30, 30))));
                break;
            case DicomVr.FD or DicomVr.FL or DicomVr.OD or DicomVr.OF:
                dataSet.Set(tag, vr, Values(count, () => (double)random.NextSingle()));
                break;
            case DicomVr.AT:
                dataSet.Set(tag, Values(count, () => new DicomTag((ushort)random.Next(9), (ushort)random.Next(99))));
                break;
            case DicomVr.OB or DicomVr.UN:
                dataSet.SetBytes(tag, vr, Bytes(random, random.Next(200)));
                break;
            case DicomVr.IS or DicomVr.OL or DicomVr.OV or DicomVr.OW or DicomVr.SL or DicomVr.SV or DicomVr.UL or DicomVr.US
                or DicomVr.UV:
                dataSet.Set(tag, vr, Values(count, () => random.NextInt64(1 << 16)));
                break;
            case DicomVr.SS:
                dataSet.Set(tag, vr, Values(count, () => random.NextInt64(-1 << 15, 1 << 15)));
                break;
            case DicomVr.DA:
                dataSet.Set(tag, DateOnly.FromDayNumber(700_000 + number));
                break;
            case DicomVr.TM:
                dataSet.Set(tag, new TimeOnly(number * 1_000_000L));
                break;
            case DicomVr.UI:
                dataSet.Set(tag, DicomUid.New());
                break;
            case var _ when vr.UsesCharacterSet():
                dataSet.Set(tag, vr, Values(count, () => Words[random.Next(Words.Length)]));
                break;
            default:
                dataSet.Set(tag, vr, number.ToString(CultureInfo.InvariantCulture));
                break;
        }
    }

    private static T[] Values<T>(int count, Func<T> value)
    {
        var values = new T[count];
        for (var index = 0; index < count; index++)
        {
            values[index] = value();
        }

        return values;
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
