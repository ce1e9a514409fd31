using System.CommandLine;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using RadSharp.Assistant;
using RadSharp.Server;

namespace RadSharp.Cli.Commands;

/// <summary><c>radsharp serve [FILM…]</c>: the reading room in the browser.</summary>
internal static class ServeCommand
{
    private const string DefaultUrl = "http://127.0.0.1:5080";
    private const string RemoteKeyVariable = "RADSHARP_REMOTE_KEY";

    public static Command Create()
    {
        var films = new Argument<string[]>("FILM")
        {
            Description = "DICOM, PNG or JPEG files, opened as a study each.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var urls = new Option<string>("--urls")
        {
            Description = $"Addresses to listen at, with ; between them; without it {DefaultUrl}.",
            HelpName = "URLS",
            DefaultValueFactory = _ => DefaultUrl,
        };
        var data = new Option<string?>("--data")
        {
            Description = "The folder for studies, films and reports; without it radsharp in the user's folder for data.",
            HelpName = "DIR",
        };
        var models = new Option<string[]>("--model")
        {
            Description = $"A model's folder, the first is the default; without it {DefaultModel.Variable}, else models/radsharp-mini.",
            HelpName = "DIR",
        };
        var remote = new Option<string?>("--remote")
        {
            Description = "A further model on an OpenAI-compatible server, as MODEL@http://host/v1. Films are sent there. Its key is "
                + $"taken from {RemoteKeyVariable}.",
            HelpName = "MODEL@URL",
        };
        var database = new Option<string?>("--database")
        {
            Description = "A connection string of PostgreSQL; without it SQLite in the data folder.",
            HelpName = "TEXT",
        };
        var login = new Option<bool>("--login") { Description = "Ask this machine's own readers for a login too." };
        var page = new Option<string?>("--page")
        {
            Description = "The folder of the built page; without it web/dist in the program's folder or above it.",
            HelpName = "DIR",
        };
        var noBrowser = new Option<bool>("--no-browser") { Description = "Do not open the page." };
        var command = new Command("serve", "Open the reading room in the browser.")
        {
            films, urls, data, models, remote, database, login, page, noBrowser,
        };
        command.SetAction((result, cancellation) => CommandErrors.CatchAsync("serve", async () =>
        {
            var folders = result.GetValue(models) is { Length: > 0 } named ? named : [DefaultFolder()];
            var options = new ServerOptions
            {
                DataFolder = Path.GetFullPath(result.GetValue(data) ?? DefaultData()),
                Models = [.. folders.Select(ModelSource.OfFolder), .. Remote(result.GetValue(remote))],
                Urls = result.GetValue(urls)!.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                Database = result.GetValue(database),
                RequiresLogin = result.GetValue(login),
                PageFolder = result.GetValue(page),
            };
            var room = ReadingRoom.Build(options);
            await using (room)
            {
                var studies = await OpenedFilms.AddAsync(room.Services, result.GetValue(films) ?? [], cancellation);
                await room.StartAsync(cancellation);
                var address = room.Urls.First() + (studies.Count > 0 ? $"/studies/{studies[0]}" : "");
                Console.WriteLine($"The reading room is open at {address}\nCtrl-C closes it. Data: {options.DataFolder}");
                Console.WriteLine(AssistantWords.Notice);
                if (!result.GetValue(noBrowser))
                {
                    Show(address);
                }

                await room.WaitForShutdownAsync(cancellation);
            }

            return 0;
        }));
        return command;
    }

    // Without a model films can still be looked at, measured and reported on.
    private static string DefaultFolder()
    {
        try
        {
            return DefaultModel.Find();
        }
        catch (DirectoryNotFoundException missing)
        {
            Console.WriteLine($"{missing.Message} Until then the room shows films and keeps reports, but finds and drafts nothing.");
            return Path.GetFullPath(DefaultModel.Place);
        }
    }

    private static string DefaultData() => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "radsharp");

    private static IEnumerable<ModelSource> Remote(string? named)
    {
        if (named is null)
        {
            yield break;
        }

        var at = named.LastIndexOf('@');
        if (at < 1 || !Uri.TryCreate(named[(at + 1)..], UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException($"Expected --remote MODEL@http://host/v1, found '{named}'.");
        }

        yield return ModelSource.OfServer(endpoint, named[..at], Environment.GetEnvironmentVariable(RemoteKeyVariable));
    }

    // A machine without a browser is no error: the address was printed.
    private static void Show(string page)
    {
        try
        {
            using var browser = Process.Start(new ProcessStartInfo(page) { UseShellExecute = true });
        }
        catch (Exception error) when (error is System.ComponentModel.Win32Exception or IOException)
        {
            Console.WriteLine("No browser was found; open the address yourself.");
        }
    }
}
