using System.CommandLine;
using RadSharp.Cli.Commands;

var root = new RootCommand("RadSharp: a chest X-ray assistant. Not a medical device.")
{
    ServeCommand.Create(), ReportCommand.Create(), AskCommand.Create(), ChatCommand.Create(), ClassifyCommand.Create(),
    LocateCommand.Create(), MachineCommand.Create(), FilmCommand.Create(), LabelCommand.Create(), InstructCommand.Create(),
    InspectCommand.Create(), VerifyCommand.Create(), QuantizeCommand.Create(), GenerateCommand.Create(), SelfTestCommand.Create(),
    PerplexityCommand.Create(), TrainCommand.Create(), EvaluateCommand.Create(),
};
using var interrupt = Interrupt.Listen();
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, Interrupt.Token);
