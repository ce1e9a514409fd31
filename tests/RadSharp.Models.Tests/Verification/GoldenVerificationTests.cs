using System.Text.Json;
using RadSharp.Models.Verification;
using RadSharp.Tensors.Memory;
using RadSharp.Tensors.Safetensors;

namespace RadSharp.Models.Tests.Verification;

public class GoldenVerificationTests
{
    private const string Expected = "expected.safetensors";
    private const string Weights = "model.safetensors";

    public static TheoryData<string> Folders =>
        [.. Directory.EnumerateFiles(Golden.PathOf(""), "golden.json", SearchOption.AllDirectories)
            .Select(file => Path.GetFileName(Path.GetDirectoryName(file)!)).Order()];

    [Fact]
    public void Every_kind_has_a_folder()
    {
        var kinds = Directory.EnumerateFiles(Golden.PathOf(""), "golden.json", SearchOption.AllDirectories)
            .Select(file => JsonElement.Parse(File.ReadAllBytes(file)).GetProperty("kind").GetString()!);
        Assert.Equal(GoldenVerification.Kinds.Order(), kinds.Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Every_output_of_a_folder_is_recomputed_and_agrees(string name)
    {
        var before = TensorMemory.BytesInUse;
        var report = GoldenVerification.Verify(Golden.PathOf(name));
        Assert.Null(report.Error);
        Assert.All(report.Checks, check => Assert.True(check.Passes, $"{check}"));
        Assert.True(report.Passes);
        Assert.All(
            report.Checks.Where(check => check.Outcome == CheckOutcome.RoundingNoise),
            check => Assert.Matches(@"(k_proj|key)\.bias$", check.Name));
        Assert.Equal(before, TensorMemory.BytesInUse);
        var inputs = new[]
        {
            "pixel_values", "cotangent", "input_ids", "attention_mask", "loss_labels", "image_embeds", "text_ids", "text_mask",
            "patch_embeddings",
        };
        foreach (var file in Directory.EnumerateFiles(Golden.PathOf(name), "expected*.safetensors"))
        {
            using var expected = SafetensorsFile.Open(file);
            Assert.All(
                expected.Entries.Select(entry => entry.Name).Where(tensor => !inputs.Contains(tensor.Split('-', '.')[^1])),
                tensor => Assert.Contains(report.Checks, check => check.Name.EndsWith(tensor, StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData("bert", "pooler.dense.weight", "pooler_output", "last_hidden_state")]
    [InlineData("qwen2", "lm_head.weight", "logits", "hidden_states.3")]
    [InlineData("llama", "model.layers.1.mlp.up_proj.weight", "hidden_states.2", "hidden_states.1")]
    [InlineData("siglip_vision", "vision_model.post_layernorm.bias", "last_hidden_state", "hidden_states.3")]
    [InlineData("qformer", "Qformer.cls.predictions.bias", "model.safetensors: itg_logits", "checkpoint_4.pth: itg_logits")]
    [InlineData("llava_onevision", "image_newline", "expected_0_wide: image_features", "expected_0_wide: pixel_values")]
    public void One_changed_weight_fails_by_the_outputs_that_depend_on_it(
        string name, string weight, string failing, string agreeing)
    {
        using var copy = new GoldenCopy(name);
        var report = GoldenVerification.Verify(copy.Poke(Weights, weight, 5, 3f).Folder);
        Assert.False(report.Passes);
        Assert.Equal(CheckOutcome.Differs, Find(report, failing).Outcome);
        Assert.Equal(CheckOutcome.Agrees, Find(report, agreeing).Outcome);
        Assert.Equal(CheckOutcome.Differs, report.Worst!.Outcome);
    }

    [Theory]
    [InlineData("qwen2", "step_logits")]
    [InlineData("qwen2", "loss")]
    [InlineData("qwen2", "grad.model.layers.2.self_attn.k_proj.bias")]
    [InlineData("dinov2", "grad.pixel_values")]
    [InlineData("dinov2", "grad.encoder.layer.0.attention.attention.key.bias")]
    [InlineData("radialog_align", "00001-dicom.logits")]
    [InlineData("biovil_t", "with_previous.img_embedding")]
    public void One_changed_number_of_an_output_fails_by_that_output_alone(string name, string tensor)
    {
        using var copy = new GoldenCopy(name);
        var report = GoldenVerification.Verify(copy.Poke(Expected, tensor, 0, 50f).Folder);
        Assert.Equal([tensor], report.Checks.Where(check => !check.Passes).Select(check => check.Name));
        Assert.True(Find(report, tensor).Difference > Find(report, tensor).Tolerance);
    }

    [Theory]
    [InlineData("llama", "generated_ids", 30)]
    [InlineData("llama", "generated_ids", 3)]
    [InlineData("radialog_align", "00000-dicom.generated_ids", 15)]
    public void Another_token_than_the_likeliest_fails(string name, string tensor, int index)
    {
        using var copy = new GoldenCopy(name);
        var other = GoldenVerification.Verify(copy.Poke(Expected, tensor, index, 7).Folder);
        Assert.Contains(": expected 7, found ", Find(other, tensor).Note, StringComparison.Ordinal);
        Assert.False(Find(other, tensor).Passes);
        var unknown = GoldenVerification.Verify(copy.Poke(Expected, tensor, index, 5000).Folder);
        Assert.Equal(double.PositiveInfinity, Find(unknown, tensor).Difference);
        Assert.False(unknown.Passes);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void What_is_no_number_never_agrees(float value)
    {
        using var inWeights = new GoldenCopy("clip_vision");
        var ofWeights = GoldenVerification.Verify(
            inWeights.Poke(Weights, "vision_model.encoder.layers.0.layer_norm1.weight", 0, value).Folder);
        // CLIP's last bias is added to its output, whatever that is.
        Assert.All(
            ofWeights.Checks.Where(
                check => check.Name is not ("hidden_states.0" or "grad.vision_model.encoder.layers.2.mlp.fc2.bias")),
            check => Assert.False(check.Passes, check.Name));
        using var inOutput = new GoldenCopy("clip_vision");
        inOutput.Poke(Expected, "pooler_output", 2, value);
        inOutput.Poke(Expected, "grad.vision_model.encoder.layers.0.self_attn.k_proj.bias", 2, value);
        var ofOutput = GoldenVerification.Verify(inOutput.Folder);
        Assert.Equal(2, ofOutput.Checks.Count(check => !check.Passes));
        Assert.Contains("element 2", Find(ofOutput, "pooler_output").Note, StringComparison.Ordinal);
        using var inDecoder = new GoldenCopy("llama");
        var ofDecoder = GoldenVerification.Verify(inDecoder.Poke(Weights, "model.norm.weight", 0, value).Folder);
        Assert.All(
            ofDecoder.Checks.Where(check => check.Name is not ("hidden_states.0" or "hidden_states.1")),
            check => Assert.False(check.Passes, check.Name));
    }

    [Fact]
    public void An_output_that_nothing_here_computes_fails_wherever_it_is_declared()
    {
        using var inJson = new GoldenCopy("bert");
        inJson.Replace("golden.json", "\"pooler_output\": \"\"", "\"pooler_output\": \"\", \"attentions.N / cls\": \"\"");
        var report = GoldenVerification.Verify(inJson.Folder);
        Assert.False(report.Passes);
        Assert.Equal(CheckOutcome.NotRecomputed, Find(report, "attentions.N").Outcome);
        Assert.Equal(CheckOutcome.NotRecomputed, Find(report, "cls").Outcome);
        using var inFile = new GoldenCopy("bert");
        inFile.Rename(Expected, name => name == "pooler_output" ? "attentions.0" : name);
        report = GoldenVerification.Verify(inFile.Folder);
        Assert.Equal(CheckOutcome.NotRecomputed, Find(report, "attentions.0").Outcome);
        Assert.Equal(CheckOutcome.NotRecomputed, Find(report, "pooler_output").Outcome);
        Assert.Equal("last_hidden_state", report.Worst!.Name);
        using var gradient = new GoldenCopy("dinov2");
        gradient.Rename(Expected, name => name.Replace("grad.layernorm.bias", "grad.layernorm.beta", StringComparison.Ordinal));
        report = GoldenVerification.Verify(gradient.Folder);
        Assert.Equal("grad.layernorm.beta", Assert.Single(report.Checks, check => !check.Passes).Name);
    }

    [Fact]
    public void An_adapter_of_another_scale_fails_in_each_of_its_files_whatever_their_rounding()
    {
        using var copy = new GoldenCopy("lora", "llama");
        var report = GoldenVerification.Verify(
            copy.Replace("adapter_config.json", "\"lora_alpha\": 16", "\"lora_alpha\": 16.5").Folder);
        Assert.Equal(6, report.Checks.Count);
        Assert.All(report.Checks, check => Assert.False(check.Passes, check.Name));
        Assert.Equal(0.0002, Find(report, "adapter_model.bin: logits").Tolerance);
        Assert.InRange(Find(report, "adapter_model_fp16.bin: logits").Tolerance!.Value, 0.0005, 0.002);
        Assert.InRange(Find(report, "adapter_model_bf16.bin: logits").Tolerance!.Value, 0.005, 0.01);
    }

    [Theory]
    [InlineData("\"tiles\": 7", "\"tiles\": 8", "tiles")]
    [InlineData("\"image_tokens\": 94", "\"image_tokens\": 95", "image_tokens")]
    [InlineData("97\n  ]", "-97\n  ]", "image_size_hw")]
    public void Tiles_and_tokens_of_a_case_are_compared_exactly(string text, string other, string failing)
    {
        using var copy = new GoldenCopy("llava_onevision");
        var report = GoldenVerification.Verify(copy.Replace("cases.json", text, other).Folder);
        Assert.Equal($"expected_0_wide: {failing}", Assert.Single(report.Checks, check => !check.Passes).Name);
    }

    [Fact]
    public void Pixels_that_differ_within_their_tolerance_are_what_the_rest_is_computed_from()
    {
        const string Case = "expected_0_tiny";
        using var copy = new GoldenCopy("llava_onevision");
        float before;
        using (var stored = new Golden("llava_onevision", $"{Case}.safetensors"))
        using (var pixels = stored.Read("pixel_values"))
        {
            before = pixels.Span[100];
        }

        var report = GoldenVerification.Verify(copy.Poke($"{Case}.safetensors", "pixel_values", 100, before + 0.015f).Folder);
        Assert.True(Find(report, $"{Case}: pixel_values").Passes);
        Assert.True(Find(report, $"{Case}: image_features").Difference > 1e-5);
        report = GoldenVerification.Verify(copy.Poke($"{Case}.safetensors", "pixel_values", 100, before + 0.5f).Folder);
        Assert.Equal($"{Case}: pixel_values", Assert.Single(report.Checks, check => !check.Passes).Name);
    }

    [Fact]
    public void A_folder_without_the_case_that_alone_has_gradients_owes_none()
    {
        using var copy = new GoldenCopy("llava_onevision");
        File.WriteAllText(copy["cases.json"], """[{"image": "0_tiny.png", "expected": "expected_0_tiny.safetensors"}]""");
        var report = GoldenVerification.Verify(copy.Folder);
        Assert.True(report.Passes, report.Checks.FirstOrDefault(check => !check.Passes)?.ToString());
        Assert.DoesNotContain(report.Checks, check => check.Name.Contains("grad.", StringComparison.Ordinal));
        copy.Rename("expected_0_wide.safetensors", name => name.StartsWith("grad.", StringComparison.Ordinal) ? null : name);
        copy.Replace("cases.json", "tiny", "wide");
        report = GoldenVerification.Verify(copy.Folder);
        Assert.Equal("grad.NAME", Assert.Single(report.Checks, check => !check.Passes).Name);
    }

    [Fact]
    public void A_recorded_training_that_went_otherwise_fails()
    {
        using var copy = new GoldenCopy("qwen2");
        copy.Replace("adamw.json", "\"weight_decay\": 0.01", "\"weight_decay\": 0.9");
        var report = GoldenVerification.Verify(copy.Folder);
        Assert.Contains(report.Checks, check => check.Name == "adamw: loss of each step" && !check.Passes);
        copy.Replace("adamw.json", "loss_and_grad_norm_per_step", "steps");
        Assert.Contains("loss_and_grad_norm_per_step", GoldenVerification.Verify(copy.Folder).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("golden.json", "\"kind\": \"encoder\"", "\"kind\": \"oracle\"", "'oracle'")]
    [InlineData("golden.json", "\"kind\": \"encoder\"", "\"kind\": 3", "'kind'")]
    [InlineData("golden.json", "{", "[", "golden.json")]
    [InlineData("golden.json", "\"tolerance\"", "\"tolerances\"", "'tolerance'")]
    [InlineData("golden.json", "\"activations\"", "\"gradients\"", "activations")]
    [InlineData("golden.json", "0.0002", "-1", "a number from 0")]
    [InlineData("golden.json", "0.0002", "1e999", "a number from 0")]
    [InlineData("golden.json", "\"outputs\"", "\"results\"", "'outputs'")]
    [InlineData("golden.json", "\"model.safetensors\"", "\"other.safetensors\"", "other.safetensors")]
    [InlineData("golden.json", "\"model.safetensors\"", "\"the weights\"", "'weights'")]
    [InlineData("golden.json", "\"model.safetensors\"", "[]", "'weights'")]
    [InlineData("config.json", "\"hidden_size\": 48", "\"hidden_size\": 64", "48")]
    [InlineData("config.json", "\"vocab_size\": 120", "\"vocab_size\": null", "vocab_size")]
    public void A_damaged_folder_ends_in_a_sentence(string file, string text, string other, string named)
    {
        using var copy = new GoldenCopy("bert");
        var report = GoldenVerification.Verify(copy.Replace(file, text, other).Folder);
        Assert.False(report.Passes);
        Assert.Contains(named, report.Error, StringComparison.Ordinal);
        Assert.EndsWith(".", report.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bert", Expected)]
    [InlineData("bert", Weights)]
    [InlineData("bert", "config.json")]
    [InlineData("bert", "golden.json")]
    [InlineData("qwen2", "adamw.json")]
    [InlineData("qformer", "checkpoint_4.pth")]
    [InlineData("biovil_t", "parameters.json")]
    [InlineData("biovil_t", "inputs.json")]
    [InlineData("llava_onevision", "0_tiny.png")]
    [InlineData("llava_onevision", "cases.json")]
    [InlineData("llava_onevision", "expected_0_tiny.safetensors")]
    [InlineData("radialog_align", "embeddings_test.pkl")]
    [InlineData("radialog_project", "non_lora_trainables.bin")]
    public void A_file_that_is_missing_empty_or_cut_ends_in_a_sentence_that_names_it(string name, string file)
    {
        using var copy = new GoldenCopy(name);
        var whole = File.ReadAllBytes(copy[file]);
        foreach (var length in new[] { whole.Length / 2, 20, 0 })
        {
            File.WriteAllBytes(copy[file], whole[..length]);
            ExpectNamed();
        }

        File.Delete(copy[file]);
        ExpectNamed();

        void ExpectNamed()
        {
            var report = GoldenVerification.Verify(copy.Folder);
            Assert.False(report.Passes);
            Assert.NotNull(report.Error);
            Assert.Contains(file, report.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_prompt_that_does_not_fit_its_image_ends_in_a_sentence_that_begins_with_the_folder()
    {
        using var copy = new GoldenCopy("llava_onevision");
        var report = GoldenVerification.Verify(copy.Poke("expected_0_tall.safetensors", "input_ids", 40, 7).Folder);
        Assert.StartsWith($"{copy.Folder}: Expected a place", report.Error, StringComparison.Ordinal);
        Assert.EndsWith("do not belong together.", report.Error, StringComparison.Ordinal);
        Assert.Contains(report.Checks, check => check.Name == "expected_0_wide: loss");
    }

    [Fact]
    public void What_is_no_golden_folder_is_said_to_be_none()
    {
        using var folder = new Checkpoints.TemporaryFolder();
        var file = folder.Write("film.txt", "x"u8);
        Assert.Contains("found a file", GoldenVerification.Verify(file).Error, StringComparison.Ordinal);
        Assert.Contains("found nothing", GoldenVerification.Verify(folder["nowhere"]).Error, StringComparison.Ordinal);
        Assert.Contains("expected a golden.json", GoldenVerification.Verify(folder.Path).Error, StringComparison.Ordinal);
        Assert.Contains("tokenizers", GoldenVerification.Verify(Golden.PathOf("tokenizers")).Error, StringComparison.Ordinal);
        Assert.False(GoldenVerification.Verify("").Passes);
        Assert.False(GoldenVerification.Verify("\0").Passes);
    }

    private static TensorCheck Find(FolderReport report, string name) =>
        Assert.Single(report.Checks, check => check.Name == name);
}
