using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace RadSharp.Imaging.Dicom;

/// <content>Changing a data set. A value that is set replaces the one before.</content>
public sealed partial class DicomDataSet
{
    /// <summary>Sets a value of no length: known to be unknown (PS3.5 7.4.4).</summary>
    /// <param name="tag">The attribute.</param>
    public void SetEmpty(DicomTag tag) => Set(new DicomElement(tag, DicomDictionary.VrOf(tag), ReadOnlyMemory<byte>.Empty));

    /// <summary>
    /// Sets text, in the representation that the standard gives the attribute. Text that the character set in force has not
    /// makes the data set UTF-8 (ISO_IR 192) where no set was chosen. A new Specific Character Set re-encodes all text.
    /// </summary>
    /// <param name="tag">The attribute.</param>
    /// <param name="values">The values; none of them holds a backslash where that separates values.</param>
    /// <exception cref="ArgumentException">The attribute is not text, or the text cannot be one of its values.</exception>
    public void Set(DicomTag tag, params ReadOnlySpan<string> values) => Set(tag, DicomDictionary.VrOf(tag), values);

    /// <summary>Sets text in a chosen representation.</summary>
    /// <param name="tag">The attribute.</param>
    /// <param name="vr">A representation that is text.</param>
    /// <param name="values">The values; none of them holds a backslash where that separates values.</param>
    /// <exception cref="ArgumentException">The representation is not text, or the text cannot be one of its values.</exception>
    public void Set(DicomTag tag, DicomVr vr, params ReadOnlySpan<string> values)
    {
        if (!vr.IsText())
        {
            throw new ArgumentException($"{DicomDictionary.Describe(tag)} is {vr}, which is not text.", nameof(vr));
        }

        if (values.Length > 1 && !vr.HasSeveralValues())
        {
            throw new ArgumentException($"{DicomDictionary.Describe(tag)} is {vr}, which has one value only.", nameof(values));
        }

        foreach (var value in values)
        {
            CheckValue(tag, vr, value);
        }

        var text = string.Join('\\', values);
        if (tag == DicomTags.SpecificCharacterSet)
        {
            // First the text, which may fail, then the element.
            Reencode(CharacterSet, DicomCharacterSet.Of(values.ToArray()));
        }

        Set(new DicomElement(tag, vr, Encode(tag, vr, text)));
    }

    /// <summary>Sets whole numbers, as text or binary as the standard says of the attribute.</summary>
    /// <param name="tag">The attribute.</param>
    /// <param name="values">The values.</param>
    /// <exception cref="ArgumentException">The attribute is no number.</exception>
    /// <exception cref="OverflowException">A value is out of the representation's range.</exception>
    public void Set(DicomTag tag, params ReadOnlySpan<long> values) => Set(tag, DicomDictionary.VrOf(tag), values);

    /// <summary>Sets whole numbers in a chosen representation.</summary>
    /// <param name="tag">The attribute.</param>
    /// <param name="vr">A representation of numbers.</param>
    /// <param name="values">The values.</param>
    /// <exception cref="ArgumentException">The representation is no number.</exception>
    /// <exception cref="OverflowException">A value is out of the representation's range.</exception>
    public void Set(DicomTag tag, DicomVr vr, params ReadOnlySpan<long> values)
    {
        var numbers = values.ToArray();
        var bytes = vr switch
        {
            DicomVr.US or DicomVr.OW => Bytes(Array.ConvertAll(numbers, number => checked((ushort)number))),
            DicomVr.SS => Bytes(Array.ConvertAll(numbers, number => checked((short)number))),
            DicomVr.UL or DicomVr.OL => Bytes(Array.ConvertAll(numbers, number => checked((uint)number))),
            DicomVr.SL => Bytes(Array.ConvertAll(numbers, number => checked((int)number))),
            DicomVr.UV or DicomVr.OV => Bytes(Array.ConvertAll(numbers, number => checked((ulong)number))),
            DicomVr.SV => Bytes(numbers),
            DicomVr.OB => Bytes(Array.ConvertAll(numbers, number => checked((byte)number))),
            DicomVr.IS => Joined(numbers, number => checked((int)number).ToString(CultureInfo.InvariantCulture)),
            _ => null,
        };
        if (bytes is null)
        {
            Set(tag, vr, Array.ConvertAll(numbers, number => (double)number));
        }
        else
        {
            Set(new DicomElement(tag, vr, bytes));
        }
    }

