using RadSharp.Models.Parameters;
using RadSharp.Tensors;

namespace RadSharp.Models.Tests.Parameters;

/// <summary>Notes what is taken and gives one number for it.</summary>
internal sealed class NamesOnly : IParameterSource
{
    /// <summary>Name and shape of each parameter.</summary>
    public List<string> Taken { get; } = [];

    /// <summary>Number of elements.</summary>
    public long Count { get; private set; }

    public bool Contains(string name) => true;

    public Tensor Take(string name, Shape shape, ParameterKind kind)
    {
        Taken.Add($"{name} {shape}");
        Count += shape.Count;
        return Tensor.Zeros([1]);
    }

    /// <summary>A list of <c>Fixtures/checkpoints</c>; <c>0..27</c> in a name stands for each of these layers.</summary>
    public static IEnumerable<string> Approved(string file)
    {
        foreach (var line in File.ReadAllLines(PathOf(file)))
        {
            var range = System.Text.RegularExpressions.Regex.Match(line, @"\.0\.\.(\d+)\.");
            var last = range.Success ? int.Parse(range.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) : 0;
            for (var layer = 0; layer <= last; layer++)
            {
                yield return range.Success ? line.Replace(range.Value, $".{layer}.", StringComparison.Ordinal) : line;
            }
        }
    }

    /// <summary>Full path of a file of <c>Fixtures/checkpoints</c>.</summary>
    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "checkpoints", file);
}
