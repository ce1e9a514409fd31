using System.Runtime.InteropServices;

namespace RadSharp.Cli.Commands;

/// <summary>
/// Ctrl-C. It ends what a command does between two tokens, and what does not end by itself after two seconds; a second one ends
/// at once. A conversation takes it for its own.
/// </summary>
internal static class Interrupt
{
    private static readonly CancellationTokenSource Ending = new();
    private static Action? _taken;

    /// <summary>Ends with the first Ctrl-C, unless that was taken.</summary>
    public static CancellationToken Token => Ending.Token;

    /// <summary>Begins to listen.</summary>
    public static PosixSignalRegistration Listen() => PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
    {
        if (Volatile.Read(ref _taken) is { } action)
        {
            signal.Cancel = true;
            action();
            return;
        }

        signal.Cancel = !Ending.IsCancellationRequested;
        Ending.Cancel();
        _ = Task.Delay(TimeSpan.FromSeconds(2)).ContinueWith(_ => Environment.Exit(130), TaskScheduler.Default);
    });

    /// <summary>From now on Ctrl-C does this instead.</summary>
    public static void Take(Action action) => Volatile.Write(ref _taken, action);
}
