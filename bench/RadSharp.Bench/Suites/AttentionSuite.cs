using RadSharp.Bench.Cases;
using RadSharp.Bench.Measuring;
using RadSharp.Bench.Ours;
using RadSharp.Bench.Peaks;
using RadSharp.Bench.Peers.OneDnn;

namespace RadSharp.Bench.Suites;

/// <summary>Attention of a vision transformer's tokens, and of a long sequence.</summary>
internal static class AttentionSuite
{
    public static void Run(Rounds rounds)
    {
        var table = new Table("Attention, forward, every token sees every token", "GFLOP/s", Bar.Within(1.1), OneDnnLibrary.Peer);
        Run(rounds, table, tokens: 577, [(1, 289), (2, 193), (2, 289), (4, 145)]);
        Run(rounds, table, tokens: 4096, [(1, 512), (2, 256)]);
    }

    // Steps: how many heads and queries at a time oneDNN's composition takes; the fastest counts.
    private static void Run(Rounds rounds, Table table, int tokens, (int Heads, int Rows)[] steps)
    {
        using var attention = new AttentionCase(tokens, heads: 12, headDim: 64);
        using var ours = new OurAttention(attention);
        var oneDnn = OneDnnLibrary.Peer.IsInstalled
            ? Array.ConvertAll(steps, step => new OneDnnAttention(attention, step.Heads, step.Rows)) : [];
        Contender[] contenders = [ours.Contender, .. oneDnn.Select(composition => composition.Contender)];
        Agreement.Check(attention.Name, contenders, attention.Result, attention.Expected);
        table.Add(attention.Name, rounds.Time([FmaPeak.AllThreads, .. contenders]));
        Array.ForEach(oneDnn, composition => composition.Dispose());
    }
}
