using System.Text.Json;

namespace RadSharp.Evaluation.Tests;

/// <summary>Inputs and outputs of original implementations.</summary>
internal static class Golden
{
    /// <summary>A file of <c>Fixtures/golden</c>.</summary>
    public static JsonElement Read(string name) =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden", name))).RootElement;
}
