using RadSharp.Tensors;
using RadSharp.Tensors.Safetensors;

namespace RadSharp.Models.Verification;

/// <summary>
/// A file of inputs and outputs of an original implementation. It remembers what was read as an input and what was compared, so
/// that in the end nothing in it is passed over in silence.
/// </summary>
internal sealed class ExpectedTensors : IDisposable
{
    /// <summary>What a golden folder calls its file of inputs and outputs.</summary>
    public const string FileName = "expected.safetensors";

    /// <summary>What the names of gradients begin with.</summary>
    public const string GradientPrefix = "grad.";

    // Float32 rounds by 6e-8 of a number, and a gradient is a sum of many. What is that small beside the largest of all gradients
    // on both sides is what is left of a true zero.
    private const double NoiseShare = 1e-6;

    private readonly SafetensorsFile _file;
    private readonly CheckList _checks;
    private readonly string _label;
    private readonly HashSet<string> _used = [];

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="checks">Gets the comparisons.</param>
    /// <param name="label">What comes before the names of these comparisons, where a folder makes several with one name.</param>
    public ExpectedTensors(string path, CheckList checks, string label = "") =>
        (_file, _checks, _label) = (SafetensorsFile.Open(path), checks, label);

    /// <summary>The names of all tensors.</summary>
    public IEnumerable<string> Names => _file.Entries.Select(static entry => entry.Name);

    /// <summary>Whether there are gradients to compare.</summary>
    public bool HasGradients => Names.Any(static name => name.StartsWith(GradientPrefix, StringComparison.Ordinal));

    /// <summary>Whether the file has a tensor.</summary>
    public bool Contains(string name) => _file.Contains(name);

    /// <summary>An input, owned by the caller.</summary>
    public Tensor Input(string name)
    {
        _used.Add(name);
        return _file.ReadFloat32(name);
    }

    /// <summary>An input of whole numbers; its last axis is <see cref="TokenRows.Length"/>, all before it are rows.</summary>
    public TokenRows Tokens(string name)
    {
        _used.Add(name);
        var values = _file.ReadInt32(name);
        var shape = _file.Entry(name).Shape;
        return shape.Length > 0 && values.Length > 0
            ? new(values, (int)shape[^1])
            : throw new InvalidDataException(
                $"{_file.FilePath}: expected '{name}' to be [batch, tokens], found {_file.Entry(name)}.");
    }

    /// <summary>Compares an output; does nothing where the file does not have it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="found">What was computed, Float32.</param>
    /// <param name="tolerance">The largest relative difference allowed.</param>
    /// <param name="note">What to say about it.</param>
    public RelativeDifference? Check(string name, Tensor found, double tolerance, string? note = null)
    {
        if (!Contains(name))
        {
            return null;
        }

        using var expected = Input(name);
        var difference = RelativeDifference.Between(expected, found);
        _checks.Add(_label, name, difference, tolerance, note);
        return difference;
    }

    /// <summary>Enters an output that was compared by another measure.</summary>
    public void Check(string name, RelativeDifference difference, double tolerance, string? note = null)
    {
        _used.Add(name);
        _checks.Add(_label, name, difference, tolerance, note);
    }

    /// <summary>Compares all gradients.</summary>
    /// <remarks>
    /// A gradient that is over the tolerance, but at most a millionth of the largest of all gradients on both sides, is rounding:
    /// a key's bias, for instance, adds the same to all scores of a query, which softmax does not see, so that without rotary
    /// positions its true gradient is zero.
    /// </remarks>
    /// <param name="gradientOf">The gradient of a parameter or an input, or null where there is none of that name.</param>
    /// <param name="tolerance">The largest relative difference allowed.</param>
    public void CheckGradients(Func<string, Tensor?> gradientOf, double tolerance)
    {
        var names = Names.Where(static name => name.StartsWith(GradientPrefix, StringComparison.Ordinal)).ToList();
        var noise = NoiseShare * names.Select(LargestOf).Where(double.IsFinite).DefaultIfEmpty().Max();
        foreach (var name in names)
        {
            using var expected = Input(name);
            if (gradientOf(name[GradientPrefix.Length..]) is not { } found)
            {
                _checks.AddUnknown(_label, name, "the network has no gradient of that name");
                continue;
            }

            var difference = RelativeDifference.Between(expected, found);
            if (difference.Value > tolerance && RelativeDifference.Largest(expected.Span) <= noise
                && RelativeDifference.Largest(found.Span) <= noise && expected.Shape == found.Shape)
            {
                var note = $"rounding noise, not compared: both are below {noise:0e+00}";
                _checks.AddNoise(_label, name, difference, tolerance, note);
            }
            else
            {
                _checks.Add(_label, name, difference, tolerance);
            }
        }
    }

    /// <summary>Adds what is in the file and was neither an input nor compared.</summary>
    /// <param name="inputs">
    /// What <c>golden.json</c> declares as inputs: one that nothing here reads is no output that is passed over.
    /// </param>
    public void CheckRest(IReadOnlyList<string> inputs)
    {
        foreach (var name in Names.Where(name => !_used.Contains(name) && !inputs.Contains(name)))
        {
            _checks.AddUnknown(_label, name, "nothing here computes a tensor of that name");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private double LargestOf(string name)
    {
        using var tensor = _file.ReadFloat32(name);
        return RelativeDifference.Largest(tensor.Span);
    }
}
