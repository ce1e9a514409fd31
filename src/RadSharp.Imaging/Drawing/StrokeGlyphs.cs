using System.Collections.Frozen;
using System.Globalization;

namespace RadSharp.Imaging.Drawing;

/// <summary>A letter as lines of one width with round ends.</summary>
/// <param name="Width">From the middle of the leftmost line to that of the rightmost, in units.</param>
/// <param name="Segments">Straight pieces: x and y of the start, x and y of the end; x to the right, y upwards.</param>
internal sealed record StrokeGlyph(float Width, float[] Segments);

/// <summary>
/// The letters of <see cref="StrokeFont"/>: ASCII, the letters of Latin-1, and signs that findings and measures need. A
/// capital is 20 units high, a small letter 14, what hangs below the line 6.
/// </summary>
internal static class StrokeGlyphs
{
    // The width, then the pen's way: M moves it, L draws a line, A a quarter of an ellipse that touches the two lines from its
    // ends to the corner which is given first. An indented line goes on with the one before.
    private const string Drawn = """
        ! 0 M0 20L0 6.5M0 .2L0 .6
        " 5 M0 20L0 14.5M5 20L5 14.5
        # 15 M4 0L6.5 20M9.5 0L12 20M1 13.5L15 13.5M0 6.5L14 6.5
        $ 12.5 M12 16.5A10.5 20 6.3 20A.5 20 .5 15.2A.5 11.3 6.3 10.4A12.5 9.4 12.5 5.2A12.5 0 6.3 0A1.5 0 0 4M6.3 23L6.3 -3
        % 18 M0 15.8A0 20 4 20A8 20 8 15.8A8 11.6 4 11.6A0 11.6 0 15.8
          M10 4.2A10 8.4 14 8.4A18 8.4 18 4.2A18 0 14 0A10 0 10 4.2M15 20L3 0
        & 15 M15 0L3 13.2A1.5 15 1.5 16.4A1.5 20 5.5 20A9.5 20 9.5 16.4A9.5 13.6 5 11.2A0 8.8 0 5.2A0 0 6 0A12.5 0 14 9
        ' 0 M0 20L0 14.5
        ( 4.5 M4.5 22A0 18 0 9.5A0 1 4.5 -3
        ) 4.5 M0 22A4.5 18 4.5 9.5A4.5 1 0 -3
        * 9 M4.5 20L4.5 11M.6 17.8L8.4 13.2M8.4 17.8L.6 13.2
        + 12 M6 3L6 15M0 9L12 9
        , 1 M1 .5L-.5 -4
        - 7 M0 7.5L7 7.5
        . 0 M0 .2L0 .6
        / 9 M0 -2L9 21
        0 12 M0 10A0 20 6 20A12 20 12 10A12 0 6 0A0 0 0 10
        1 12 M2 16L7 20L7 0
        2 12 M.5 15A.5 20 6 20A11.5 20 11.5 14.8A11.5 11.8 8 8.4L0 0L12 0
        3 12 M1 17A2.5 20 6 20A11 20 11 15.3A11 10.7 5.5 10.7L4.5 10.7M5.5 10.7A12 10.7 12 5.4A12 0 5.8 0A1.5 0 .3 3.8
        4 12 M9 0L9 20L0 6L12 6
        5 12 M11 20L2 20L1 10.8A3 12.8 6 12.8A12 12.8 12 6.4A12 0 5.8 0A1.8 0 .3 3.2
        6 12 M0 6.4A0 12.8 6 12.8A12 12.8 12 6.4A12 0 6 0A0 0 0 6.4L0 9A0 20 7 20A9.8 20 11 17.8
        7 12 M0 20L12 20L4.5 0
        8 12 M6 10.8A.8 10.8 .8 15.4A.8 20 6 20A11.2 20 11.2 15.4A11.2 10.8 6 10.8A0 10.8 0 5.4A0 0 6 0A12 0 12 5.4A12 10.8 6 10.8
        9 12 M12 13.6A12 7.2 6 7.2A0 7.2 0 13.6A0 20 6 20A12 20 12 13.6L12 11A12 0 5 0A2.2 0 1 2.2
        : 0 M0 .2L0 .6M0 11.4L0 11.8
        ; 1 M1 .5L-.5 -4M1 11.4L1 11.8
        < 11 M11 16L0 9.5L11 3
        = 12 M0 12L12 12M0 6L12 6
        > 11 M0 16L11 9.5L0 3
        ? 10 M.3 15.8A.3 20 5 20A10 20 10 15.3A10 12.2 7 10.4A5 9 5 6.2M5 .2L5 .6
        @ 20 M14 9A14 14 10 14A5.5 14 5.5 8.6A5.5 4 9.5 4A14 4 14 9
          M14 14L14 7A14 4 17 4A20 4 20 9.5A20 20 10.5 20A0 20 0 8.5A0 -3 10.5 -3A14 -3 16 -2
        A 15 M0 0L7.5 20L15 0M2.6 7L12.4 7
        B 13 M0 0L0 20L7 20A12 20 12 15.2A12 10.5 7 10.5L0 10.5M7 10.5A13 10.5 13 5.2A13 0 7 0L0 0
        C 14 M14 16.2A11.8 20 8 20A0 20 0 10A0 0 8 0A11.8 0 14 3.8
        D 14 M0 0L0 20L5.5 20A14 20 14 10A14 0 5.5 0L0 0
        E 11 M11 20L0 20L0 0L11 0M0 10.5L9.5 10.5
        F 11 M11 20L0 20L0 0M0 10L9.5 10
        G 15 M14 16.2A11.8 20 8 20A0 20 0 10A0 0 8 0A15 0 15 7L15 9.5L9 9.5
        H 14 M0 0L0 20M14 0L14 20M0 10.5L14 10.5
        I 0 M0 0L0 20
        J 9 M9 20L9 6A9 0 4.5 0A0 0 0 5
        K 13 M0 0L0 20M13 20L0 7.5M4.5 11.8L13 0
        L 10 M0 20L0 0L10 0
        M 17 M0 0L0 20L8.5 5L17 20L17 0
        N 14 M0 0L0 20L14 0L14 20
        O 16 M0 10A0 20 8 20A16 20 16 10A16 0 8 0A0 0 0 10
        P 12.5 M0 0L0 20L7 20A12.5 20 12.5 14.5A12.5 9 7 9L0 9
        Q 16 M0 10A0 20 8 20A16 20 16 10A16 0 8 0A0 0 0 10M10 5L16 -1.5
        R 13 M0 0L0 20L7 20A12.5 20 12.5 14.5A12.5 9 7 9L0 9M6.5 9L13 0
        S 12.5 M12 16.5A10.5 20 6.3 20A.5 20 .5 15.2A.5 11.3 6.3 10.4A12.5 9.4 12.5 5.2A12.5 0 6.3 0A1.5 0 0 4
        T 13 M0 20L13 20M6.5 20L6.5 0
        U 14 M0 20L0 7A0 0 7 0A14 0 14 7L14 20
        V 14 M0 20L7 0L14 20
        W 20 M0 20L5 0L10 17L15 0L20 20
        X 13 M0 0L13 20M0 20L13 0
        Y 13 M0 20L6.5 9L13 20M6.5 9L6.5 0
        Z 12 M0 20L12 20L0 0L12 0
        [ 5 M5 22L0 22L0 -3L5 -3
        \ 9 M0 21L9 -2
        ] 5 M0 22L5 22L5 -3L0 -3
        ^ 10 M0 13L5 20L10 13
        _ 12 M0 -3L12 -3
        ` 4 M0 20L4 16.5
        a 11 M1 11.5A2.5 14 5.8 14A11 14 11 9.5L11 0M11 8.2L5 8.2A0 8.2 0 4A0 0 4.5 0A8.5 0 11 3.8
        b 11.5 M0 20L0 0M0 7A0 14 5.75 14A11.5 14 11.5 7A11.5 0 5.75 0A0 0 0 7
        c 10 M10 11.3A8.3 14 5.5 14A0 14 0 7A0 0 5.5 0A8.3 0 10 2.7
        d 11.5 M11.5 20L11.5 0M11.5 7A11.5 14 5.75 14A0 14 0 7A0 0 5.75 0A11.5 0 11.5 7
        e 11.5 M0 7.4L11.5 7.4A11.5 14 5.9 14A0 14 0 7A0 0 6 0A9 0 11 3
        f 7 M7.5 20A3 20 3 15.5L3 0M0 14L7 14
        g 11.5 M11.5 7A11.5 14 5.75 14A0 14 0 7A0 0 5.75 0A11.5 0 11.5 7M11.5 14L11.5 -1A11.5 -6 5.8 -6A2.5 -6 1 -4
        h 11 M0 20L0 0M0 8.5A0 14 5.7 14A11 14 11 8.5L11 0
        i 0 M0 14L0 0M0 19L0 19.4
        j 3 M3 14L3 -2A3 -6 -.5 -6M3 19L3 19.4
        k 10.5 M0 20L0 0M10 14L0 5M3.8 8.4L10.5 0
        l 3 M0 20L0 3.2A0 0 3 0
        m 18 M0 14L0 0M0 9A0 14 4.8 14A9 14 9 9L9 0M9 9A9 14 13.8 14A18 14 18 9L18 0
        n 11 M0 14L0 0M0 8.5A0 14 5.7 14A11 14 11 8.5L11 0
        o 12 M0 7A0 14 6 14A12 14 12 7A12 0 6 0A0 0 0 7
        p 11.5 M0 14L0 -6M0 7A0 14 5.75 14A11.5 14 11.5 7A11.5 0 5.75 0A0 0 0 7
        q 11.5 M11.5 14L11.5 -6M11.5 7A11.5 14 5.75 14A0 14 0 7A0 0 5.75 0A11.5 0 11.5 7
        r 6.5 M0 14L0 0M0 8A0 14 6.5 14
        s 9.5 M9 11.6A8 14 4.8 14A.4 14 .4 10.6A.4 8 4.7 7.3A9.5 6.5 9.5 3.7A9.5 0 4.8 0A1.2 0 0 2.8
        t 7 M3 19L3 4A3 0 7 0M0 14L7 14
        u 11 M0 14L0 5.5A0 0 5.3 0A11 0 11 5.5M11 14L11 0
        v 11 M0 14L5.5 0L11 14
        w 16 M0 14L4 0L8 12L12 0L16 14
        x 10.5 M0 0L10.5 14M0 14L10.5 0
        y 11 M0 14L5.6 0M11 14L4.9 -2.4A3.5 -6 .5 -6
        z 9.5 M0 14L9.5 14L0 0L9.5 0
        { 6 M6 22A3 22 3 18.5L3 12.5A3 9.5 0 9.5A3 9.5 3 6.5L3 .5A3 -3 6 -3
        | 0 M0 22L0 -4
        } 6 M0 22A3 22 3 18.5L3 12.5A3 9.5 6 9.5A3 9.5 3 6.5L3 .5A3 -3 0 -3
        ~ 12 M0 8A0 11 3 11A5 11 6 9.5A7 8 9 8A12 8 12 11
        ° 6 M0 17A0 20 3 20A6 20 6 17A6 14 3 14A0 14 0 17
        ± 12 M6 6L6 17M0 11.5L12 11.5M0 1L12 1
        ² 6.5 M0 17.5A0 20 3.2 20A6.5 20 6.5 17.4A6.5 16 4.5 14.5L0 11L6.5 11
        ³ 6.5 M.5 19A1.5 20 3.2 20A6 20 6 17.8A6 15.8 3 15.8A6.5 15.8 6.5 13.4A6.5 11 3 11A1 11 0 12.2
        µ 11 M0 14L0 -6M0 5.5A0 0 5.3 0A11 0 11 5.5M11 14L11 0
        · 0 M0 9L0 9.4
        × 10 M0 4L10 14M0 14L10 4
        ÷ 12 M0 9L12 9M6 14.5L6 14.9M6 3.1L6 3.5
        Æ 20 M0 0L9 20L20 20M10.5 20L10.5 0L20 0M10.5 10.5L18.5 10.5M3.2 7L10.5 7
        Ð 16 M2 0L2 20L7.5 20A16 20 16 10A16 0 7.5 0L2 0M-1 10.5L8 10.5
        Ø 16 M0 10A0 20 8 20A16 20 16 10A16 0 8 0A0 0 0 10M1.5 -1.5L14.5 21.5
        Þ 12.5 M0 0L0 20M0 16L7 16A12.5 16 12.5 10.5A12.5 5 7 5L0 5
        ß 11.5 M0 0L0 14.5A0 20 5.3 20A10.3 20 10.3 15.6A10.3 11.4 6 11.2A11.5 11 11.5 5.5A11.5 0 5 0L4 0
        æ 19 M.8 11.5A2.3 14 5 14A9.2 14 9.2 9.5L9.2 5M9.2 8.2L4.5 8.2A0 8.2 0 4A0 0 4 0A9.2 0 9.2 5
          M9.2 7.4L19 7.4A19 14 14 14A9.2 14 9.2 8M9.2 6A9.2 0 14.3 0A17 0 18.6 3
        ð 12 M0 7A0 14 6 14A12 14 12 7A12 0 6 0A0 0 0 7M12 7A12 14 4 20M3.5 16L10 19.5
        ø 12 M0 7A0 14 6 14A12 14 12 7A12 0 6 0A0 0 0 7M.8 -1.5L11.2 15.5
        þ 11.5 M0 20L0 -6M0 7A0 14 5.75 14A11.5 14 11.5 7A11.5 0 5.75 0A0 0 0 7
        ı 0 M0 14L0 0
        – 10 M0 7.5L10 7.5
        — 18 M0 7.5L18 7.5
        ’ 1 M1 20L0 15.5
        … 12 M0 .2L0 .6M6 .2L6 .6M12 .2L12 .6
        ≤ 11 M11 18L0 12L11 6M0 1.5L11 1.5
        ≥ 11 M0 18L11 12L0 6M0 1.5L11 1.5
        """;

