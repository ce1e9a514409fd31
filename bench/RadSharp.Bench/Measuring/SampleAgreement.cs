namespace RadSharp.Bench.Measuring;

/// <summary>Checks a contender's image before it is timed: whoever makes other samples is not a peer.</summary>
internal static class SampleAgreement
{
    /// <summary>Runs each contender and compares all samples.</summary>
    /// <param name="caseName">For the message.</param>
    /// <param name="contenders">Those that write <paramref name="result"/>, once <see cref="Contender.Deliver"/> has run.</param>
    /// <param name="result">Where the samples arrive; zeroed before each run.</param>
    /// <param name="expected">As many samples.</param>
    /// <param name="tolerance">Largest difference of a sample.</param>
    /// <exception cref="InvalidOperationException">A contender's result differs.</exception>
    public static void Check(
        string caseName, IEnumerable<Contender> contenders, ushort[] result, ReadOnlySpan<ushort> expected, int tolerance)
    {
        foreach (var contender in contenders)
        {
            Array.Clear(result);
            contender.Run();
            contender.Deliver();
            for (var index = 0; index < expected.Length; index++)
            {
                if (Math.Abs(expected[index] - result[index]) > tolerance)
                {
                    throw new InvalidOperationException(
                        $"{caseName}: {contender.Name} {contender.Variant} gives {result[index]} at sample {index}, but "
                        + $"{expected[index]} is expected. A wrong result is not timed.");
                }
            }
        }
    }
}
