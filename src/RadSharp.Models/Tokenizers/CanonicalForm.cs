using System.Globalization;
using System.Text;

namespace RadSharp.Models.Tokenizers;

/// <summary>
/// The canonical normalization forms of Unicode (UAX #15). They are written out because a process without the ICU libraries
/// (<c>InvariantGlobalization</c>) leaves <see cref="string.Normalize()"/> without effect and without an error.
/// </summary>
internal static class CanonicalForm
{
    // Hangul syllables are arithmetic (Unicode Standard, section 3.12).
    private const int Syllables = 0xAC00, Leads = 0x1100, Vowels = 0x1161, Trails = 0x11A7;
    private const int VowelCount = 21, TrailCount = 28, SyllableCount = 19 * VowelCount * TrailCount;

    // Below the first combining mark nothing composes, and below U+00C0 nothing decomposes.
    private const int FirstMark = 0x300, FirstDecomposing = 0xC0;

    private static readonly Tables Data = Tables.Load();

    /// <summary>Replaces the halves of surrogate pairs that stand alone by U+FFFD.</summary>
    public static string WithoutUnpairedSurrogates(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            result.Append(rune);
        }

        return result.ToString();
    }

    /// <summary>Form D: every character taken apart, marks in their canonical order.</summary>
    public static string Decompose(string text) =>
        text.AsSpan().ContainsAnyInRange((char)FirstDecomposing, '\uFFFF') ? ToText(Decomposed(text)) : text;

    /// <summary>Form C: taken apart, then put together where a character for it exists.</summary>
    public static string Compose(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange((char)FirstMark, '\uFFFF'))
        {
            return text;
        }

        var codes = Decomposed(text);
        var starter = -1;
        var count = 0;
        var lastClass = 0;
        for (var index = 0; index < codes.Count; index++)
        {
            var code = codes[index];
            var mark = Data.ClassOf(code);
            // A character reaches the starter before it unless one of the same or a higher class stands between.
            var isReached = starter >= 0 && (count == starter + 1 || (lastClass < mark && lastClass != 0));
            if (isReached && Composition(codes[starter], code) is { } composed)
            {
                codes[starter] = composed;
                continue;
            }

            if (mark == 0)
            {
                starter = count;
            }

            lastClass = mark;
            codes[count++] = code;
        }

        codes.RemoveRange(count, codes.Count - count);
        return ToText(codes);
    }

    private static List<int> Decomposed(string text)
    {
        var codes = new List<int>(text.Length + 8);
        foreach (var rune in text.EnumerateRunes())
        {
            Append(rune.Value, codes);
        }

        Order(codes);
        return codes;
    }

    private static void Append(int code, List<int> codes)
    {
        var syllable = code - Syllables;
        if ((uint)syllable < SyllableCount)
        {
            codes.Add(Leads + (syllable / (VowelCount * TrailCount)));
            codes.Add(Vowels + (syllable / TrailCount % VowelCount));
            if (syllable % TrailCount > 0)
            {
                codes.Add(Trails + (syllable % TrailCount));
            }
        }
        else if (code >= FirstDecomposing && Data.Decompositions.TryGetValue(code, out var parts))
        {
            Append(parts.First, codes);
            if (parts.Second != 0)
            {
                Append(parts.Second, codes);
            }
        }
        else
        {
            codes.Add(code);
        }
    }

    // Sorts each run of marks by class and keeps the order of equals.
    private static void Order(List<int> codes)
    {
        for (var start = 0; start < codes.Count; start++)
        {
            if (Data.ClassOf(codes[start]) == 0)
            {
                continue;
            }

            var end = start + 1;
            while (end < codes.Count && Data.ClassOf(codes[end]) != 0)
            {
                end++;
            }

            if (end - start > 1)
            {
                var sorted = codes.GetRange(start, end - start).OrderBy(Data.ClassOf).ToArray();
                for (var index = 0; index < sorted.Length; index++)
                {
                    codes[start + index] = sorted[index];
                }
            }

            start = end;
        }
    }

    private static int? Composition(int first, int second)
    {
        var (lead, vowel, trail) = (first - Leads, second - Vowels, second - Trails);
        if ((uint)lead < 19 && (uint)vowel < VowelCount)
        {
            return Syllables + (((lead * VowelCount) + vowel) * TrailCount);
        }

        if ((uint)(first - Syllables) < SyllableCount && (first - Syllables) % TrailCount == 0 && trail is > 0 and < TrailCount)
        {
            return first + trail;
        }

        return Data.Compositions.TryGetValue((first, second), out var composed) ? composed : null;
    }

    private static string ToText(List<int> codes)
    {
        var text = new StringBuilder(codes.Count + 8);
        foreach (var code in codes)
        {
            text.Append(new Rune(code));
        }

        return text.ToString();
    }

    /// <summary>What <c>CanonicalMappings.txt</c> says.</summary>
    private sealed class Tables
    {
        private readonly Dictionary<int, byte> _classes = [];

        public Dictionary<int, (int First, int Second)> Decompositions { get; } = [];

        public Dictionary<(int First, int Second), int> Compositions { get; } = [];

        public static Tables Load()
        {
            var tables = new Tables();
            using var stream = typeof(CanonicalForm).Assembly.GetManifestResourceStream(
                "RadSharp.Models.Tokenizers.CanonicalMappings.txt")!;
            using var reader = new StreamReader(stream);
            while (reader.ReadLine() is { } line)
            {
                if (line[0] != '#')
                {
                    tables.Read(line.Split(' '));
                }
            }

            return tables;
        }

        public byte ClassOf(int code) => code >= FirstMark && _classes.TryGetValue(code, out var value) ? value : (byte)0;

        private void Read(string[] fields)
        {
            if (fields[0][0] == '@')
            {
                var range = fields[1].Split('-');
                for (var code = Hexadecimal(range[0]); code <= Hexadecimal(range[1]); code++)
                {
                    _classes.Add(code, byte.Parse(fields[0].AsSpan(1), CultureInfo.InvariantCulture));
                }

                return;
            }

            var whole = Hexadecimal(fields[0].TrimEnd('!'));
            var parts = (Hexadecimal(fields[1]), fields.Length > 2 ? Hexadecimal(fields[2]) : 0);
            Decompositions.Add(whole, parts);
            if (!fields[0].EndsWith('!'))
            {
                Compositions.Add(parts, whole);
            }
        }

        private static int Hexadecimal(string digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