    // Marks above (or below) small letters, about the middle of the letter.
    private const string Marks = """
        ` 0 M1 16.8L-2 20
        ´ 0 M-1 16.8L2 20
        ^ 0 M-3 16.8L0 20L3 16.8
        ~ 0 M-4 17.4A-4 19.6 -2 19.6A-.8 19.6 0 18.6A.8 17.6 2 17.6A4 17.6 4 19.8
        ¨ 0 M-3 18.4L-3 18.8M3 18.4L3 18.8
        ° 0 M-2 18.8A-2 20.8 0 20.8A2 20.8 2 18.8A2 16.8 0 16.8A-2 16.8 -2 18.8
        ¸ 0 M.5 0L0 -2A2.5 -2 2.5 -4A2.5 -6 -1.5 -6
        """;

    // A letter, what it is made of, and its mark.
    private const string Marked =
        "ÀA` ÁA´ ÂA^ ÃA~ ÄA¨ ÅA° ÇC¸ ÈE` ÉE´ ÊE^ ËE¨ ÌI` ÍI´ ÎI^ ÏI¨ ÑN~ ÒO` ÓO´ ÔO^ ÕO~ ÖO¨ ÙU` ÚU´ ÛU^ ÜU¨ ÝY´ "
        + "àa` áa´ âa^ ãa~ äa¨ åa° çc¸ èe` ée´ êe^ ëe¨ ìı` íı´ îı^ ïı¨ ñn~ òo` óo´ ôo^ õo~ öo¨ ùu` úu´ ûu^ üu¨ ýy´ ÿy¨";

