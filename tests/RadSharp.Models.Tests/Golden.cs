using System.Text.Json;
using RadSharp.Models.Checkpoints;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Safetensors;

namespace RadSharp.Models.Tests;

/// <summary>A folder of inputs, weights and outputs of an original implementation.</summary>
internal sealed class Golden : IDisposable
{
    private readonly SafetensorsFile _expected;

    /// <summary>Opens <c>Fixtures/golden/NAME</c>.</summary>
    public Golden(string name, string expected = "expected.safetensors")
    {
        Folder = PathOf(name);
        _expected = SafetensorsFile.Open(Path.Combine(Folder, expected));
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Full path of a folder or file below <c>Fixtures/golden</c>.</summary>
    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden", name);

    /// <summary>A JSON file of the folder.</summary>
    public JsonElement Json(string name) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name))).RootElement;

    /// <summary>The folder's weights.</summary>
    public SafetensorsCheckpoint Checkpoint() => SafetensorsCheckpoint.Open(Folder);

    /// <summary>Names of the inputs and outputs that begin with <paramref name="prefix"/>.</summary>
    public IEnumerable<string> Names(string prefix = "") => _expected.Entries.Select(entry => entry.Name)
        .Where(name => name.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>An input or output, owned by the caller.</summary>
    public Tensor Read(string name) => _expected.ReadFloat32(name);

    /// <summary>An input or output of whole numbers.</summary>
    public int[] Integers(string name) => _expected.ReadInt32(name);

    /// <summary>Compares with an output by the golden files' measure: max |a − b| / max |b|.</summary>
    /// <param name="name">The output's name.</param>
    /// <param name="found">What was computed, of the same shape.</param>
    /// <param name="tolerance">Of <c>golden.json</c>.</param>
    public void Check(string name, Tensor found, double tolerance)
    {
        using var expected = Read(name);
        Assert.True(expected.Shape == found.Shape, $"{name}: expected the shape {expected.Shape}, found {found.Shape}");
        double largest = 0, difference = 0;
        for (var index = 0; index < expected.Count; index++)
        {
            largest = Math.Max(largest, Math.Abs(expected.Span[index]));
            difference = Math.Max(difference, Math.Abs((double)expected.Span[index] - found.Span[index]));
            Assert.True(float.IsFinite(found.Span[index]), $"{name}: element {index} is {found.Span[index]}");
        }

        var relative = difference / Math.Max(largest, 1e-12);
        Assert.True(relative <= tolerance, $"{name}: the relative difference {relative:G3} is over {tolerance:G3}");
    }

    /// <summary>Compares every gradient that the folder has, <c>grad.NAME</c>, with the one of the parameter of that name.</summary>
    /// <param name="parameters">After backward.</param>
    /// <param name="tolerance">Of <c>golden.json</c>.</param>
    public void CheckGradients(ParameterSet parameters, double tolerance)
    {
        const string Prefix = "grad.";
        var names = Names(Prefix).ToList();
        Assert.NotEmpty(names);
        foreach (var name in names)
        {
            var gradient = parameters[name[Prefix.Length..]].Value.Gradient;

            // A key's bias adds the same to all scores of a query, which softmax does not see: without rotary positions its
            // true gradient is zero, and what either side has is rounding.
            if (Largest(gradient) > 1e-6 || !name.EndsWith("k_proj.bias", StringComparison.Ordinal))
            {
                Check(name, gradient, tolerance);
            }
        }

        static float Largest(Tensor tensor) => tensor.Span.ToArray().Max(MathF.Abs);
    }

    /// <inheritdoc/>
    public void Dispose() => _expected.Dispose();
}
