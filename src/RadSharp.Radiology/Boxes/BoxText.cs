using System.Globalization;
using System.Text.RegularExpressions;

namespace RadSharp.Radiology.Boxes;

/// <summary>Boxes in sentences, as RadVLM writes and reads them (RadVLM: radvlm/data/create_instructions.py, format_boxes).</summary>
public static partial class BoxText
{
    /// <summary>
    /// A box as <c>[0.12, 0.3, 0.5, 0.98]</c>: two decimals at the most, at least one, rounded as Python rounds.
    /// </summary>
    public static string Format(Box box) =>
        $"[{Rounded(box.X1)}, {Rounded(box.Y1)}, {Rounded(box.X2)}, {Rounded(box.Y2)}]";

    /// <summary>Boxes with commas between them and <c>and</c> before the last.</summary>
    public static string Format(IReadOnlyList<Box> boxes) => boxes switch
    {
        [] => "",
        [var only] => Format(only),
        _ => $"{string.Join(", ", boxes.SkipLast(1).Select(Format))} and {Format(boxes[^1])}",
    };

    /// <summary>
    /// The boxes in a text, in its order, each with the place where it stands. Round and square brackets, missing or double
    /// blanks, signs of percent and edges in the wrong order are understood; numbers above 1 are per cent where all four are
    /// at most 100, else the box is left out, as is one without area.
    /// </summary>
    public static IReadOnlyList<(Box Box, Range Place)> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<(Box, Range)> boxes = [];
        foreach (Match match in FourNumbers().Matches(text))
        {
            var edges = Enumerable.Range(1, 4)
                .Select(group => double.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture)).ToArray();
            var scale = edges.Max() <= 1 ? 1 : 100;
            var box = new Box(
                Math.Min(edges[0], edges[2]) / scale, Math.Min(edges[1], edges[3]) / scale,
                Math.Max(edges[0], edges[2]) / scale, Math.Max(edges[1], edges[3]) / scale);
            if (edges.Max() <= 100 && box.Area > 0)
            {
                boxes.Add((box, match.Index..(match.Index + match.Length)));
            }
        }

        return boxes;
    }

    // Python's round works on the exact value, and takes the even neighbour of the two only for exact ties, which among
    // numbers with three decimals are the odd eighths.
    private static string Rounded(double value)
    {
        var text = value * 8 == Math.Floor(value * 8) && value * 4 != Math.Floor(value * 4)
            ? Math.Round((decimal)value, 2, MidpointRounding.ToEven).ToString("0.00", CultureInfo.InvariantCulture)
            : value.ToString("F2", CultureInfo.InvariantCulture);
        text = text.TrimEnd('0');
        return text.EndsWith('.') ? text + "0" : text;
    }

    [GeneratedRegex(@"[\[(]\s*(\d*\.?\d+)\s*%?\s*,\s*(\d*\.?\d+)\s*%?\s*,\s*(\d*\.?\d+)\s*%?\s*,\s*(\d*\.?\d+)\s*%?\s*[\])]")]
    private static partial Regex FourNumbers();
}
