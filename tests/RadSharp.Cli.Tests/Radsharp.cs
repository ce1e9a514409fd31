using System.Diagnostics;

namespace RadSharp.Cli.Tests;

/// <summary>Runs <c>radsharp</c> as a person does, in a process of its own.</summary>
internal static class Radsharp
{
    /// <summary>Exit code, standard output and standard error of a run.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "radsharp.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    /// <summary>A film in <c>Fixtures/small</c>.</summary>
    public static string Film(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "small", name);
}
