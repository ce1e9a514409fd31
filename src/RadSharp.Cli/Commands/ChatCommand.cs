using System.CommandLine;
using Microsoft.Win32.SafeHandles;

namespace RadSharp.Cli.Commands;

/// <summary><c>radsharp chat FILM</c>: a conversation about a film.</summary>
internal static class ChatCommand
{
    public static Command Create()
    {
        var film = new Argument<string>("FILM") { Description = "A DICOM, PNG or JPEG file." };
        var arguments = new AssistantArguments();
        var command = new Command("chat", "Talk about a film: answers come as they are made; /help lists what else there is.")
        {
            film,
        };
        arguments.AddTo(command);
        command.SetAction((result, _) => CommandErrors.CatchAsync("chat", async () =>
        {
            using var model = arguments.Open(result);
            using var input = OpenInput();
            using var chat = new TerminalChat(model, input, Console.Out, isTerminal: !Console.IsInputRedirected);
            chat.Show(result.GetValue(film)!);
            Interrupt.Take(chat.OnInterrupt);
            await chat.RunAsync();
            return 0;
        }));
        return command;
    }

    // Console.In edits lines itself, and keeps what was typed before Ctrl-C as the beginning of the next line. The terminal's own
    // editing, which the plain file gets, throws it away.
    private static TextReader OpenInput() => OperatingSystem.IsWindows()
        ? Console.In
        : new StreamReader(new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0));
}
