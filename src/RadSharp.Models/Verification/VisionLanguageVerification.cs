using System.Text.Json;
using System.Text.RegularExpressions;
using RadSharp.Imaging;
using RadSharp.Imaging.Jpeg;
using RadSharp.Imaging.Png;
using RadSharp.Models.Checkpoints;
using RadSharp.Models.Compositions;
using RadSharp.Models.Decoders;
using RadSharp.Models.Parameters;
using RadSharp.Models.Vision.Processing;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Verification;

/// <summary>
/// LLaVA-OneVision, RadVLM's composition (<c>kind: vlm</c>): for each image of <c>cases.json</c> its tiles and tokens, the pixels
/// that the processor makes, the features, logits of the prompt's last tokens, the greedy answer, and the loss with all gradients
/// where a case has them.
/// </summary>
internal static partial class VisionLanguageVerification
{
    private const string LogitsPrefix = "logits_last";

    // The processor's arithmetic is Pillow's, so that pixels agree to this. Where they agree less, but within their own tolerance
    // (a JPEG decoder may differ by a grey level), the rest is computed from the folder's pixels, as its tolerances suppose.
    private const double SamePixels = 1e-6;

    /// <summary>Recomputes the folder's outputs.</summary>
    public static void Run(GoldenFolder golden, CheckList checks)
    {
        using var checkpoint = golden.OpenWeights("weights");
        using var parameters = new ParameterSet();
        var model = new LlavaOnevision(
            new ParameterScope(new CheckpointParameters(checkpoint), parameters),
            LlavaOnevisionConfig.Read(golden.FileOf("config")));
        var processor = new AnyResolutionProcessor(
            ImageProcessorConfig.Read(golden.FileOf("processor", "preprocessor_config.json")), model.Config.Resolutions);
        var cases = CasesOf(golden.FileOf("cases"));
        foreach (var entry in cases)
        {
            Run(golden, checks, entry, model, processor, parameters);
        }

        // "only in the "wide" case": a folder without that case owes no such output.
        foreach (var (output, text) in golden.Outputs)
        {
            if (CaseIn().Match(text) is { Success: true } match
                && !cases.Exists(entry => entry.Text("expected").Contains(match.Groups[1].Value, StringComparison.Ordinal)))
            {
                checks.Excuse(output);
            }
        }
    }

    private static void Run(
        GoldenFolder golden, CheckList checks, ConfigFields entry, LlavaOnevision model, AnyResolutionProcessor processor,
        ParameterSet parameters)
    {
        var file = entry.Text("expected");
        var label = $"{Path.GetFileNameWithoutExtension(file)}: ";
        var image = ImageOf(golden.Existing("cases", entry.Text("image")));
        var (tiles, layout) = processor.Process(image);
        using var ownedTiles = tiles;
        using var expected = new ExpectedTensors(golden.Existing("cases", file), checks, label);
        CheckLayout(checks, label, entry, image, layout);
        CheckImageSize(expected, image);
        var pixels = CheckPixels(golden, expected, tiles);
        using (pixels)
        {
            var ids = expected.Tokens("input_ids");
            CheckAnswer(golden, expected, model, ids, pixels ?? tiles, layout);
            if (expected.Contains("loss") || expected.HasGradients)
            {
                CheckGradients(golden, expected, model, parameters, ids, pixels ?? tiles, layout);
            }
        }

        expected.CheckRest(golden.Inputs);
    }

    private static void CheckLayout(CheckList checks, string label, ConfigFields entry, Image<byte> image, in TileLayout layout)
    {
        Check("image_size_hw", image.Height, image.Width);
        Check("best_resolution_hw", layout.Resolution.Height, layout.Resolution.Width);
        Check("tiles", layout.Tiles);
        Check("image_tokens", layout.ImageTokens);

        void Check(string name, params ReadOnlySpan<int> found)
        {
            if (entry.Has(name))
            {
                checks.Add(label, name, ExactDifference(NumbersOf(entry, name), found), tolerance: 0);
            }
        }
    }

