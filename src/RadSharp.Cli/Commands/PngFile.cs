using RadSharp.Imaging;
using RadSharp.Imaging.Png;

namespace RadSharp.Cli.Commands;

/// <summary>Writes a picture that a command was asked for.</summary>
internal static class PngFile
{
    /// <summary>Writes it beside its place first, so that a full disk or a kill leaves no half picture there.</summary>
    /// <param name="picture">8 or 16 bits a sample.</param>
    /// <param name="output">The file.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(Image picture, string output)
    {
        var unfinished = $"{output}.{Environment.ProcessId}.part";
        try
        {
            using (var stream = File.Create(unfinished))
            {
                if (picture is Image<ushort> deep)
                {
                    PngWriter.Write(stream, deep);
                }
                else
                {
                    PngWriter.Write(stream, (Image<byte>)picture);
                }
            }

            File.Move(unfinished, output, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