    // How much higher the marks of capitals are.
    private const float CapitalLift = 6.2f;

    // Marks are wider than an i.
    private const float NarrowestMarked = 5;

    private const int SegmentsPerArc = 6;

    private static readonly StrokeGlyph Space = new(1, []);

    // An empty frame stands for a letter that the font does not have.
    private static readonly StrokeGlyph Missing = Parse("12 M0 0L0 20L12 20L12 0L0 0");

    private static readonly FrozenDictionary<char, StrokeGlyph> ByLetter = ReadAll();

    /// <summary>How a letter is drawn; an empty frame if the font does not have it.</summary>
    public static StrokeGlyph For(char letter) =>
        letter is ' ' or '\u00a0' ? Space : ByLetter.GetValueOrDefault(letter, Missing);

    private static FrozenDictionary<char, StrokeGlyph> ReadAll()
    {
        var glyphs = Read(Drawn);
        var marks = Read(Marks);
        foreach (var letter in Marked.Split(' '))
        {
            var (plain, mark) = (glyphs[letter[1]], marks[letter[2]]);
            var lift = char.IsUpper(letter[1]) && letter[2] != '¸' ? CapitalLift : 0;
            var width = Math.Max(plain.Width, NarrowestMarked);
            var moved = mark.Segments.Select((value, index) => value + (index % 2 == 0 ? width / 2 : lift));
            var middled = plain.Segments.Select((value, index) => value + (index % 2 == 0 ? (width - plain.Width) / 2 : 0));
            glyphs.Add(letter[0], new StrokeGlyph(width, [.. middled, .. moved]));
        }

        return glyphs.ToFrozenDictionary();
    }

