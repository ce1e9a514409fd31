using System.Collections.Immutable;

namespace RadSharp.Tensors.Safetensors;

/// <summary>What is thrown for every file that does not hold what it should: a sentence that begins with the file.</summary>
internal static class SafetensorsError
{
    // A damaged header can hold a name of any length, and the message must stay readable.
    private const int LongestName = 200;

    public static InvalidDataException In(string file, string sentence) => new($"{file}: {sentence}.");

    public static string Quoted(string name) => name.Length <= LongestName ? $"'{name}'" : $"'{name[..LongestName]}…'";

    public static string Described(string name, SafetensorsDType dtype, ImmutableArray<long> shape) =>
        $"{Quoted(name)} {dtype.Spelling()} [{string.Join(", ", shape)}]";
}
