using RadSharp.Imaging;
using RadSharp.Models.Generation;
using RadSharp.Models.Systems;
using RadSharp.Models.Templates;
using RadSharp.Models.Tests.Checkpoints;
using RadSharp.Tensors;

namespace RadSharp.Models.Tests.Systems;

/// <summary>A RadVLM folder from end to end, in small.</summary>
public sealed class RadVlmTests : IDisposable
{
    private static readonly string GoldenFolder = Golden.PathOf("llava_onevision");
    private static readonly ModelOptions Exact = new() { Matrices = DType.Float32 };

    private readonly TemporaryFolder _folder = new();

    public RadVlmTests() => SmallRadVlm.Write(_folder.Path, GoldenFolder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_film_becomes_the_originals_features_in_the_places_of_a_prompt()
    {
        using var model = ModelFolder.Open(_folder.Path, Exact);
        using var golden = new Golden("llava_onevision", "expected_0_full.safetensors");
        using var film = model.Encode(Film());
        golden.Check("image_features", film.Features, 5e-4);
        var prompt = model.Prompt([new ChatMessage("user", "is it clear?", Images: 1)], [film]);
        Assert.Equal(film.Features.Shape[0], prompt.Ids.ToArray().Count(id => id == 150));
        Assert.Equal("RadVLM", model.Name);
    }

    [Theory]
    [InlineData("newer")]
    [InlineData("original")]
    public void All_spellings_of_the_parameters_give_the_same_model(string spelling)
    {
        using var other = new TemporaryFolder();
        SmallRadVlm.Write(other.Path, GoldenFolder, name => spelling == "newer" ? Newer(name) : Original(name));
        if (spelling == "original")
        {
            File.WriteAllText(other["config.json"], OriginalConfig());
            File.Delete(other["preprocessor_config.json"]);
        }

        Assert.Equal(Answer(_folder.Path), Answer(other.Path));
        Assert.Empty(ModelFolder.Survey(other.Path).Missing);
    }

    [Fact]
    public void A_packed_folder_answers_as_the_model_that_it_was_packed_from()
    {
        using var packed = new TemporaryFolder();
        var options = new ModelOptions { Matrices = DType.Q8 };
        var bytes = ModelFolder.Pack(_folder.Path, packed.Path, options);
        Assert.True(File.Exists(packed[ModelFolder.PackedName]));
        Assert.InRange(new FileInfo(packed[ModelFolder.PackedName]).Length, bytes, bytes + 100_000);
        Assert.Equal(Answer(_folder.Path, options), Answer(packed.Path, options));
        Assert.Equal("RadVLM", ModelFolder.Survey(packed.Path).System);
        Assert.Contains("something is in it", Assert.Throws<IOException>(
            () => ModelFolder.Pack(_folder.Path, packed.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_person_writes_shows_no_image_and_ends_no_turn()
    {
        using var model = ModelFolder.Open(_folder.Path, Exact);
        using var film = model.Encode(Film());
        var separators = Count(model.Prompt([new ChatMessage("user", "ab", Images: 1)], [film]));
        Assert.Equal(separators, Count(model.Prompt([new ChatMessage("user", "a [SEP] <image> b", Images: 1)], [film])));
        int Count(DecoderPrompt prompt) => prompt.Ids.ToArray().Count(id => id == model.Tokenizer.Vocabulary.IdOf("[SEP]"));
    }

    [Fact]
    public void Films_and_messages_that_do_not_belong_together_are_refused()
    {
        using var model = ModelFolder.Open(_folder.Path, Exact);
        using var film = model.Encode(Film());
        Assert.Contains("found 1", Assert.Throws<ArgumentException>(
            () => model.Prompt([new ChatMessage("user", "ab")], [film])).Message, StringComparison.Ordinal);
        Assert.Contains("each of the 2 images", Assert.Throws<ArgumentException>(
            () => model.Prompt([new ChatMessage("user", "ab", Images: 2)], [film])).Message, StringComparison.Ordinal);
        using var session = new DecoderSession(model.Decoder, contextLimit: 20);
        using var generator = new Generator(model.Decoder);
        var prompt = model.Prompt([new ChatMessage("user", "ab", Images: 1)], [film]);
        Assert.Contains("limit is 20", Assert.Throws<ArgumentException>(
            () => generator.Start(session, prompt, model.Defaults, cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_films_take_their_places_in_order()
    {
        using var model = ModelFolder.Open(_folder.Path, Exact);
        using var first = model.Encode(Film());
        using var second = model.Encode(Film("0_wide.png"));
        var prompt = model.Prompt(
            [new ChatMessage("user", "a", Images: 1), new ChatMessage("assistant", "b"), new ChatMessage("user", "c", Images: 1)],
            [first, second]);
        Assert.Equal(first.Features.Shape[0] + second.Features.Shape[0], prompt.Ids.ToArray().Count(id => id == 150));
    }

    [Fact]
    public void A_survey_counts_parameters_and_names_what_is_missing()
    {
        var whole = ModelFolder.Survey(_folder.Path);
        using var model = ModelFolder.Open(_folder.Path);
        Assert.Equal(model.Parameters.Parameters.Sum(parameter => parameter.Value.Shape.Count), whole.Parameters);
        Assert.Equal(model.Parameters.ByteCount, whole.BytesByType.Values.Sum());
        Assert.Empty(whole.Missing);
        Assert.Empty(whole.Unused);

        SmallRadVlm.Write(_folder.Path, GoldenFolder, name => name == "image_newline" ? null : name.Replace("linear_1.bias", "linear_9.bias", StringComparison.Ordinal));
        var broken = ModelFolder.Survey(_folder.Path);
        Assert.Equal(2, broken.Missing.Count);
        Assert.Contains("image_newline [48]", broken.Missing);
        Assert.Equal(["multi_modal_projector.linear_9.bias"], broken.Unused);
        Assert.Contains("image_newline", Assert.Throws<InvalidDataException>(
            () => ModelFolder.Open(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("config.json", "\"llava_onevision\"", "\"minigpt\"", "'minigpt', which is not supported")]
    [InlineData("config.json", "\"hidden_size\": 48", "\"hidden_size\": 60", "shape [")]
    [InlineData("config.json", "\"vocab_size\": 152", "\"vocab_size\": 40", "of different checkpoints")]
    [InlineData("preprocessor_config.json", "\"height\": 28", "\"height\": 29", "size of a tile")]
    [InlineData("chat_template.json", "chat_template", "chat_templat", "expected the chat template")]
    public void A_folder_whose_files_do_not_belong_together_is_refused(string file, string old, string @new, string message)
    {
        var path = _folder[file];
        var text = File.ReadAllText(path);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(old, @new, StringComparison.Ordinal));
        var error = Assert.ThrowsAny<Exception>(() => ModelFolder.Open(_folder.Path, Exact));
        Assert.True(error is InvalidDataException or ArgumentException, error.ToString());
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_shard_a_missing_file_and_no_folder_are_named()
    {
        File.Delete(_folder["model.safetensors"]);
        Assert.Contains("model.safetensors", Assert.Throws<FileNotFoundException>(() => ModelFolder.Open(_folder.Path)).Message, StringComparison.Ordinal);
        File.WriteAllText(_folder["model.safetensors.index.json"], """{"weight_map": {"a": "model-00001.safetensors"}}""");
        Assert.Contains("model-00001.safetensors", Assert.ThrowsAny<Exception>(() => ModelFolder.Open(_folder.Path)).Message, StringComparison.Ordinal);
        File.Delete(_folder["config.json"]);
        Assert.Contains("config.json", Assert.Throws<FileNotFoundException>(() => ModelFolder.Open(_folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("there is none", Assert.Throws<FileNotFoundException>(() => ModelFolder.Open(_folder["nowhere"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_self_test_passes_where_the_model_sees_and_fails_where_it_does_not()
    {
        using (var model = ModelFolder.Open(_folder.Path, Exact))
        {
            var seeing = SelfTest.Run(model, Film(), tokens: 4, TestContext.Current.CancellationToken);
            Assert.True(seeing.DependsOnFilm);
            Assert.Equal(["film", "blank", "noise"], seeing.Answers.Select(answer => answer.Shown));
            Assert.Equal(0, seeing.Answers[0].Divergence, 6);
        }

        using var blind = ModelFolder.Open(_folder.Path, Exact);
        foreach (var parameter in blind.Parameters.Parameters.Where(parameter => parameter.Name.StartsWith("multi_modal", StringComparison.Ordinal)))
        {
            parameter.Value.Span.Clear();
        }

        Assert.False(SelfTest.Run(blind, Film(), tokens: 2, TestContext.Current.CancellationToken).IsPassed);
    }

    private static Film Film(string name = "film_170x150.png") => FilmReader.Read(Path.Combine(GoldenFolder, name));

    private static int[] Answer(string folder, ModelOptions? options = null)
    {
        using var model = ModelFolder.Open(folder, options ?? Exact);
        using var film = model.Encode(Film());
        using var session = new DecoderSession(model.Decoder);
        using var generator = new Generator(model.Decoder);
        var prompt = model.Prompt([new ChatMessage("user", "is it clear?", Images: 1)], [film]);
        var answer = generator.Start(session, prompt, model.Defaults with { MaxNewTokens = 12 }, cancellation: TestContext.Current.CancellationToken);
        return [.. generator.Stream(answer).Select(token => token.Id)];
    }

    private static string Newer(string name) => name switch
    {
        "image_newline" => "model.image_newline",
        "language_model.lm_head.weight" => "lm_head.weight",
        _ when name.StartsWith("language_model.model.", StringComparison.Ordinal) => $"model.language_model.{name["language_model.model.".Length..]}",
        _ => $"model.{name}",
    };

    private static string Original(string name) => name switch
    {
        "image_newline" => "model.image_newline",
        "language_model.lm_head.weight" => "lm_head.weight",
        _ when name.StartsWith("language_model.model.", StringComparison.Ordinal) => $"model.{name["language_model.model.".Length..]}",
        _ when name.StartsWith("vision_tower.", StringComparison.Ordinal) => $"model.vision_tower.{name}",
        _ => name.Replace("multi_modal_projector.linear_1.", "model.mm_projector.0.", StringComparison.Ordinal)
            .Replace("multi_modal_projector.linear_2.", "model.mm_projector.2.", StringComparison.Ordinal),
    };

    private static string OriginalConfig() => """
        {"model_type": "llava_qwen", "image_aspect_ratio": "anyres_max_9", "image_grid_pinpoints": "(1x1),...,(3x3)",
         "mm_patch_merge_type": "spatial_unpad", "hidden_size": 48, "intermediate_size": 96, "max_position_embeddings": 2048,
         "num_attention_heads": 6, "num_hidden_layers": 2, "num_key_value_heads": 2, "rope_theta": 1000000.0, "vocab_size": 152,
         "vision_config": {"hidden_size": 32, "image_size": 28, "intermediate_size": 72, "model_type": "siglip_vision_model",
          "num_attention_heads": 4, "num_hidden_layers": 2, "patch_size": 7, "vision_use_head": false}}
        """;
}
