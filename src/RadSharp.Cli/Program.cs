using System.CommandLine;
using System.Runtime.InteropServices;
using RadSharp.Cli.Commands;

var root = new RootCommand("RadSharp: a chest X-ray assistant. Not a medical device.")
{
    MachineCommand.Create(), FilmCommand.Create(), LabelCommand.Create(), InstructCommand.Create(),
    InspectCommand.Create(), VerifyCommand.Create(), QuantizeCommand.Create(), GenerateCommand.Create(), SelfTestCommand.Create(),
    PerplexityCommand.Create(), EvaluateCommand.Create(),
};

// Ctrl-C ends an answer between two tokens, and what does not end by itself after two seconds; a second one ends at once.
using var cancellation = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
{
    signal.Cancel = !cancellation.IsCancellationRequested;
    cancellation.Cancel();
    _ = Task.Delay(TimeSpan.FromSeconds(2)).ContinueWith(_ => Environment.Exit(130), TaskScheduler.Default);
});
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, cancellation.Token);
