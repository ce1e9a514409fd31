using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using RadSharp.Bench.Cases;
using RadSharp.Bench.Measuring;

namespace RadSharp.Bench.Peers;

/// <summary>
/// Training steps of the same network in PyTorch, in a Python process that is asked for one step a line and times it itself.
/// </summary>
internal sealed class PyTorch : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly string _folder = Directory.CreateTempSubdirectory("radsharp-bench-").FullName;
    private readonly Process _process;
    private readonly bool _isChannelsLast;

    /// <summary>Starts the process with a case's images, targets and parameters.</summary>
    /// <param name="training">The case.</param>
    /// <param name="isChannelsLast">Whether a pixel's channels lie side by side, the faster way for some networks.</param>
    public PyTorch(TrainingCase training, bool isChannelsLast)
    {
        _isChannelsLast = isChannelsLast;
        var parameters = training.Parameters.Parameters;
        var names = parameters.Select(parameter => new object[] { parameter.Name, parameter.Shape.ToArray() });
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "Peers", "chest_network.py"),
            Write("images", training.Images.Span), Write("targets", training.Targets.Span),
            Write("parameters", [.. parameters.SelectMany(parameter => parameter.Value.Span.ToArray())]), PathOf("names"),
            $"{TrainingCase.Batch}", $"{TrainingCase.Size}", $"{TrainingCase.Width}", isChannelsLast ? "yes" : "no",
        ];
        File.WriteAllText(PathOf("names"), JsonSerializer.Serialize(names));
        _process = Process.Start(
            new ProcessStartInfo(Python, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    /// <summary>The column.</summary>
    public static Peer Peer { get; } = new("PyTorch", Package: "python3-torch") { IsInstalled = Description is not null };

    /// <summary>Its version; null where it is not installed.</summary>
    public static string? Description => ProgramOutput.FirstLine(Python, "-c", "import torch; print(torch.__version__)");

    /// <summary>One step.</summary>
    /// <returns>Its seconds, and the loss before it.</returns>
    public (double Seconds, double Loss) Step()
    {
        _process.StandardInput.WriteLine();
        _process.StandardInput.Flush();
        var answer = _process.StandardOutput.ReadLine()!.Split(' ');
        return (double.Parse(answer[0], CultureInfo.InvariantCulture), double.Parse(answer[1], CultureInfo.InvariantCulture));
    }

    /// <summary>The contender.</summary>
    public Contender Contender => new(Peer.Name, TrainingCase.Batch, () => Step())
    {
        Variant = _isChannelsLast ? "channels last" : "channels first",
        TimeItself = () => Step().Seconds,
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private string Write(string name, ReadOnlySpan<float> values)
    {
        File.WriteAllBytes(PathOf(name), MemoryMarshal.AsBytes(values).ToArray());
        return PathOf(name);
    }
}
