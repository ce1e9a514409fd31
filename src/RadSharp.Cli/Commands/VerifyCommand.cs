using System.CommandLine;
using RadSharp.Models.Verification;

namespace RadSharp.Cli.Commands;

/// <summary><c>radsharp verify DIR…</c>: do networks here compute what the original implementations computed?</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var folders = new Argument<string[]>("DIR")
        {
            Description = "Folders with a golden.json: inputs, weights and outputs of an original implementation.",
            Arity = ArgumentArity.OneOrMore,
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object a folder, each on its line." };
        var command = new Command(
            "verify", "Recompute every output of golden folders; exit with 1 if any is over its tolerance or not recomputed.")
        {
            folders, json,
        };
        command.SetAction(result =>
        {
            var (passed, count) = (0, 0);
            foreach (var folder in result.GetValue(folders)!)
            {
                var report = GoldenVerification.Verify(folder);
                Console.Write(result.GetValue(json) ? VerificationText.ToJson(report) : VerificationText.ToText(report));
                passed += report.Passes ? 1 : 0;
                count++;
            }

            if (count > 1 && !result.GetValue(json))
            {
                Console.WriteLine($"{passed} of {count} folders agree");
            }

            return passed == count ? 0 : 1;
        });
        return command;
    }
}
