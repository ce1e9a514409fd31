namespace RadSharp.Models.Systems;

/// <summary>
/// Mean and inverse covariance of a network's pooled features over the films that it was trained on: how far an image is from
/// them tells whether it is one of their kind (Lee et al. 2018, "A Simple Unified Framework for Detecting Out-of-Distribution
/// Samples", without its classes).
/// </summary>
public sealed class FeatureStatistics
{
    private readonly float[] _mean;
    private readonly float[] _precision;

    /// <summary>Takes statistics that were measured before.</summary>
    /// <param name="mean">[channels].</param>
    /// <param name="precision">[channels, channels], the inverse covariance.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public FeatureStatistics(float[] mean, float[] precision)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(precision);
        if (precision.Length != mean.Length * mean.Length)
        {
            throw new ArgumentException(
                $"Expected {mean.Length} × {mean.Length} numbers for {mean.Length} channels, found {precision.Length}.",
                nameof(precision));
        }

        (_mean, _precision) = (mean, precision);
    }

    /// <summary>Length of the features.</summary>
    public int Channels => _mean.Length;

    /// <summary>The mean. // [channels]</summary>
    public ReadOnlySpan<float> Mean => _mean;

    /// <summary>The inverse covariance. // [channels, channels]</summary>
    public ReadOnlySpan<float> Precision => _precision;

    /// <summary>
    /// Measures features. Their covariance is shrunk towards a multiple of the identity by as much as its error asks for
    /// (Ledoit and Wolf 2004, "A well-conditioned estimator for large-dimensional covariance matrices"), so that fewer films
    /// than channels, and channels that never change, do no harm.
    /// </summary>
    /// <param name="features">[channels] of each film, at least two films.</param>
    /// <exception cref="ArgumentException">There are fewer, they differ in length, or all are the same.</exception>
    public static FeatureStatistics Of(IReadOnlyList<float[]> features)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.Count < 2 || features.Any(film => film.Length != features[0].Length))
        {
            throw new ArgumentException(
                $"Expected features of one length of at least two films, found {features.Count} films.", nameof(features));
        }

        var channels = features[0].Length;
        var mean = new double[channels];
        foreach (var film in features)
        {
            for (var channel = 0; channel < channels; channel++)
            {
                mean[channel] += film[channel] / (double)features.Count;
            }
        }

        var centered = features.Select(film => film.Select((value, channel) => value - mean[channel]).ToArray()).ToArray();
        var covariance = SymmetricMatrix.MeanOuterProduct(centered);
        Shrink(covariance, centered);
        return new(Array.ConvertAll(mean, value => (float)value), Array.ConvertAll(covariance.Inverse(), value => (float)value));
    }

    /// <summary>
    /// The Mahalanobis distance of features from the mean: about the root of the number of channels for a film like the others.
    /// </summary>
    /// <param name="features">[channels].</param>
    public float Distance(ReadOnlySpan<float> features)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Length, _mean.Length, nameof(features));
        double square = 0;
        for (var row = 0; row < _mean.Length; row++)
        {
            double sum = 0;
            for (var column = 0; column < _mean.Length; column++)
            {
                sum += _precision[(row * _mean.Length) + column] * (double)(features[column] - _mean[column]);
            }

            square += sum * (features[row] - _mean[row]);
        }

        return (float)Math.Sqrt(Math.Max(square, 0));
    }

    /// <summary>The distance within which a share of films lies, for <see cref="SuitabilityLimits.Distance"/>.</summary>
    /// <param name="features">[channels] of each film, of patients that the network was not trained on.</param>
    /// <param name="share">Part of them that is to be let through, above 0, at most 1.</param>
    /// <exception cref="ArgumentException">There are no films.</exception>
    public float DistanceWithin(IReadOnlyList<float[]> features, double share = 0.995)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        if (features.Count == 0)
        {
            throw new ArgumentException("Expected features of films to find the limit on, found none.", nameof(features));
        }

        var distances = features.Select(film => Distance(film)).Order().ToArray();
        return distances[(int)Math.Ceiling(share * distances.Length) - 1];
    }

    // The covariance becomes (1 − weight) · covariance + weight · mean variance · identity, in place.
    private static void Shrink(SymmetricMatrix covariance, double[][] centered)
    {
        var size = covariance.Size;
        var variance = covariance.Trace() / size;
        if (!(variance > 0))
        {
            throw new ArgumentException("Expected features that differ from film to film, found the same for all.");
        }

        // ‖S − mI‖² = ‖S‖² − size · m², and ‖xxᵀ − S‖² = ‖x‖⁴ − 2 xᵀSx + ‖S‖².
        var norm = covariance.SquaredNorm();
        var spread = norm - (size * variance * variance);
        var error = centered.Sum(film =>
        {
            var length = film.Sum(value => value * value);
            return (length * length) - (2 * covariance.Quadratic(film)) + norm;
        }) / ((double)centered.Length * centered.Length);
        var weight = spread > 0 ? Math.Clamp(error / spread, 0, 1) : 1;
        covariance.Blend(1 - weight, weight * variance);
    }
}
