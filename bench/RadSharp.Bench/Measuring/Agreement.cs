using RadSharp.Tensors;
using RadSharp.Tensors.Kernels;

namespace RadSharp.Bench.Measuring;

/// <summary>Checks a contender's result before it is timed: whoever computes something else is not a peer.</summary>
internal static class Agreement
{
    private const int Places = 200;

    /// <summary>
    /// Runs each contender and compares its result with the definition at the first, the last and many random places.
    /// </summary>
    /// <param name="caseName">For the message.</param>
    /// <param name="contenders">Those that write <paramref name="output"/>, once <see cref="Contender.Deliver"/> has run.</param>
    /// <param name="output">Where the result arrives; overwritten with NaN before each run.</param>
    /// <param name="expected">The element at an index, computed plainly in double precision.</param>
    /// <param name="tolerance">Largest |expected − found| / (1 + |expected|).</param>
    /// <returns>The largest that was found.</returns>
    /// <exception cref="InvalidOperationException">A contender's result differs.</exception>
    public static double Check(
        string caseName, IEnumerable<Contender> contenders, Tensor output, Func<int, double> expected, double tolerance = 1e-4)
    {
        var places = new int[Places];
        for (var index = 0; index < Places; index++)
        {
            places[index] = (int)(RandomBits.Uniform(seed: 7, index) * output.Count);
        }

        places[0] = 0;
        places[^1] = output.Count - 1;
        var values = Array.ConvertAll(places, place => expected(place));
        var largest = 0.0;
        foreach (var contender in contenders)
        {
            output.Span.Fill(float.NaN);
            contender.Run();
            contender.Deliver();
            for (var index = 0; index < Places; index++)
            {
                var found = output.Span[places[index]];
                var difference = Math.Abs(values[index] - found) / (1 + Math.Abs(values[index]));
                if (!(difference <= tolerance))
                {
                    throw new InvalidOperationException(
                        $"{caseName}: {contender.Name} {contender.Variant} gives {found} at element {places[index]}, but " +
                        $"{values[index]} is expected (shape {output.Shape}). A wrong result is not timed.");
                }

                largest = Math.Max(largest, difference);
            }
        }

        return largest;
    }
}
