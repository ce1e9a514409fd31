using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace RadSharp.Imaging.Dicom;

/// <summary>The values of an element, read as what their representation says (PS3.5 6.2).</summary>
internal static class DicomValues
{
    /// <summary>Spaces that fill a value, and the zeros that many writers fill with instead.</summary>
    private static readonly char[] Fill = [' ', '\0'];

    /// <summary>Values as text; <paramref name="characterSet"/> null means the default one.</summary>
    public static IReadOnlyList<string> Texts(DicomElement element, DicomCharacterSet? characterSet)
    {
        if (element.Length == 0)
        {
            return [];
        }

        if (element.Vr.IsText())
        {
            var bytes = element.Bytes().Span;
            return Split(characterSet?.Decode(bytes, element.Vr) ?? Encoding.Latin1.GetString(bytes), element.Vr);
        }

        return element.Vr switch
        {
            DicomVr.AT => Array.ConvertAll(Tags(element), tag => tag.ToString()),
            DicomVr.FL => Array.ConvertAll(Words<float>(element), number => number.ToString(CultureInfo.InvariantCulture)),
            DicomVr.FD => Array.ConvertAll(Words<double>(element), number => number.ToString(CultureInfo.InvariantCulture)),
            DicomVr.UV => Array.ConvertAll(Words<ulong>(element), number => number.ToString(CultureInfo.InvariantCulture)),
            DicomVr.SL or DicomVr.SS or DicomVr.SV or DicomVr.UL or DicomVr.US => Array.ConvertAll(
                Integers(element) ?? [], number => number.ToString(CultureInfo.InvariantCulture)),
            _ => [],
        };
    }

    /// <summary>Values as whole numbers; null where any is not.</summary>
    public static long[]? Integers(DicomElement element) => element.Vr switch
    {
        DicomVr.OB => Array.ConvertAll(Words<byte>(element), number => (long)number),
        DicomVr.US or DicomVr.OW => Array.ConvertAll(Words<ushort>(element), number => (long)number),
        DicomVr.SS => Array.ConvertAll(Words<short>(element), number => (long)number),
        DicomVr.UL or DicomVr.OL => Array.ConvertAll(Words<uint>(element), number => (long)number),
        DicomVr.SL => Array.ConvertAll(Words<int>(element), number => (long)number),
        DicomVr.SV => Words<long>(element),
        DicomVr.UV or DicomVr.OV when Words<long>(element) is var numbers =>
            numbers.AsSpan().IndexOfAnyExceptInRange(0, long.MaxValue) < 0 ? numbers : null,
        _ => Decimals(element) is { } numbers && Array.TrueForAll(numbers, IsWhole)
            ? Array.ConvertAll(numbers, number => (long)number)
            : null,
    };

    /// <summary>Values as finite numbers; null where any is not.</summary>
    public static double[]? Decimals(DicomElement element)
    {
        var numbers = element.Vr switch
        {
            DicomVr.DS or DicomVr.IS => Parse(element),
            DicomVr.FL or DicomVr.OF => Array.ConvertAll(Words<float>(element), number => (double)number),
            DicomVr.FD or DicomVr.OD => Words<double>(element),
            DicomVr.OB or DicomVr.US or DicomVr.OW or DicomVr.SS or DicomVr.UL or DicomVr.OL or DicomVr.SL or DicomVr.SV
                or DicomVr.UV or DicomVr.OV => Integers(element) is { } integers
                    ? Array.ConvertAll(integers, number => (double)number)
                    : null,
            _ => null,
        };
        return numbers is not null && Array.TrueForAll(numbers, double.IsFinite) ? numbers : null;
    }

    /// <summary>Values as tags: pairs of group and element.</summary>
    public static DicomTag[] Tags(DicomElement element)
    {
        var words = Words<ushort>(element);
        var tags = new DicomTag[words.Length / 2];
        for (var index = 0; index < tags.Length; index++)
        {
            tags[index] = new DicomTag(words[2 * index], words[(2 * index) + 1]);
        }

        return tags;
    }

    private static bool IsWhole(double number) => Math.Abs(number) <= 1L << 53 && number == Math.Truncate(number);

    private static double[]? Parse(DicomElement element)
    {
        var texts = Texts(element, null);

        // A backslash after the last value is a common slip.
        var count = texts.Count;
        while (count > 0 && texts[count - 1].Length == 0)
        {
            count--;
        }

        var numbers = new double[count];
        for (var index = 0; index < count; index++)
        {
            if (!double.TryParse(texts[index], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[index]))
            {
                return null;
            }
        }

        return numbers;
    }

    private static T[] Words<T>(DicomElement element) where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(element.Bytes().Span).ToArray();

    private static string[] Split(string text, DicomVr vr)
    {
        if (!vr.HasSeveralValues())
        {
            return [text.TrimEnd(Fill)];
        }

        var texts = text.Split('\\');
        for (var index = 0; index < texts.Length; index++)
        {
            // A name's leading spaces and those of unlimited characters count; all others only fill.
            texts[index] = vr is DicomVr.PN or DicomVr.UC ? texts[index].TrimEnd(Fill) : texts[index].Trim(Fill);
        }

        return texts;
    }
}
