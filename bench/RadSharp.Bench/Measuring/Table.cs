using System.Globalization;
using System.Text;

namespace RadSharp.Bench.Measuring;

/// <summary>
/// Prints one suite as a Markdown table. Rates are medians; <c>×</c> is RadSharp's rate as a multiple of the column's.
/// </summary>
internal sealed class Table
{
    private const int CaseWidth = 34;
    private const int CellWidth = 17;
    private readonly double _unitWork;
    private readonly Bar _bar;
    private readonly IReadOnlyList<Peer> _peers;

    /// <summary>Prints the heading.</summary>
    /// <param name="title">What is measured.</param>
    /// <param name="unit">
    /// The rate's unit, its first letter the multiple: <c>GFLOP/s</c>, <c>GB/s</c> or <c>Mpixel/s</c>; <c>tokens/s</c> has none.
    /// </param>
    /// <param name="bar">What every row must reach.</param>
    /// <param name="peers">The columns beside RadSharp's and the peak's.</param>
    public Table(string title, string unit, Bar bar, params IReadOnlyList<Peer> peers)
    {
        (_unitWork, _bar, _peers) = (unit[0] switch { 'G' => 1e9, 'M' => 1e6, _ => 1 }, bar, peers);
        Console.WriteLine($"\n## {title}\n");
        Print(["case", "median ms (best)", unit, .. peers.Select(peer => peer.Name), Contender.Peak, "bar", ""]);
        Print([.. Enumerable.Repeat("---", peers.Count + 6)]);
    }

    /// <summary>Prints one case.</summary>
    /// <param name="caseName">What was done.</param>
    /// <param name="timings">Whose times are known.</param>
    /// <param name="isPart">Whether the row is part of another's sum: the bar is for the sum.</param>
    public void Add(string caseName, IReadOnlyList<Timing> timings, bool isPart = false)
    {
        var ours = timings.FirstOrDefault(timing => timing.Contender.Name == Contender.RadSharp);
        var peak = timings.FirstOrDefault(timing => timing.Contender.Name == Contender.Peak);
        var peers = _peers.Select(peer => Fastest(timings, peer.Name)).ToArray();
        Print(
        [
            caseName,
            ours is null ? "–" : Format($"{ours.Median * 1e3:0.000} ({ours.Best * 1e3:0.000})"),
            ours is null ? "–" : Format($"{ours.Rate / _unitWork:0.0}"),
            .. _peers.Zip(peers, (peer, timing) => timing is null && !peer.IsInstalled ? "not installed" : Cell(ours, timing)),
            Cell(ours, peak),
            isPart ? "" : _bar.ToString(),
            isPart ? "" : Verdict(ours, peers, peak),
        ]);
    }

    private static Timing? Fastest(IEnumerable<Timing> timings, string name) =>
        timings.Where(timing => timing.Contender.Name == name).MinBy(timing => timing.Median);

    private string Verdict(Timing? ours, Timing?[] peers, Timing? peak)
    {
        if (ours is null || (_bar.OfPeers > 0 && peers.All(peer => peer is null)))
        {
            return "–";
        }

        var reached = peers.All(peer => peer is null || ours.RatioTo(peer) >= _bar.OfPeers)
            && (peak is null || ours.RatioTo(peak) >= _bar.OfPeak);
        return reached ? "ok" : "below";
    }

    private string Cell(Timing? ours, Timing? other) =>
        other is null ? "–"
        : ours is null ? Format($"{other.Rate / _unitWork:0.0}")
        : Format($"{other.Rate / _unitWork:0.0} (×{ours.RatioTo(other):0.00})");

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Print(IReadOnlyList<string> cells)
    {
        var line = new StringBuilder("| ").Append(cells[0].PadRight(CaseWidth));
        foreach (var cell in cells.Skip(1))
        {
            line.Append(" | ").Append(cell.PadLeft(CellWidth));
        }

        Console.WriteLine(line.Append(" |"));
    }
}
