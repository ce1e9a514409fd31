using System.ComponentModel;
using System.Diagnostics;

namespace RadSharp.Bench.Peers;

/// <summary>Runs programs that are peers.</summary>
internal static class ProgramOutput
{
    /// <summary>The first line that a program prints, or null if there is no such program or it fails.</summary>
    public static string? FirstLine(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var line = process.StandardOutput.ReadLine();
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? line : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Seconds from a program's start to its end.</summary>
    /// <exception cref="InvalidOperationException">It fails.</exception>
    public static double TimeOf(string program, params string[] arguments)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode == 0
            ? Stopwatch.GetElapsedTime(start).TotalSeconds
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ends with {process.ExitCode}.");
    }
}
