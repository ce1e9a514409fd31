namespace RadSharp.Instruct.Samples;

/// <summary>The samples of a whole data set.</summary>
public static class SampleSet
{
    /// <summary>Writes every sample of every film as a JSON line (<see cref="SampleJson"/>).</summary>
    /// <param name="films">The films; read once, and none is kept.</param>
    /// <param name="shape">How the samples are written.</param>
    /// <param name="seed">Another seed takes other words.</param>
    /// <param name="destination">Gets the lines, each with a line feed behind it.</param>
    /// <returns>Number of samples.</returns>
    public static long Write(IEnumerable<LabeledFilm> films, SampleShape shape, long seed, TextWriter destination)
    {
        ArgumentNullException.ThrowIfNull(films);
        ArgumentNullException.ThrowIfNull(destination);
        long count = 0;
        foreach (var sample in films.SelectMany(film => SampleBuilder.Build(film, shape, seed)))
        {
            destination.Write(SampleJson.Write(sample));
            destination.Write('\n');
            count++;
        }

        return count;
    }
}