    /// <summary>Sets numbers, as text of at most 16 characters or binary as the standard says of the attribute.</summary>
    /// <param name="tag">The attribute.</param>
    /// <param name="values">The values, finite.</param>
    /// <exception cref="ArgumentException">The attribute is no number with a fraction, or a value is not finite.</exception>
    public void Set(DicomTag tag, params ReadOnlySpan<double> values) => Set(tag, DicomDictionary.VrOf(tag), values);

    /// <summary>Sets numbers in a chosen representation.</summary>
    /// <param name="tag">The attribute.</param>
    /// <param name="vr">DS, FL, FD, OF or OD.</param>
    /// <param name="values">The values, finite.</param>
    /// <exception cref="ArgumentException">The representation is another one, or a value is not finite.</exception>
    public void Set(DicomTag tag, DicomVr vr, params ReadOnlySpan<double> values)
    {
        var numbers = values.ToArray();
        if (!Array.TrueForAll(numbers, double.IsFinite))
        {
            throw new ArgumentException($"{DicomDictionary.Describe(tag)}: expected finite numbers.", nameof(values));
        }

        Set(new DicomElement(tag, vr, vr switch
        {
            DicomVr.FL or DicomVr.OF => Bytes(Array.ConvertAll(numbers, number => (float)number)),
            DicomVr.FD or DicomVr.OD => Bytes(numbers),
            DicomVr.DS => Joined(numbers, DecimalString),
            _ => throw new ArgumentException(
                $"{DicomDictionary.Describe(tag)} is {vr}, which does not hold these numbers.", nameof(vr)),
        }));
    }

    /// <summary>Sets a date (DA).</summary>
    /// <param name="tag">The attribute.</param>
    /// <param name="date">The date.</param>
    public void Set(DicomTag tag, DateOnly date) => Set(tag, date.ToString("yyyyMMdd", CultureInfo.InvariantCulture));

    /// <summary>Sets a time of day to the microsecond (TM).</summary>
    /// <param name="tag">The attribute.</param>
    /// <param name="time">The time of day.</param>
    public void Set(DicomTag tag, TimeOnly time) => Set(
        tag, time.ToString(time.Ticks % TimeSpan.TicksPerSecond == 0 ? "HHmmss" : "HHmmss.ffffff", CultureInfo.InvariantCulture));

    /// <summary>Sets tags (AT).</summary>
    /// <param name="tag">The attribute.</param>
    /// <param name="values">The tags that are its values.</param>
    public void Set(DicomTag tag, params ReadOnlySpan<DicomTag> values)
    {
        var words = new ushort[2 * values.Length];
        for (var index = 0; index < values.Length; index++)
        {
            (words[2 * index], words[(2 * index) + 1]) = (values[index].Group, values[index].Element);
        }

        Set(new DicomElement(tag, DicomVr.AT, Bytes(words)));
    }

    /// <summary>Sets a value as it is written: numbers little-endian, text in the character set in force.</summary>
    /// <param name="tag">The attribute.</param>
    /// <param name="vr">Any representation but SQ.</param>
    /// <param name="value">The bytes, which must stay as they are.</param>
    /// <exception cref="ArgumentException">The representation is SQ.</exception>
    public void SetBytes(DicomTag tag, DicomVr vr, ReadOnlyMemory<byte> value) => Set(vr == DicomVr.SQ
        ? throw new ArgumentException("A sequence is set as items, not as bytes.", nameof(vr))
        : new DicomElement(tag, vr, value));