    private static int[] NumbersOf(ConfigFields entry, string name)
    {
        var json = entry.Json.GetProperty(name);
        var list = json.ValueKind == JsonValueKind.Array ? json.EnumerateArray().ToArray() : [json];
        return Array.ConvertAll(list, item => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var number)
            ? number : throw entry.Wrong(name, "a whole number or a list of them", json.GetRawText()));
    }

    private static void CheckImageSize(ExpectedTensors expected, Image<byte> image)
    {
        const string Name = "image_sizes";
        if (expected.Contains(Name))
        {
            expected.Check(Name, ExactDifference(expected.Tokens(Name).Values, [image.Height, image.Width]), tolerance: 0);
        }
    }

    private static RelativeDifference ExactDifference(ReadOnlySpan<int> expected, ReadOnlySpan<int> found) =>
        expected.SequenceEqual(found)
            ? new(0)
            : RelativeDifference.Incomparable(
                $"expected {string.Join(" × ", expected.ToArray())}, found {string.Join(" × ", found.ToArray())}");

    // The pixels to go on with where they are not the processor's own.
    private static Tensor? CheckPixels(GoldenFolder golden, ExpectedTensors expected, Tensor tiles)
    {
        const string Name = "pixel_values";
        using var tape = Tape.ForInference();
        var tolerance = golden.Tolerance(Name, "activations");
        var difference = expected.Check(Name, tape.Permute(tiles, 0, 3, 1, 2), tolerance); // [tiles, 3, size, size]
        if (difference is not { Value: > SamePixels and var value } || !(value <= tolerance))
        {
            return null;
        }

        using var stored = expected.Input(Name);
        var channelsFirst = stored.Reshape([tiles.Shape[0], tiles.Shape[3], tiles.Shape[1], tiles.Shape[2]]);
        return tape.Permute(channelsFirst, 0, 2, 3, 1).Clone();
    }

    private static void CheckAnswer(
        GoldenFolder golden, ExpectedTensors expected, LlavaOnevision model, TokenRows ids, Tensor tiles, TileLayout layout)
    {
        var tolerance = golden.Tolerance("activations");
        using var tape = Tape.ForInference();
        var features = model.EncodeImage(tape, tiles, layout);
        expected.Check("image_features", features, tolerance);
        var hidden = model.Decoder.Forward(tape, model.Embed(tape, ids[0], features));
        foreach (var name in expected.Names.Where(static name => name.StartsWith(LogitsPrefix, StringComparison.Ordinal)))
        {
            if (int.TryParse(name.AsSpan(LogitsPrefix.Length), out var count) && count > 0 && count <= ids.Length)
            {
                var last = tape.Slice(hidden, 1, ids.Length - count, count);
                expected.Check(name, model.Decoder.Logits(tape, last), golden.Tolerance("logits", "activations"));
            }
        }

        expected.Check("logits", model.Decoder.Logits(tape, hidden), golden.Tolerance("logits", "activations"));
        GreedyAnswer.Check(
            expected, "", model.Decoder, ids, (inner, row) => model.Embed(inner, ids[row], features),
            golden.Tolerance("logits", "activations"));
    }

    private static void CheckGradients(
        GoldenFolder golden, ExpectedTensors expected, LlavaOnevision model, ParameterSet parameters, TokenRows ids, Tensor tiles,
        TileLayout layout)
    {
        const int Learned = 3;
        NetworkGradients.Want(parameters);
        foreach (var parameter in parameters.Parameters)
        {
            parameter.Value.ClearGradient();
        }

        // The rule of these folders: the last three tokens are learned.
        var labels = ids.Values.ToArray();
        labels.AsSpan(0, Math.Max(0, labels.Length - Learned)).Fill(CausalDecoder.NotCounted);
        using var tape = Tape.ForTraining();
        var loss = model.Decoder.Loss(tape, model.Embed(tape, ids[0], model.EncodeImage(tape, tiles, layout)), labels);
        expected.Check("loss", loss, golden.Tolerance("loss", "activations"));
        if (expected.HasGradients)
        {
            tape.Backward(loss);
            expected.CheckGradients(NetworkGradients.Of(parameters), golden.Tolerance("gradients"));
        }
    }

    private static List<ConfigFields> CasesOf(string file)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            if (json.RootElement.ValueKind == JsonValueKind.Array && json.RootElement.GetArrayLength() > 0)
            {
                return [.. json.RootElement.EnumerateArray().Select(entry => new ConfigFields(entry.Clone(), file))];
            }
        }
        catch (JsonException error)
        {
            throw CheckpointError.In(file, $"expected a list of cases, but {error.Message.TrimEnd('.')}");
        }

        throw CheckpointError.In(file, "expected a list of at least one case, found something else");
    }

    // As Pillow decodes it: no orientation, no luminance.
    private static Image<byte> ImageOf(string file)
    {
        var data = File.ReadAllBytes(file);
        try
        {
            var format = FilmFormats.Recognize(data.AsSpan(0, Math.Min(data.Length, FilmFormats.StartLength)));
            var image = format switch
            {
                FilmFormat.Png => PngReader.Read(data),
                FilmFormat.Jpeg => JpegReader.Read(data).Image,
                _ => null,
            };
            return image as Image<byte>
                ?? throw new InvalidDataException($"{file}: expected a PNG or JPEG image of 8 bits a channel, found another.");
        }
        catch (ImageDataException error) when (error.File is null)
        {
            throw error.In(file);
        }
    }

    [GeneratedRegex("only in the \"(\\w+)\" case")]
    private static partial Regex CaseIn();
}
