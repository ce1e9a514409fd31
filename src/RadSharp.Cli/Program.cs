using System.CommandLine;
using RadSharp.Cli.Commands;

var root = new RootCommand("RadSharp: a chest X-ray assistant. Not a medical device.")
{
    MachineCommand.Create(), FilmCommand.Create(), LabelCommand.Create(),
    InspectCommand.Create(), VerifyCommand.Create(), QuantizeCommand.Create(), GenerateCommand.Create(), SelfTestCommand.Create(),
    PerplexityCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