    /// <summary>Sets a sequence. Its items belong to this data set from now on.</summary>
    /// <param name="tag">The attribute.</param>
    /// <param name="items">The items.</param>
    /// <exception cref="ArgumentException">An item is this data set, or this data set lies in it.</exception>
    public void SetItems(DicomTag tag, params ReadOnlySpan<DicomDataSet> items)
    {
        for (var ancestor = this; ancestor is not null; ancestor = ancestor.Parent)
        {
            if (items.Contains(ancestor))
            {
                throw new ArgumentException("A data set cannot be an item of itself.", nameof(items));
            }
        }

        foreach (var item in items)
        {
            if (!item.Contains(DicomTags.SpecificCharacterSet))
            {
                item.Reencode(item.CharacterSet, CharacterSet);
            }

            item.Parent = this;
        }

        Set(new DicomElement(tag, items.ToArray()));
    }

    /// <summary>Sets compressed pixel data, a fragment a frame, with a basic offset table (PS3.5 A.4).</summary>
    /// <param name="frames">The compressed frames, which must stay as they are.</param>
    public void SetEncapsulatedPixelData(params ReadOnlySpan<ReadOnlyMemory<byte>> frames)
    {
        var offsets = new uint[frames.Length];
        var fragments = new DicomFragment[frames.Length + 1];
        for (var (index, offset) = (0, 0u); index < frames.Length; index++)
        {
            offsets[index] = offset;
            fragments[index + 1] = DicomFragment.Of(frames[index]);
            offset = checked(offset + 8 + (uint)(frames[index].Length + (frames[index].Length & 1)));
        }

        fragments[0] = DicomFragment.Of(Bytes(offsets));
        Set(new DicomElement(DicomTags.PixelData, DicomVr.OB, fragments));
    }

    /// <summary>Removes an element; says whether there was one.</summary>
    /// <param name="tag">The attribute.</param>
    public bool Remove(DicomTag tag)
    {
        var index = IndexOf(tag);
        if (index >= 0)
        {
            _elements.RemoveAt(index);
        }

        return index >= 0;
    }

    /// <summary>Puts an element in its place.</summary>
    internal void Set(DicomElement element)
    {
        var index = IndexOf(element.Tag);
        if (index >= 0)
        {
            _elements[index] = element;
        }
        else
        {
            _elements.Insert(~index, element);
        }
    }

    private static void CheckValue(DicomTag tag, DicomVr vr, string value)
    {
        if (vr.HasSeveralValues() && value.Contains('\\', StringComparison.Ordinal))
        {
            throw new ArgumentException($"{DicomDictionary.Describe(tag)}: a backslash separates values and cannot be in one.");
        }

        if (vr == DicomVr.UI && value.Length > 0 && !DicomUid.IsValid(value))
        {
            throw new ArgumentException($"{DicomDictionary.Describe(tag)}: expected a unique identifier, found '{value}'.");
        }
    }

    private byte[] Encode(DicomTag tag, DicomVr vr, string text)
    {
        if (Ascii.IsValid(text))
        {
            return Encoding.ASCII.GetBytes(text);
        }

        if (!vr.UsesCharacterSet())
        {
            throw new ArgumentException($"{DicomDictionary.Describe(tag)}: {vr} has ASCII characters only, found '{text}'.");
        }

        if (CharacterSet == DicomCharacterSet.Default)
        {
            var root = this;
            while (root.Parent is { } parent)
            {
                root = parent;
            }

            root.Set(DicomTags.SpecificCharacterSet, DicomCharacterSet.Utf8Term);
        }

        try
        {
            return CharacterSet.Encode(text);
        }
        catch (EncoderFallbackException error)
        {
            throw new ArgumentException(
                $"{DicomDictionary.Describe(tag)}: the character set {string.Join('\\', CharacterSet.Terms)} cannot hold "
                + $"'{text}'. Set Specific Character Set to ISO_IR 192.", error);
        }
    }

    private static byte[] Bytes<T>(T[] numbers) where T : unmanaged => MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray();

    private static byte[] Joined<T>(T[] numbers, Converter<T, string> text) =>
        Encoding.ASCII.GetBytes(string.Join('\\', Array.ConvertAll(numbers, text)));

    /// <summary>The number's shortest text of at most 16 characters, as exact as that allows (PS3.5 6.2, DS).</summary>
    private static string DecimalString(double number)
    {
        const int LongestText = 16;
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        for (var digits = 15; text.Length > LongestText; digits--)
        {
            text = number.ToString($"G{digits}", CultureInfo.InvariantCulture);
        }

        return text;
    }
}
