using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using RadSharp.Tensors.Kernels.MatrixProduct;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Cli.Commands;

/// <summary><c>radsharp machine</c>: what the engine found on this machine, and how fast its matrix product runs here.</summary>
internal static class MachineCommand
{
    private const int Size = 1024;
    private const int Rounds = 15;

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var paths = new Option<bool>("--paths") { Description = "Print only the SIMD paths that this machine runs, fastest first." };
        var command = new Command("machine", "Show the SIMD path, the threads and the measured speed on this machine.") { json, paths };
        command.SetAction(result =>
        {
            var supported = Enum.GetValues<SimdLevel>().Where(level => level <= SimdPath.Best).Reverse()
                .Select(level => level.ToString().ToLowerInvariant()).ToArray();
            if (result.GetValue(paths))
            {
                Console.WriteLine(string.Join(' ', supported));
            }
            else
            {
                Print(supported, result.GetValue(json));
            }
        });
        return command;
    }

    private static void Print(string[] supported, bool asJson)
    {
        var path = SimdPath.Level.ToString().ToLowerInvariant();
        var speed = ProductSpeed();
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                architecture = RuntimeInformation.ProcessArchitecture.ToString(),
                runtime = RuntimeInformation.FrameworkDescription,
                paths = supported,
                path,
                threads = Workers.Count,
                gigaflopsPerSecond = Math.Round(speed, 1),
            }));
            return;
        }

        Console.WriteLine($"machine   {RuntimeInformation.ProcessArchitecture}, {RuntimeInformation.FrameworkDescription}");
        Console.WriteLine($"SIMD path {path} (this machine runs {string.Join(", ", supported)}; {SimdPath.Variable} forces one)");
        Console.WriteLine($"threads   {Workers.Count} ({Workers.Variable} sets them)");
        Console.WriteLine($"speed     {speed:F0} GFLOP/s, float32 matrix product of {Size}³, median of {Rounds}");
    }

    private static double ProductSpeed()
    {
        var (a, b, c) = (new float[Size * Size], new float[Size * Size], new float[Size * Size]);
        var seconds = new double[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            Gemm.Multiply(Size, Size, Size, a, false, b, false, c);
            seconds[round] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        Array.Sort(seconds);
        return 2.0 * Size * Size * Size / seconds[Rounds / 2] / 1e9;
    }
}
