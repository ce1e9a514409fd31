using System.Text.Json.Nodes;
using RadSharp.Assistant;
using RadSharp.Imaging;
using RadSharp.Models.Systems;

namespace RadSharp.Cli.Commands;

/// <summary>Films one after another. One that cannot be read or is refused gives a sentence; the others still come out.</summary>
internal static class FilmLoop
{
    /// <summary>Reads each film, lets the model look at it, and gives both back before the next.</summary>
    /// <param name="command">The command's name, for sentences.</param>
    /// <param name="model">The model.</param>
    /// <param name="paths">The films' files.</param>
    /// <param name="asJson">Whether a sentence is printed as an object with <c>error</c>.</param>
    /// <param name="write">What to do with a film.</param>
    /// <param name="cancellation">Ends it between two films.</param>
    /// <returns>The exit code: 1 if a film gave a sentence.</returns>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static async Task<int> RunAsync(
        string command, IVisionLanguageModel model, IEnumerable<string> paths, bool asJson, Func<string, ShownFilm, Task> write,
        CancellationToken cancellation)
    {
        var exitCode = 0;
        foreach (var path in paths)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                using var film = ShownFilm.Look(model, FilmReader.Read(path));
                await write(path, film);
            }
            catch (Exception error) when (CommandErrors.IsOfInput(error))
            {
                exitCode = 1;
                if (asJson)
                {
                    Console.WriteLine(FilmJson.Line(new JsonObject { ["image"] = path, ["error"] = error.Message }));
                }
                else
                {
                    Console.Error.WriteLine($"radsharp {command}: {Sentence(path, error)}");
                }
            }
        }

        return exitCode;
    }

    /// <summary>What is wrong with a film, with the film's name in it.</summary>
    public static string Sentence(string path, Exception error) =>
        path.Length > 0 && error.Message.Contains(path, StringComparison.Ordinal) ? error.Message : $"{path}: {error.Message}";
}
