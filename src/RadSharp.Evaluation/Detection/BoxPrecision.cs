using RadSharp.Radiology.Boxes;

namespace RadSharp.Evaluation.Detection;

/// <summary>
/// How well boxes lie on those of the truth, as RadVLM measures it (radvlm/evaluation/compute_metrics_tasks.py).
/// </summary>
public static class BoxPrecision
{
    /// <summary>
    /// Average precision on one film, of boxes without confidences: they count in their order. Each looks only at the true box
    /// that it overlaps most; it is right if the overlap is enough and that box was not found before.
    /// </summary>
    /// <param name="said">The boxes said, in their order.</param>
    /// <param name="truth">The true boxes.</param>
    /// <param name="overlap">The intersection over union that is enough.</param>
    /// <returns>0 to 1; 0 where either has no box, even where both have none.</returns>
    public static double Average(IReadOnlyList<Box> said, IReadOnlyList<Box> truth, double overlap = 0.5)
    {
        ArgumentNullException.ThrowIfNull(said);
        ArgumentNullException.ThrowIfNull(truth);
        if (said.Count == 0 || truth.Count == 0)
        {
            return 0;
        }

        var isFound = new bool[truth.Count];
        var precisions = new double[said.Count];
        var recalls = new double[said.Count];
        var right = 0;
        for (var index = 0; index < said.Count; index++)
        {
            var nearest = Nearest(said[index], truth);
            if (said[index].IntersectionOverUnion(truth[nearest]) >= overlap && !isFound[nearest])
            {
                isFound[nearest] = true;
                right++;
            }

            (precisions[index], recalls[index]) = ((double)right / (index + 1), (double)right / truth.Count);
        }

        // The area under the envelope: at each recall the best precision from there on.
        double area = 0, best = 0;
        for (var index = said.Count - 1; index >= 0; index--)
        {
            best = Math.Max(best, precisions[index]);
            area += best * (recalls[index] - (index == 0 ? 0 : recalls[index - 1]));
        }

        return area;
    }

    /// <summary>The mean of <see cref="Average"/> over films.</summary>
    /// <param name="films">The boxes said and the true boxes of each film.</param>
    /// <param name="overlap">The intersection over union that is enough.</param>
    /// <returns>NaN where there is no film.</returns>
    public static double Mean(IEnumerable<(IReadOnlyList<Box> Said, IReadOnlyList<Box> Truth)> films, double overlap = 0.5) =>
        films.Select(film => Average(film.Said, film.Truth, overlap)).DefaultIfEmpty(double.NaN).Average();

    /// <summary>The mean intersection over union of every box said with every true box of its film.</summary>
    /// <param name="films">The boxes said and the true boxes of each film.</param>
    /// <returns>NaN where no film has both.</returns>
    public static double MeanOverlap(IEnumerable<(IReadOnlyList<Box> Said, IReadOnlyList<Box> Truth)> films) =>
        (from film in films from said in film.Said from truth in film.Truth select said.IntersectionOverUnion(truth))
        .DefaultIfEmpty(double.NaN).Average();

    private static int Nearest(Box box, IReadOnlyList<Box> truth) =>
        Enumerable.Range(0, truth.Count).MaxBy(index => box.IntersectionOverUnion(truth[index]));
}
