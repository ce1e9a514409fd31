namespace RadSharp.Bench.Measuring;

/// <summary>What a case must reach; zero asks for nothing.</summary>
/// <param name="OfPeers">Least rate as a multiple of the fastest peer's.</param>
/// <param name="OfPeak">Least rate as a multiple of the machine's peak.</param>
internal readonly record struct Bar(double OfPeers = 0, double OfPeak = 0)
{
    /// <summary>At most <paramref name="factor"/> times the time of the fastest peer.</summary>
    public static Bar Within(double factor) => new(OfPeers: 1 / factor);

    /// <summary>Such as <c>0.95 peers, 0.80 peak</c>.</summary>
    public override string ToString() =>
        string.Join(", ", new[] { OfPeers > 0 ? $"{OfPeers:0.00} peers" : "", OfPeak > 0 ? $"{OfPeak:0.00} peak" : "" }
            .Where(part => part.Length > 0));
}
