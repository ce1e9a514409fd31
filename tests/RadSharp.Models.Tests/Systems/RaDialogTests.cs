using RadSharp.Imaging;
using RadSharp.Models.Checkpoints;
using RadSharp.Models.Decoders;
using RadSharp.Models.Generation;
using RadSharp.Models.Parameters;
using RadSharp.Models.QFormers;
using RadSharp.Models.Systems;
using RadSharp.Models.Templates;
using RadSharp.Models.Tests.Checkpoints;
using RadSharp.Models.Tests.Vision;
using RadSharp.Models.Vision;
using RadSharp.Models.Vision.Processing;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Tests.Systems;

/// <summary>Both RaDialogs out of folders as their authors publish them.</summary>
public class RaDialogTests
{
    private const double Tolerance = 5e-4;

    private static ModelOptions Exact { get; } = new() { Matrices = DType.Float32 };

    private static Film Film { get; } = FilmReader.Read(Golden.PathOf("llava_onevision/film_170x150.png"));

    private static Film OtherFilm { get; } = FilmReader.Read(Golden.PathOf("llava_onevision/0_wide.png"));

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Q4)]
    public void Align_sees_films_and_answers(DType matrices)
    {
        using var folder = RaDialogFolder.Align();
        using var model = RaDialog.Open(folder.Path, new() { Matrices = matrices });
        Assert.Equal("RaDialog-align", model.Name);
        Assert.Equal([2], model.Defaults.EndTokens);
        Assert.Equal(300, model.Defaults.MaxNewTokens);
        using var film = model.Encode(Film);
        using var other = model.Encode(OtherFilm);
        Assert.Equal([32, 64], film.Features.Shape);
        Assert.Equal(14, film.Findings!.Count);
        Assert.All(film.Findings, probability => Assert.InRange(probability, 0, 1));
        ExpectDifferent(film, other);
        Assert.NotEqual(film.Findings, other.Findings);
        ExpectAnswer(model, film, system: null);
    }

    [Fact]
    public void Project_sees_films_and_answers()
    {
        using var folder = RaDialogFolder.Project();
        using var model = RaDialog.Open(folder.Path, Exact);
        Assert.Equal("RaDialog-project", model.Name);
        using var film = model.Encode(Film) with { FindingsText = "edema" };
        using var other = model.Encode(OtherFilm);
        Assert.Equal([196, 64], film.Features.Shape);
        Assert.Null(film.Findings);
        ExpectDifferent(film, other);
        ExpectAnswer(model, film, system: "Be brief.");
        var error = Assert.Throws<ArgumentException>(() => model.Prompt([new("user", "?", 1)], [other]));
        Assert.Contains(nameof(EncodedFilm.FindingsText), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Align_features_are_of_the_scrambled_patches_behind_the_projector_of_the_Q_Formers_file()
    {
        using var folder = RaDialogFolder.Align();
        using var model = RaDialog.Open(folder.Path, Exact);
        using var features = model.Encode(Film);

        // The same from the parts: the image model's file has a projector of its own, which must not be used.
        using var parameters = new ParameterSet();
        var scope = new ParameterScope(RaDialogFolder.Filled, parameters);
        using var encoder = new BioViLT(scope["visual_encoder"], BioViLTTests.Small(RaDialogFolder.JointSize));
        var queries = new QFormerConnector(scope, RaDialogFolder.QFormerNumbers(model.Parameters["query_tokens"].Shape[2]));
        using var tape = Tape.ForInference();
        using var pixels = new BioViLTProcessor().Process(Film);
        var seen = encoder.Forward(tape, pixels).ProjectedPatchEmbeddings!.Value;
        Assert.Equal([1, 14, 14, RaDialogFolder.JointSize], seen.Shape);
        var read = queries.Forward(tape, ScrambledPatches.Rows(tape, seen)).Span.ToArray();
        var weight = model.Parameters["model.img_proj_layer.weight"].Value;
        var bias = model.Parameters["model.img_proj_layer.bias"].Value;
        var width = weight.Shape[1];
        Assert.All(Enumerable.Range(0, features.Features.Count), element =>
        {
            var (query, feature) = (element / 64, element % 64);
            var expected = (double)bias.Span[feature];
            for (var column = 0; column < width; column++)
            {
                expected += read[(query * width) + column] * (double)weight.Span[(feature * width) + column];
            }

            Assert.Equal(expected, features.Features.Span[element], 1e-3);
        });
    }

    [Fact]
    public void A_survey_counts_and_names_without_loading()
    {
        using var folder = RaDialogFolder.Align();
        Assert.True(RaDialogFiles.AreIn(folder.Path));
        Assert.False(RaDialogFiles.AreIn(folder["base"]));
        var survey = RaDialog.Survey(folder.Path, new());
        using var model = RaDialog.Open(folder.Path);
        Assert.Equal("RaDialog-align", survey.System);
        Assert.Equal(model.Parameters.ByteCount, survey.BytesByType.Values.Sum());
        Assert.Empty(survey.Missing);
        Assert.Empty(survey.Unused);
        folder.Rewrite(RaDialogFolder.QFormer, name => name.EndsWith("projector.model.3.bias", StringComparison.Ordinal));
        survey = RaDialog.Survey(folder.Path, new());
        Assert.Contains("visual_encoder.projector.model.3.bias", Assert.Single(survey.Missing), StringComparison.Ordinal);
        Assert.Contains("query_tokens", survey.Unused);
    }

    [Fact]
    public void Numbers_read_off_the_published_shapes_are_the_published_ones()
    {
        var published = new Dictionary<string, IReadOnlyList<long>>();
        var names = Path.Combine(AppContext.BaseDirectory, "Fixtures", "checkpoints", "radialog_align_stage1.txt");
        foreach (var line in File.ReadLines(names))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var lengths = line[(space + 2)..^1].Split(", ", StringSplitOptions.RemoveEmptyEntries);
            published[line[..space]] = [.. lengths.Select(long.Parse)];
        }

        using var biovil = new Golden("biovil_t");
        foreach (var entry in biovil.Json("parameters.json").EnumerateArray())
        {
            published[$"image.{entry.GetProperty("name").GetString()}"] =
                [.. entry.GetProperty("shape").EnumerateArray().Select(length => length.GetInt64())];
        }

        var shapes = new TensorShapes("here", published.ContainsKey, name => published[name]);
        Assert.Equal(QFormerConfig.RaDialogAlign, RaDialogShapes.QFormer(shapes));
        var (expected, found) = (new BioViLTConfig(), RaDialogShapes.ImageModel(shapes, "image", hasProjector: true));
        Assert.Equal(expected.Backbone.Blocks, found.Backbone.Blocks);
        Assert.Equal(expected, found with { Backbone = expected.Backbone });
        Assert.Equal(expected.Backbone.Width, found.Backbone.Width);
        published["query_tokens"] = [32, 768];
        var error = Assert.Throws<InvalidDataException>(() => RaDialogShapes.QFormer(shapes));
        Assert.Contains("[32, 768]", error.Message, StringComparison.Ordinal);
        published.Remove("query_tokens");
        error = Assert.Throws<InvalidDataException>(() => RaDialogShapes.QFormer(shapes));
        Assert.Contains("'query_tokens'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Films_of_the_authors_embeddings_give_the_original_answers()
    {
        using var golden = new Golden("radialog_align");
        using var folder = RaDialogFolder.Align();
        using var model = RaDialog.Open(folder.Path, Exact);
        using var generator = new Generator(model.Decoder);
        foreach (var dicom in (string[])["00000-dicom", "00001-dicom"])
        {
            using var film = model.Encode(dicom);
            var ids = golden.Integers($"{dicom}.input_ids");
            var places = Enumerable.Range(0, ids.Length).Where(token => ids[token] == 120).ToArray();
            var prompt = new DecoderPrompt(ids, places, film.Features);
            using var tape = Tape.ForInference();
            using var cache = new DecoderCache(model.Decoder.Config);
            var embeddings = prompt.Embed(tape, model.Decoder, 0, ids.Length);
            golden.Check(
                $"{dicom}.logits", model.Decoder.Logits(tape, model.Decoder.Continue(tape, embeddings, cache)), Tolerance);
            using var session = new DecoderSession(model.Decoder);
            var options = new GenerationOptions { MaxNewTokens = 16, EndTokens = [] };
            var answer = generator.Start(session, prompt, options, cancellation: TestContext.Current.CancellationToken);
            Assert.Equal(golden.Integers($"{dicom}.generated_ids"), generator.Stream(answer).Select(token => token.Id));
        }

        var error = Assert.Throws<ArgumentException>(() => model.Encode("00002-dicom"));
        Assert.Contains("'00002-dicom'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Project_answers_as_the_original_to_what_the_original_saw()
    {
        using var golden = new Golden("radialog_project");
        using var folder = RaDialogFolder.Project();
        using var model = RaDialog.Open(folder.Path, Exact);
        using var seen = golden.Read("image_features");
        using var tape = Tape.ForInference();
        var features = tape.Reshape(seen, seen.Shape[1], seen.Shape[2]);
        int[] ids = [.. golden.Integers("input_ids").SelectMany(id => Enumerable.Repeat(id, id < 0 ? features.Shape[0] : 1))];
        var places = Enumerable.Range(0, ids.Length).Where(token => ids[token] < 0).ToArray();
        var prompt = new DecoderPrompt(ids, places, features);
        using var cache = new DecoderCache(model.Decoder.Config);
        var embeddings = prompt.Embed(tape, model.Decoder, 0, ids.Length);
        golden.Check("logits", model.Decoder.Logits(tape, model.Decoder.Continue(tape, embeddings, cache)), Tolerance);
    }

    [Fact]
    public void Without_the_random_projector_only_embeddings_are_seen_and_the_error_names_what_is_missing()
    {
        using var folder = RaDialogFolder.Align();
        folder.Rewrite(RaDialogFolder.QFormer, IsTrainedProjector);
        using (var model = RaDialog.Open(folder.Path))
        {
            var error = Assert.Throws<InvalidDataException>(() => model.Encode(Film));
            Assert.Contains("visual_encoder.projector.model.0.weight, ", error.Message, StringComparison.Ordinal);
            Assert.Contains("visual_encoder.projector.model.3.bias: ", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("running_mean", error.Message, StringComparison.Ordinal);
            using var film = model.Encode("00000-dicom");
            Assert.Equal([32, 64], film.Features.Shape);
        }

        folder.Delete(RaDialogFolder.Embeddings);
        Assert.Contains("visual_encoder.projector", Opening(folder).Message, StringComparison.Ordinal);

        // Only the statistics of the norm stay in a file that its authors saved.
        static bool IsTrainedProjector(string name) =>
            name.Contains("projector", StringComparison.Ordinal) && !name.Contains("running", StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_files_are_named_all_at_once_with_the_places_to_get_them()
    {
        using var folder = RaDialogFolder.Align();
        foreach (var name in (string[])[
            $"{RaDialogFolder.Adapter}/adapter_model.bin", "base/model.safetensors", "base/tokenizer.model",
            RaDialogFolder.QFormer, RaDialogFolder.ImageModel, RaDialogFolder.Embeddings, RaDialogFolder.Classifier])
        {
            folder.Delete(name);
        }

        var message = Opening(folder).Message;
        Assert.All(
            [
                "adapter_model.safetensors or adapter_model.bin", "ChantalMP/RaDialog", "model.safetensors",
                "lmsys/vicuna-7b-v1.3", "tokenizer.model", "checkpoint_4.pth", RaDialogFolder.ImageModel,
                "microsoft/BiomedVLP-BioViL-T",
            ],
            part => Assert.Contains(part, message, StringComparison.Ordinal));

        using var project = RaDialogFolder.Project();
        Directory.Delete(project["base"], recursive: true);
        message = Opening(project).Message;
        Assert.Contains("liuhaotian/llava-v1.5-7b", message, StringComparison.Ordinal);
        Assert.DoesNotContain("checkpoint_4", message, StringComparison.Ordinal);
        project.Delete(RaDialogFolder.Others);
        message = Opening(project).Message;
        Assert.Contains("checkpoint_4", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_files_for_one_purpose_are_refused()
    {
        using var folder = RaDialogFolder.Align();
        folder.Copy(folder[RaDialogFolder.QFormer], "old/checkpoint_3.pth");
        var message = Opening(folder).Message;
        Assert.Contains(System.IO.Path.Combine("old", "checkpoint_3.pth"), message, StringComparison.Ordinal);
        Assert.Contains("checkpoint_4.pth", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_base_model_may_lie_elsewhere()
    {
        using var folder = RaDialogFolder.Align();
        using var elsewhere = new TemporaryFolder();
        Directory.Move(folder["base"], elsewhere["vicuna"]);
        using (var named = RaDialog.Open(folder.Path, new() { Base = elsewhere["vicuna"] }))
        {
            Assert.Equal("RaDialog-align", named.Name);
        }

        // As a download beside the folder, or in it, by the repository's name.
        var config = folder[$"{RaDialogFolder.Adapter}/adapter_config.json"];
        File.WriteAllText(config, File.ReadAllText(config).Replace(
            "\"r\":", "\"base_model_name_or_path\": \"lmsys/vicuna-7b-v1.3/\", \"r\":", StringComparison.Ordinal));
        Directory.Move(elsewhere["vicuna"], folder["vicuna-7b-v1.3"]);
        using var beside = RaDialog.Open(folder.Path);
        Assert.Equal("RaDialog-align", beside.Name);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_packed_folder_sees_and_says_the_same(bool isAlign)
    {
        using var folder = isAlign ? RaDialogFolder.Align() : RaDialogFolder.Project();
        using var destination = new TemporaryFolder();
        var file = destination["radsharp.safetensors"];
        using var model = RaDialog.Open(folder.Path);
        PackedParameters.Write(file, model.Parameters.Parameters);
        foreach (var (kept, name) in RaDialogFiles.Find(folder.Path).Kept)
        {
            File.Copy(kept, destination[name]);
        }

        var parameters = PackedParameters.Open(file);
        using var packed = RaDialog.OpenPacked(destination.Path, parameters);
        Assert.Equal(model.Name, packed.Name);
        using var expected = model.Encode(Film);
        using var found = packed.Encode(Film);
        Assert.Equal(expected.Features.Span.ToArray(), found.Features.Span.ToArray());
        Assert.Equal(expected.Findings, found.Findings);
        Assert.Equal(isAlign, expected.Findings is not null);
        if (isAlign)
        {
            using var film = packed.Encode("00000-dicom");
            Assert.Equal(32, film.Features.Shape[0]);
        }
    }

    private static InvalidDataException Opening(RaDialogFolder folder) =>
        Assert.Throws<InvalidDataException>(() => RaDialog.Open(folder.Path));

    private static void ExpectDifferent(EncodedFilm film, EncodedFilm other)
    {
        Assert.All(film.Features.Span.ToArray(), value => Assert.True(float.IsFinite(value)));
        Assert.NotEqual(film.Features.Span.ToArray(), other.Features.Span.ToArray());
    }

    private static void ExpectAnswer(RaDialog model, EncodedFilm film, string? system)
    {
        var question = new ChatMessage("user", "Is it big?", 1);
        var prompt = model.Prompt(system is null ? [question] : [new("system", system), question], [film]);
        Assert.Equal(1, prompt.Ids[0]);
        Assert.Equal(film.Features.Shape[0], prompt.Ids.Count(-200));
        using var generator = new Generator(model.Decoder);
        using var session = new DecoderSession(model.Decoder);
        var options = model.Defaults with { MaxNewTokens = 5, EndTokens = [] };
        var answer = generator.Start(
            session, prompt, options, model.Tokenizer, TestContext.Current.CancellationToken);
        Assert.Equal(5, generator.Stream(answer).Count());
    }
}
