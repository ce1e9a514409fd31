namespace RadSharp.Radiology;

/// <summary>Reads the lists of labels that are embedded as text: a line each, columns between tabs, remarks after a #.</summary>
internal static class LabelList
{
    /// <summary>The columns of each line.</summary>
    /// <param name="folder">Folder of the file, which is part of its resource's name.</param>
    /// <param name="file">File name.</param>
    public static string[][] Read(string folder, string file)
    {
        using var stream = typeof(LabelList).Assembly.GetManifestResourceStream($"RadSharp.Radiology.{folder}.{file}")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => !line.StartsWith('#')).Select(line => line.Split('\t'))];
    }
}
