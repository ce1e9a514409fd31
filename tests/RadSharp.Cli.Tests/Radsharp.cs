using System.Diagnostics;

namespace RadSharp.Cli.Tests;

/// <summary>Runs <c>radsharp</c> as a person does, in a process of its own.</summary>
internal static class Radsharp
{
    /// <summary>Exit code, standard output and standard error of a run.</summary>
    public static Task<(int ExitCode, string Output, string Error)> Run(params string[] arguments) => RunOn("", arguments);

    /// <summary>The same of a run that reads a text from standard input.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunOn(string input, params string[] arguments)
    {
        using var process = Start(arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    /// <summary>A run whose standard input, output and error are the caller's.</summary>
    public static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo(
        "dotnet", [Path.Combine(AppContext.BaseDirectory, "radsharp.dll"), .. arguments])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    /// <summary>A film in <c>Fixtures/small</c>.</summary>
    public static string Film(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "small", name);
}
