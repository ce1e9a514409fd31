using System.Text.Json;
using RadSharp.Models.Checkpoints;
using RadSharp.Models.Decoders;
using RadSharp.Models.Vision;
using RadSharp.Radiology.Findings;

namespace RadSharp.Models.Systems;

/// <summary>radsharp-mini's <c>config.json</c>.</summary>
internal static class MiniConfigFile
{
    // Far above what a film, or this memory, asks for.
    private const int MostPixels = 2048, MostWidth = 1024, MostMembers = 16, MostBlocks = 64, MostStages = 6, MostSide = 1 << 16;

    /// <summary>Reads it.</summary>
    public static MiniConfig Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{path}: expected radsharp-mini's configuration, but there is no such file.");
        }

        var fields = ConfigFields.Read(path);
        if (fields.Text("model_type") is var type && type != MiniConfig.ModelType)
        {
            throw fields.Wrong("model_type", MiniConfig.ModelType, $"'{type}'");
        }

        var vision = VisionOf(fields.Section("vision_config"));
        var connector = fields.Section("connector_config");
        return new()
        {
            Vision = vision,
            Members = fields.Positive("members", most: MostMembers),
            Grid = connector.Positive("grid", most: vision.FeatureSize),
            Findings = FindingsOf(fields),
            Suitability = SuitabilityOf(fields.Section("suitability")),
            Text = fields.Has("text_config")
                ? DecoderConfig.Read(fields.Section("text_config").Json, $"{path}: text_config") : null,
        };
    }

    /// <summary>Writes it.</summary>
    public static void Write(string path, MiniConfig config)
    {
        var temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
        using (var stream = File.Create(temporary))
        using (var json = new Utf8JsonWriter(stream, new() { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("model_type", MiniConfig.ModelType);
            Write(json, config.Vision);
            json.WriteNumber("members", config.Members);
            json.WriteStartObject("connector_config");
            json.WriteNumber("grid", config.Grid);
            json.WriteEndObject();
            Write(json, config.Findings);
            Write(json, config.Suitability);
            if (config.Text is { } text)
            {
                Write(json, text);
            }

            json.WriteEndObject();
        }

        File.Move(temporary, path, overwrite: true);
    }

    private static ChestNetworkConfig VisionOf(ConfigFields fields) => new()
    {
        ImageSize = fields.Positive("image_size", most: MostPixels),
        Backbone = new()
        {
            BlockKind = fields.Text("block") switch
            {
                "basic" => ResNetBlockKind.Basic,
                "bottleneck" => ResNetBlockKind.Bottleneck,
                var other => throw fields.Wrong("block", "basic or bottleneck", $"'{other}'"),
            },
            Blocks = fields.Counts("blocks", MostStages, MostBlocks),
            Width = fields.Positive("width", most: MostWidth),
            Channels = 1,
        },
        Findings = NihLabels.All.Count,
    };

    private static CalibratedFinding[] FindingsOf(ConfigFields fields)
    {
        CalibratedFinding[] findings = [.. fields.Sections("findings").Select(FindingOf)];
        return findings.Select(finding => finding.Name).SequenceEqual(NihLabels.All)
            ? findings
            : throw fields.Wrong(
                "findings", $"those of NIH ChestX-ray14 in their order ({string.Join(", ", NihLabels.All)})",
                findings.Length == 0
                    ? "none" : string.Join(", ", findings.Select(finding => CheckpointError.Quoted(finding.Name))));
    }

    private static CalibratedFinding FindingOf(ConfigFields fields)
    {
        var present = (float)fields.Real("present_from", "a number from 0 to 1", number => number is >= 0 and <= 1);
        return new(
            fields.Text("name"),
            (float)fields.Real("scale", "a positive number", number => number is > 0 and < float.MaxValue),
            (float)fields.Real("shift", "a finite number", number => Math.Abs(number) < float.MaxValue),
            (float)fields.Real(
                "uncertain_from", "a number from 0 to present_from", number => number >= 0 && (float)number <= present),
            present);
    }

    private static SuitabilityLimits SuitabilityOf(ConfigFields fields) => new()
    {
        ShorterSide = fields.Positive("shorter_side", most: MostSide),
        GreyDeviation = (float)fields.Real(
            "grey_deviation", "a number from 0 to 255", number => number is >= 0 and <= byte.MaxValue),
        Likeness = (float)fields.Real("likeness", "a number from -1 to 1", number => number is >= -1 and <= 1),
        Distance = fields.Has("distance")
            ? (float)fields.Real("distance", "a positive number", number => number is > 0 and < float.MaxValue)
            : null,
    };

    private static void Write(Utf8JsonWriter json, ChestNetworkConfig vision)
    {
        json.WriteStartObject("vision_config");
        json.WriteNumber("image_size", vision.ImageSize);
        json.WriteString("block", vision.Backbone.BlockKind is ResNetBlockKind.Basic ? "basic" : "bottleneck");
        json.WriteStartArray("blocks");
        foreach (var count in vision.Backbone.Blocks)
        {
            json.WriteNumberValue(count);
        }

        json.WriteEndArray();
        json.WriteNumber("width", vision.Backbone.Width);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<CalibratedFinding> findings)
    {
        json.WriteStartArray("findings");
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("name", finding.Name);
            json.WriteNumber("scale", finding.Scale);
            json.WriteNumber("shift", finding.Shift);
            json.WriteNumber("uncertain_from", finding.UncertainFrom);
            json.WriteNumber("present_from", finding.PresentFrom);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, SuitabilityLimits limits)
    {
        json.WriteStartObject("suitability");
        json.WriteNumber("shorter_side", limits.ShorterSide);
        json.WriteNumber("grey_deviation", limits.GreyDeviation);
        json.WriteNumber("likeness", limits.Likeness);
        if (limits.Distance is { } distance)
        {
            json.WriteNumber("distance", distance);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, DecoderConfig text)
    {
        json.WriteStartObject("text_config");
        json.WriteString("model_type", text.ModelType);
        json.WriteNumber("vocab_size", text.VocabularySize);
        json.WriteNumber("hidden_size", text.HiddenSize);
        json.WriteNumber("intermediate_size", text.IntermediateSize);
        json.WriteNumber("num_hidden_layers", text.Layers);
        json.WriteNumber("num_attention_heads", text.Heads);
        json.WriteNumber("num_key_value_heads", text.KeyValueHeads);
        json.WriteNumber("head_dim", text.HeadDim);
        json.WriteNumber("max_position_embeddings", text.MaxPositions);
        json.WriteNumber("rms_norm_eps", text.NormEpsilon);
        json.WriteNumber("rope_theta", text.RotaryTheta);
        json.WriteBoolean("tie_word_embeddings", text.TiesEmbeddings);
        json.WriteStartArray("eos_token_id");
        foreach (var token in text.EndTokens)
        {
            json.WriteNumberValue(token);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
