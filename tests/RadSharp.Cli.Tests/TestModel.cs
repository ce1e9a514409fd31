using System.Runtime.InteropServices;
using RadSharp.Models.Tests.Systems;
using RadSharp.Tensors.Safetensors;

namespace RadSharp.Cli.Tests;

/// <summary>A small radsharp-mini of random parameters that sees the lungs in the same places on every film.</summary>
internal static class TestModel
{
    private const string LungWeights = ".lungs.2.weight";
    private const string LungBias = ".lungs.2.bias";

    // The left, then the right one.
    private static readonly float[] Lungs = [0.55f, 0.1f, 0.9f, 0.8f, 0.1f, 0.1f, 0.45f, 0.8f];

    /// <summary>Writes it into a folder.</summary>
    public static void Write(string folder)
    {
        SmallMini.Write(folder);
        var path = Path.Combine(folder, "model.safetensors");
        var tensors = new List<SafetensorsTensor>();
        using (var file = SafetensorsFile.Open(path))
        {
            foreach (var entry in file.Entries)
            {
                var bytes = new byte[entry.ByteCount];
                file.ReadBytes(entry.Name, bytes);
                if (entry.Name.EndsWith(LungWeights, StringComparison.Ordinal))
                {
                    Array.Clear(bytes);
                }
                else if (entry.Name.EndsWith(LungBias, StringComparison.Ordinal))
                {
                    MemoryMarshal.AsBytes(Lungs.AsSpan()).CopyTo(bytes);
                }

                tensors.Add(new SafetensorsTensor(entry.Name, entry.DType, entry.Shape.AsSpan(), bytes));
            }
        }

        SafetensorsWriter.Write(path, tensors);
    }
}
