using System.Diagnostics;
using System.Globalization;

namespace RadSharp.Bench.Measuring;

/// <summary>
/// Waits until nothing else runs: other programs, but also the peers' own threads, which spin for some milliseconds
/// after their last call and would take a core from whoever is timed next.
/// </summary>
internal static class QuietMachine
{
    private const string Statistics = "/proc/stat";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How often the machine was still busy when patience ran out.</summary>
    public static int TimesBusy { get; private set; }

    /// <summary>Returns when this thread alone has been runnable three times in a row, a millisecond apart.</summary>
    public static void Await()
    {
        if (!File.Exists(Statistics))
        {
            Thread.Sleep(50);
            return;
        }

        var waiting = Stopwatch.StartNew();
        for (var quiet = 0; quiet < 3; quiet = RunnableThreads() > 1 ? 0 : quiet + 1)
        {
            if (waiting.Elapsed > Patience)
            {
                TimesBusy++;
                return;
            }

            Thread.Sleep(1);
        }
    }

    private static int RunnableThreads()
    {
        const string Field = "procs_running ";
        foreach (var line in File.ReadLines(Statistics))
        {
            if (line.StartsWith(Field, StringComparison.Ordinal))
            {
                return int.Parse(line.AsSpan(Field.Length), CultureInfo.InvariantCulture);
            }
        }

        return 1;
    }
}
