using System.Diagnostics;
using System.Globalization;
using RadSharp.Bench.Cases;
using RadSharp.Bench.Measuring;

namespace RadSharp.Bench.Peers;

/// <summary>
/// Pillow's <c>Image.resize</c> in a Python process that is started once, is asked for one call a line, and times the call
/// itself: neither the start of Python nor the way of the pixels counts.
/// </summary>
internal sealed class Pillow : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private const string Script =
        """
        import sys, time
        from PIL import Image
        width, height, new_width, new_height, filter_name, path = sys.argv[1:7]
        image = Image.frombytes("L", (int(width), int(height)), open(path, "rb").read())
        size, resample = (int(new_width), int(new_height)), getattr(Image.Resampling, filter_name.upper())
        for line in sys.stdin:
            start = time.perf_counter()
            resized = image.resize(size, resample)
            seconds = time.perf_counter() - start
            if line.strip():
                open(line.strip(), "wb").write(resized.tobytes())
            print(seconds, flush=True)
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("radsharp-bench-").FullName;
    private readonly Process _process;

    /// <summary>Starts the process.</summary>
    /// <param name="samples">The image, one byte a pixel.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="newWidth">Pixels in a row of the result.</param>
    /// <param name="newHeight">Rows of the result.</param>
    /// <param name="filter">Pillow's name of the filter.</param>
    /// <param name="result">Where the result is delivered.</param>
    public Pillow(byte[] samples, int width, int height, int newWidth, int newHeight, string filter, ushort[] result)
    {
        var source = Path.Combine(_folder, "source");
        var target = Path.Combine(_folder, "target");
        File.WriteAllBytes(source, samples);
        string[] arguments = ["-c", Script, $"{width}", $"{height}", $"{newWidth}", $"{newHeight}", filter, source];
        _process = Process.Start(
            new ProcessStartInfo(Python, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Contender = new Contender(Peer.Name, (double)width * height, () => Ask(""))
        {
            Variant = filter,
            TimeItself = () => Ask(""),
            Deliver = () =>
            {
                Ask(target);
                FilmCase.Deliver(File.ReadAllBytes(target), result);
            },
        };
    }

    /// <summary>The column.</summary>
    public static Peer Peer { get; } = new("Pillow", Package: "python3-pil") { IsInstalled = Version is not null };

    /// <summary>Its version.</summary>
    public static string Description => Version!;

    /// <summary>The call.</summary>
    public Contender Contender { get; }

    private static string? Version => ProgramOutput.FirstLine(Python, "-c", "import PIL; print(PIL.__version__)");

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private double Ask(string target)
    {
        _process.StandardInput.WriteLine(target);
        _process.StandardInput.Flush();
        return double.Parse(_process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
    }
}
