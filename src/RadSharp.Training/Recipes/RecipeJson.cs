using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using RadSharp.Training.Classifier;

namespace RadSharp.Training.Recipes;

/// <summary>Recipes as JSON, with the names of the papers and checkpoints: <c>learning_rate</c>, <c>weight_decay</c>.</summary>
public static class RecipeJson
{
    private static readonly JsonDocumentOptions Comments = new() { CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads radsharp-mini's recipe; what it leaves out is as the types say.</summary>
    /// <param name="file">The recipe.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">It is no recipe; the message says where.</exception>
    public static MiniRecipe Read(string file)
    {
        if (!File.Exists(file))
        {
            throw new FileNotFoundException($"{file}: expected a recipe, but there is no such file. The project's own is runs/mini.json.");
        }

        try
        {
            var whole = JsonSerializer.SerializeToNode(
                new MiniRecipe { ModelType = "" }, RecipeJsonContext.Default.MiniRecipe)!.AsObject();
            Lay(JsonNode.Parse(File.ReadAllText(file), documentOptions: Comments) as JsonObject ?? [], whole);
            var recipe = whole.Deserialize(RecipeJsonContext.Default.MiniRecipe);
            return recipe is { ModelType: Models.Systems.MiniConfig.ModelType }
                ? recipe
                : throw new InvalidDataException(
                    $"{file}: expected a recipe with the model_type {Models.Systems.MiniConfig.ModelType}, found "
                    + $"'{recipe?.ModelType ?? "nothing"}'.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{file}: expected a recipe, but {error.Message}", error);
        }
    }

    // Compiled reading would set what the file leaves out to zero, so the file is laid over the types' own values.
    private static void Lay(JsonObject over, JsonObject whole)
    {
        foreach (var (name, value) in over)
        {
            if (value is JsonObject part && whole[name] is JsonObject wholePart)
            {
                Lay(part, wholePart);
            }
            else
            {
                whole[name] = value?.DeepClone();
            }
        }
    }

    /// <summary>Writes the eye's recipe, every number of it.</summary>
    public static string Write(ClassifierRecipe recipe) => JsonSerializer.Serialize(recipe, RecipeJsonContext.Default.ClassifierRecipe);

    /// <summary>Writes the language model's recipe, every number of it.</summary>
    public static string Write(LanguageRecipe recipe) => JsonSerializer.Serialize(recipe, RecipeJsonContext.Default.LanguageRecipe);
}

/// <summary>How recipes are written and read, compiled.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, WriteIndented = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(MiniRecipe))]
internal sealed partial class RecipeJsonContext : JsonSerializerContext;