    private static Dictionary<char, StrokeGlyph> Read(string lines) =>
        lines.Replace("\n  ", "", StringComparison.Ordinal).Split('\n')
            .ToDictionary(line => line[0], line => Parse(line.AsSpan(2)));

    private static StrokeGlyph Parse(ReadOnlySpan<char> glyph)
    {
        var space = glyph.IndexOf(' ');
        var width = Number(glyph[..space]);
        var way = glyph[(space + 1)..];
        List<float> segments = [];
        Span<float> numbers = stackalloc float[4];
        var (x, y) = (0f, 0f);
        while (way.Length > 0)
        {
            var command = way[0];
            var end = way[1..].IndexOfAny('M', 'L', 'A') is >= 0 and var next ? next + 1 : way.Length;
            var count = 0;
            foreach (var range in way[1..end].Split(' '))
            {
                numbers[count++] = Number(way[1..end][range]);
            }

            way = way[end..];
            var (toX, toY) = (numbers[count - 2], numbers[count - 1]);
            if (command == 'L')
            {
                segments.AddRange([x, y, toX, toY]);
            }
            else if (command == 'A')
            {
                AddArc(segments, x, y, numbers[0], numbers[1], toX, toY);
            }

            (x, y) = (toX, toY);
        }

        return new StrokeGlyph(width, [.. segments]);
    }

    // A quarter of an ellipse about the place opposite to the corner.
    private static void AddArc(List<float> segments, float x, float y, float cornerX, float cornerY, float toX, float toY)
    {
        var (centreX, centreY) = (x + toX - cornerX, y + toY - cornerY);
        var (fromX, fromY) = (x, y);
        for (var segment = 1; segment <= SegmentsPerArc; segment++)
        {
            var (sine, cosine) = MathF.SinCos(segment * (MathF.PI / 2) / SegmentsPerArc);
            var nextX = centreX + ((x - centreX) * cosine) + ((toX - centreX) * sine);
            var nextY = centreY + ((y - centreY) * cosine) + ((toY - centreY) * sine);
            segments.AddRange([fromX, fromY, nextX, nextY]);
            (fromX, fromY) = (nextX, nextY);
        }
    }

    private static float Number(ReadOnlySpan<char> digits) => float.Parse(digits, CultureInfo.InvariantCulture);
}
