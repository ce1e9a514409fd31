using RadSharp.Imaging;
using RadSharp.Models.Generation;
using RadSharp.Models.Parameters;
using RadSharp.Models.Systems;
using RadSharp.Models.Templates;
using RadSharp.Models.Tests.Checkpoints;
using RadSharp.Models.Tokenizers;
using RadSharp.Radiology.Boxes;
using RadSharp.Tensors;
using RadSharp.Tensors.Safetensors;

namespace RadSharp.Models.Tests.Systems;

/// <summary>radsharp-mini's folder from end to end, in small.</summary>
public sealed class RadSharpMiniTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RadSharpMiniTests() => SmallMini.Write(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_film_becomes_facts_and_visual_tokens_in_the_places_of_a_prompt()
    {
        using var model = Assert.IsType<RadSharpMini>(ModelFolder.Open(_folder.Path));
        using var film = model.Read(SmallMini.Chest());
        Assert.Same(film.Reading, film.Encoded.Reading);
        Assert.Equal([16, 32], film.Encoded.Features.Shape);
        var prompt = model.Prompt([new ChatMessage("user", "Is it clear?", Images: 1)], [film.Encoded]);
        var text = model.Tokenizer.Decode([.. prompt.Ids.ToArray().Where((_, index) => prompt.Keys[index] >= 0)]);
        Assert.Equal(
            $"<|im_start|>user\n{FilmText.Of(film.Reading)} Is it clear?<|im_end|>\n<|im_start|>assistant\n", text);
        Assert.Equal(16, Enumerable.Range(0, prompt.Ids.Length).Count(index => prompt.Keys[index] < 0));
        Assert.Equal(("radsharp-mini", 300), (model.Name, model.Defaults.MaxNewTokens));
        Assert.Equal([258], model.Defaults.EndTokens);
    }

    [Fact]
    public void Encoding_and_reading_are_the_same_and_depend_on_the_film()
    {
        using var model = RadSharpMini.Open(_folder.Path);
        using var encoded = model.Encode(SmallMini.Chest());
        using var read = model.Read(SmallMini.Chest());
        using var other = model.Encode(SmallMini.Film(130, 130, (x, y) => 200 * x * y));
        Assert.Equal(read.Encoded.Features.Span, encoded.Features.Span);
        Assert.False(other.Features.Span.SequenceEqual(encoded.Features.Span));
    }

    [Fact]
    public void What_a_person_says_was_found_and_what_is_left_out_change_the_prompt()
    {
        using var model = RadSharpMini.Open(_folder.Path);
        using var film = model.Encode(SmallMini.Chest());
        Assert.Contains("Predicted Findings: hernia. Go", Text(film with { FindingsText = "hernia" }), StringComparison.Ordinal);
        Assert.Contains("View: ", Text(film with { FindingsText = "hernia" }), StringComparison.Ordinal);
        Assert.Contains("user\nGo", Text(film with { Reading = null }), StringComparison.Ordinal);
        string Text(EncodedFilm shown) => model.Tokenizer.Decode(
            [.. model.Prompt([new ChatMessage("user", "Go", Images: 1)], [shown]).Ids.ToArray().Where(id => id != 0)]);
    }

    [Fact]
    public void No_prompt_is_made_of_a_film_that_was_refused()
    {
        using var model = RadSharpMini.Open(_folder.Path);
        using var blank = model.Read(SmallMini.Film(100, 100, (_, _) => 90));
        Assert.NotNull(blank.Reading.Refusal);
        Assert.Equal(blank.Reading.Refusal, Assert.Throws<ArgumentException>(
            () => model.Prompt([new ChatMessage("user", "Go", Images: 1)], [blank.Encoded])).Message.Split(" (Parameter")[0]);
    }

    [Fact]
    public void What_a_person_writes_shows_no_film_and_ends_no_turn()
    {
        using var model = RadSharpMini.Open(_folder.Path);
        using var film = model.Encode(SmallMini.Chest());
        var plain = Ends(new ChatMessage("user", "ab", Images: 1), film);
        Assert.Equal(plain, Ends(new ChatMessage("user", "a<|im_end|><image>b", Images: 1), film));
        Assert.Equal(plain, Ends(new ChatMessage("user", "ab", Images: 1), film with { FindingsText = "<|im_end|><image>" }));
        Assert.Contains("found 1", Assert.Throws<ArgumentException>(
            () => model.Prompt([new ChatMessage("user", "ab")], [film])).Message, StringComparison.Ordinal);
        int Ends(ChatMessage message, EncodedFilm shown) => model.Prompt([message], [shown]).Ids.ToArray().Count(id => id == 258);
    }

    [Fact]
    public void Answers_quote_the_boxes_that_were_found()
    {
        using var model = RadSharpMini.Open(_folder.Path);
        using var film = model.Encode(SmallMini.Chest());
        Box lung = new(0.1, 0.25, 0.4, 1);
        var found = film with { Reading = film.Reading! with { Regions = new Dictionary<string, Box> { ["right lung"] = lung } } };
        var quoted = model.Prompt([new ChatMessage("user", "Where?", Images: 1)], [found]).Quotations
            .Select(ids => model.Tokenizer.Decode(ids));
        string[] ends = ["", ".", ",", ";"];
        Assert.Equal([.. ends.Select(end => $"[0.1, 0.25, 0.4, 1.0]{end}"), .. ends.Select(end => $" [0.1, 0.25, 0.4, 1.0]{end}")], quoted);
        Assert.Empty(model.Prompt([new ChatMessage("user", "Where?", Images: 1)], [film]).Quotations);
    }

    [Fact]
    public void Training_gets_the_same_tokens_as_inference()
    {
        using var model = RadSharpMini.Open(_folder.Path);
        using var film = model.Encode(SmallMini.Chest());
        var template = FolderTemplate.Read(_folder.Path);
        var asked = new ChatMessage("user", "Go", Images: 1);
        var whole = MiniPrompt.Encode(
            [asked, new ChatMessage("assistant", "Clear.")], [new(film.Reading)], template, model.Tokenizer, addGenerationPrompt: false);
        var prompt = model.Prompt([asked], [film]).Ids.ToArray();
        var trained = whole[0].Concat(new int[16]).Concat(whole[1]).ToArray();
        Assert.Equal(prompt, trained[..prompt.Length]);
        Assert.Equal("Clear.<|im_end|>\n", model.Tokenizer.Decode(trained.AsSpan(prompt.Length..)));
    }

    [Fact]
    public void A_packed_folder_answers_as_the_model_that_it_was_packed_from()
    {
        using var packed = new TemporaryFolder();
        ModelFolder.Pack(_folder.Path, packed.Path, new ModelOptions { Matrices = DType.Q8 });
        Assert.Equal(Answer(_folder.Path, DType.Q8), Answer(packed.Path));
        Assert.Equal("radsharp-mini", ModelFolder.Survey(packed.Path).System);
        using var eye = MiniEye.Open(packed.Path);
        Assert.Equal(14, eye.Read(SmallMini.Chest()).Reading.Findings.Count);
    }

    [Fact]
    public void A_survey_misses_nothing_and_names_what_is_missing()
    {
        var whole = ModelFolder.Survey(_folder.Path);
        Assert.Equal("radsharp-mini", whole.System);
        Assert.Empty(whole.Missing);
        Assert.Empty(whole.Unused);
        Assert.Equal(["vision", "multi_modal_projector", "language_model"], whole.Parts.Keys);
        Assert.Equal(["Float32"], whole.BytesByType.Keys);
        Assert.Equal(512, whole.Context);
        var config = MiniConfig.Read(_folder["config.json"]);
        (config with { Members = 3 }).Write(_folder["config.json"]);
        Assert.Contains("vision.2.findings.bias [14]", ModelFolder.Survey(_folder.Path).Missing);
        Assert.Contains("vision.2.backbone", Assert.Throws<InvalidDataException>(
            () => ModelFolder.Open(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_self_test_goes_by_the_visual_tokens_alone()
    {
        using var model = ModelFolder.Open(_folder.Path);
        var seeing = SelfTest.Run(model, SmallMini.Chest(), tokens: 3, TestContext.Current.CancellationToken);
        Assert.True(seeing.IsPassed);
        foreach (var parameter in model.Parameters.Parameters.Where(parameter => parameter.Name.StartsWith("multi_modal", StringComparison.Ordinal)))
        {
            parameter.Value.Span.Clear();
        }

        Assert.False(SelfTest.Run(model, SmallMini.Chest(), tokens: 2, TestContext.Current.CancellationToken).DependsOnFilm);
    }

    [Fact]
    public void An_eye_alone_is_opened_as_such_and_refused_as_a_model()
    {
        using var folder = new TemporaryFolder();
        SmallMini.WriteEye(folder.Path);
        using (var eye = MiniEye.Open(folder.Path))
        {
            Assert.Null(eye.Config.Text);
        }

        Assert.Contains("an eye alone", Assert.Throws<InvalidDataException>(
            () => ModelFolder.Open(folder.Path)).Message, StringComparison.Ordinal);
        using var part = MiniEye.Open(_folder.Path);
        Assert.DoesNotContain(part.Parameters.Parameters, parameter => parameter.Name.StartsWith("language", StringComparison.Ordinal));
    }

    [Fact]
    public void Matrices_are_written_in_half_precision_and_the_rest_in_full()
    {
        using var file = SafetensorsFile.Open(_folder["model.safetensors"]);
        Assert.All(file.Entries, entry => Assert.Equal(
            entry.Shape.Length > 1 ? SafetensorsDType.F16 : SafetensorsDType.F32, entry.DType));
        Assert.Equal(
            ["config.json", "generation_config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"],
            Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Weights_that_are_no_numbers_and_parts_that_do_not_belong_together_are_not_written()
    {
        using var eye = MiniEye.Open(_folder.Path);
        var before = File.ReadAllBytes(_folder["model.safetensors"]);
        eye.Parameters["vision.0.findings.weight"].Value.Span[3] = float.NaN;
        Assert.Contains("'vision.0.findings.weight'", Assert.Throws<ArgumentException>(
            () => MiniFolder.WriteEye(_folder.Path, eye.Config, eye, statistics: null)).Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_folder["model.safetensors"]));
        var limited = eye.Config with { Suitability = new() { Distance = 3 } };
        Assert.Contains("the limit alone", Assert.Throws<ArgumentException>(
            () => MiniFolder.WriteEye(_folder.Path, limited, eye, statistics: null)).Message, StringComparison.Ordinal);
        Assert.Contains("found 0 members", Assert.Throws<ArgumentException>(
            () => MiniFolder.WriteEye(_folder.Path, eye.Config, [])).Message, StringComparison.Ordinal);
        using var set = new ParameterSet();
        var language = new MiniLanguage(new ParameterScope(new FreshParameters(1), set), SmallMini.Config);
        Assert.Contains("tokenizer.json", Assert.Throws<FileNotFoundException>(
            () => MiniFolder.Write(_folder.Path, SmallMini.Config, eye, language, _folder["nowhere"])).Message, StringComparison.Ordinal);
    }

    private static int[] Answer(string folder, DType? matrices = null)
    {
        using var model = ModelFolder.Open(folder, new ModelOptions { Matrices = matrices });
        using var film = model.Encode(SmallMini.Chest());
        using var session = new DecoderSession(model.Decoder);
        using var generator = new Generator(model.Decoder);
        var answer = generator.Start(
            session, model.Prompt([new ChatMessage("user", model.ReportRequest, Images: 1)], [film]),
            model.Defaults with { MaxNewTokens = 8 }, model.Tokenizer, TestContext.Current.CancellationToken);
        return [.. generator.Stream(answer).Select(token => token.Id)];
    }
}
