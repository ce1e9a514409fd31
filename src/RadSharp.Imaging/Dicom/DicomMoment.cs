using System.Globalization;

namespace RadSharp.Imaging.Dicom;

/// <summary>How exactly a date and time is given.</summary>
public enum DicomPrecision
{
    /// <summary>The year.</summary>
    Year,

    /// <summary>Year and month.</summary>
    Month,

    /// <summary>The date.</summary>
    Day,

    /// <summary>Date and hour.</summary>
    Hour,

    /// <summary>Date, hour and minute.</summary>
    Minute,

    /// <summary>Date and time to the second.</summary>
    Second,

    /// <summary>Date and time to a fraction of a second.</summary>
    Fraction,
}

/// <summary>A date, or date and time, as exact as a file gives it (PS3.5 6.2, DA and DT).</summary>
/// <param name="Earliest">The earliest moment that is meant; local time where there is no offset.</param>
/// <param name="Precision">How much of it was given.</param>
/// <param name="Offset">Offset from UTC, where it was given.</param>
public readonly record struct DicomMoment(DateTime Earliest, DicomPrecision Precision, TimeSpan? Offset)
{
    /// <summary>
    /// Reads <c>YYYYMMDDHHMMSS.FFFFFF&amp;ZZXX</c>, cut short anywhere after the year, and the old date <c>YYYY.MM.DD</c>.
    /// </summary>
    /// <param name="text">One value.</param>
    /// <param name="moment">The date and time, or the default where the text is none.</param>
    public static bool TryParse(string text, out DicomMoment moment)
    {
        moment = default;
        var rest = text.AsSpan().Trim();
        if (rest is [_, _, _, _, '.', _, _, '.', _, _])
        {
            rest = string.Concat(rest[..4], rest[5..7], rest[8..]);
        }

        if (!TryTakeOffset(ref rest, out var offset) || !TryTake(ref rest, 4, out var year) || year is 0 or > 9999)
        {
            return false;
        }

        var precision = DicomPrecision.Year;
        if (TryTake(ref rest, 2, out var month))
        {
            precision = DicomPrecision.Month;
            if (TryTake(ref rest, 2, out var day))
            {
                precision = DicomPrecision.Day;
            }

            if (month is 0 or > 12 || (precision == DicomPrecision.Day && (day == 0 || day > DateTime.DaysInMonth(year, month))))
            {
                return false;
            }

            moment = new DicomMoment(new DateTime(year, month, Math.Max(day, 1)), precision, offset);
        }
        else
        {
            moment = new DicomMoment(new DateTime(year, 1, 1), precision, offset);
        }

        if (rest.IsEmpty)
        {
            return true;
        }

        if (precision < DicomPrecision.Day || !TryTakeTime(rest, out var time, out precision))
        {
            moment = default;
            return false;
        }

        moment = new DicomMoment(moment.Earliest + time.ToTimeSpan(), precision, offset);
        return true;
    }

    /// <summary>Reads <c>HHMMSS.FFFFFF</c>, cut short anywhere after the hour, and the old <c>HH:MM:SS</c>.</summary>
    /// <param name="text">One value.</param>
    /// <param name="time">The time of day, or the default where the text is none.</param>
    public static bool TryParseTime(string text, out TimeOnly time) =>
        TryTakeTime(text.Trim().Replace(":", "", StringComparison.Ordinal), out time, out _);

    private static bool TryTakeTime(ReadOnlySpan<char> rest, out TimeOnly time, out DicomPrecision precision)
    {
        (time, precision) = (default, DicomPrecision.Hour);
        if (!TryTake(ref rest, 2, out var hour) || hour > 23)
        {
            return false;
        }

        var (minute, second, fraction) = (0, 0, 0L);
        if (!rest.IsEmpty)
        {
            precision = DicomPrecision.Minute;
            if (!TryTake(ref rest, 2, out minute) || minute > 59)
            {
                return false;
            }
        }

        if (!rest.IsEmpty)
        {
            precision = DicomPrecision.Second;

            // 60 is a leap second, for which TimeOnly has no place.
            if (!TryTake(ref rest, 2, out second) || second > 60)
            {
                return false;
            }

            second = Math.Min(second, 59);
        }

        if (!rest.IsEmpty)
        {
            precision = DicomPrecision.Fraction;
            if (rest is not ['.', _, ..] || rest.Length > 7 || rest[1..].ContainsAnyExceptInRange('0', '9'))
            {
                return false;
            }

            fraction = long.Parse($"{rest[1..]}0000000".AsSpan(0, 7), NumberStyles.None, CultureInfo.InvariantCulture);
        }

        time = new TimeOnly(new TimeOnly(hour, minute, second).Ticks + fraction);
        return true;
    }

    private static bool TryTakeOffset(ref ReadOnlySpan<char> rest, out TimeSpan? offset)
    {
        offset = null;
        if (rest is not [.., '+' or '-', _, _, _, _])
        {
            return true;
        }

        var isNegative = rest[^5] == '-';
        var digits = rest[^4..];
        rest = rest[..^5];
        if (!TryTake(ref digits, 2, out var hours) || !TryTake(ref digits, 2, out var minutes) || hours > 14 || minutes > 59)
        {
            return false;
        }

        var size = new TimeSpan(hours, minutes, 0);
        offset = isNegative ? -size : size;
        return true;
    }

    /// <summary>Takes a number of so many digits; leaves the text as it is where there is none.</summary>
    private static bool TryTake(ref ReadOnlySpan<char> rest, int digits, out int number)
    {
        number = 0;
        if (rest.Length < digits || rest[..digits].ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        number = int.Parse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
        rest = rest[digits..];
        return true;
    }
}
