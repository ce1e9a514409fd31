using RadSharp.Models.Vision;
using RadSharp.Training.Classifier;
using RadSharp.Training.Recipes;

namespace RadSharp.Training.Tests.Recipes;

public sealed class RecipeJsonTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void What_a_recipe_leaves_out_is_as_the_types_say()
    {
        var recipe = Read("""
            {
              "model_type": "radsharp_mini", // remarks are allowed
              "eye": { "epochs": 7, "network": { "image_size": 96, "backbone": { "block_kind": "Basic", "blocks": [1, 2] } } },
              "language": { "tuning": { "steps": 12 } }
            }
            """);
        Assert.Equal(7, recipe.Eye.Epochs);
        Assert.Equal(new ClassifierRecipe().BatchSize, recipe.Eye.BatchSize);
        Assert.Equal(new FilmAugmentation(), recipe.Eye.Augmentation);
        Assert.Equal(96, recipe.Eye.Network.ImageSize);
        Assert.Equal(ResNetBlockKind.Basic, recipe.Eye.Network.Backbone.BlockKind);
        Assert.Equal([1, 2], recipe.Eye.Network.Backbone.Blocks);
        Assert.Equal(new ChestNetworkConfig().Backbone.Width, recipe.Eye.Network.Backbone.Width);
        Assert.Equal(12, recipe.Language.Tuning.Steps);
        Assert.Equal(new LanguageRecipe().Layers, recipe.Language.Layers);
        Assert.Equal(new LanguageRecipe().Mixture.Counts, recipe.Language.Mixture.Counts);
    }

    [Theory]
    [InlineData("{ \"model_type\": \"radsharp_mini\", \"eye\": { \"epoch\": 3 } }", "epoch")]
    [InlineData("{ \"model_type\": \"other\" }", "'other'")]
    [InlineData("[]", "''")]
    [InlineData("{ \"model_type\"", "expected a recipe")]
    public void What_is_no_recipe_is_refused_with_its_place(string json, string words) =>
        Assert.Contains(words, Assert.Throws<InvalidDataException>(() => Read(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains("nowhere.json", Assert.Throws<FileNotFoundException>(() => RecipeJson.Read("nowhere.json")).Message, StringComparison.Ordinal);

    private MiniRecipe Read(string json)
    {
        File.WriteAllText(_file, json);
        return RecipeJson.Read(_file);
    }
}
