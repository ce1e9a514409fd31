namespace RadSharp.Models.Checkpoints;

/// <summary>What is thrown for every file that does not hold what it should: a sentence that begins with the file.</summary>
internal static class CheckpointError
{
    // A damaged file can hold a name of any length, and the message must stay readable.
    private const int LongestName = 200;

    /// <summary>The exception.</summary>
    /// <param name="file">The file.</param>
    /// <param name="sentence">What was expected and what was found, without the full stop.</param>
    public static InvalidDataException In(string file, string sentence) => new($"{file}: {sentence}.");

    /// <summary>A name in quotation marks, cut where it is too long, control characters as question marks.</summary>
    public static string Quoted(string name)
    {
        var shown = name.Length <= LongestName ? name : $"{name[..LongestName]}…";
        return $"'{string.Concat(shown.Select(static letter => char.IsControl(letter) ? '?' : letter))}'";
    }
}
