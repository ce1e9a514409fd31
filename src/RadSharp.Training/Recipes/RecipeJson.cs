using System.Text.Json;
using System.Text.Json.Serialization;
using RadSharp.Training.Classifier;

namespace RadSharp.Training.Recipes;

/// <summary>Recipes as JSON, with the names of the papers and checkpoints: <c>learning_rate</c>, <c>weight_decay</c>.</summary>
public static class RecipeJson
{
    /// <summary>Writes a recipe, every number of it.</summary>
    public static string Write(ClassifierRecipe recipe) => JsonSerializer.Serialize(recipe, RecipeJsonContext.Default.ClassifierRecipe);
}

/// <summary>How recipes are written and read, compiled.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, WriteIndented = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ClassifierRecipe))]
internal sealed partial class RecipeJsonContext : JsonSerializerContext;
