using System.Text;

namespace RadSharp.Imaging.Dicom;

/// <summary>Text that switches between character sets (PS3.5 6.1.2.4 and 6.1.2.5).</summary>
/// <param name="firstHigh">Set of the bytes above 127 at the beginning and after each delimiter, if there is one.</param>
/// <param name="vr">Representation of the value: it says what its delimiters are.</param>
internal struct Iso2022Text(CodedSet? firstHigh, DicomVr vr)
{
    /// <summary>What an escape sequence begins with.</summary>
    public const byte Escape = 0x1B;

    private readonly StringBuilder _text = new();
    private CodedSet? _low;
    private CodedSet? _high;

    public string Decode(ReadOnlySpan<byte> bytes)
    {
        (_low, _high) = (null, firstHigh);
        while (!bytes.IsEmpty)
        {
            bytes = bytes[(bytes[0] == Escape ? Switch(bytes[1..]) : bytes[0] < 0x80 ? Low(bytes) : High(bytes))..];
        }

        return _text.ToString();
    }

    /// <summary>Follows an escape sequence; marks one that is not known.</summary>
    private int Switch(ReadOnlySpan<byte> afterEscape)
    {
        if (CodedSet.ByEscapeSequence(afterEscape) is not { } set)
        {
            _text.Append('\uFFFD');
            return 1;
        }

        (_low, _high) = set.IsHigh ? (_low, set) : (set, _high);
        return 1 + set.EscapeSequence.Length;
    }

    /// <summary>One character of the lower half.</summary>
    private int Low(ReadOnlySpan<byte> bytes)
    {
        var isControl = bytes[0] < ' ';
        if (_low is { IsLowDouble: true } && !isControl && bytes[0] != ' ')
        {
            var isPair = bytes.Length > 1 && bytes[1] is > (byte)' ' and < 0x7F;
            _text.Append(isPair ? _low.Decode(bytes) : "\uFFFD");
            return isPair ? 2 : 1;
        }

        // After a delimiter the sets are those of the beginning.
        if (isControl || (bytes[0] == '\\' && vr.HasSeveralValues()) || (bytes[0] is (byte)'^' or (byte)'=' && vr == DicomVr.PN))
        {
            (_low, _high) = (null, firstHigh);
        }

        _text.Append((char)bytes[0]);
        return 1;
    }

    /// <summary>All bytes of the upper half that follow each other.</summary>
    private readonly int High(ReadOnlySpan<byte> bytes)
    {
        var count = bytes.IndexOfAnyInRange((byte)0, (byte)0x7F);
        count = count < 0 ? bytes.Length : count;
        _text.Append(_high?.Decode(bytes[..count]) ?? DicomCharacterSet.Utf8OrLatin1(bytes[..count]));
        return count;
    }
}
