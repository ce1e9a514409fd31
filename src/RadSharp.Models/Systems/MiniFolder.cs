using System.Text.Json;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Safetensors;

namespace RadSharp.Models.Systems;

/// <summary>
/// Writes radsharp-mini's folder in two stages. The first is an eye, which <see cref="MiniEye.Open"/> opens: a configuration
/// without <c>text_config</c>, and the members' weights. The second adds connector, language model and tokenizer, for
/// <see cref="RadSharpMini.Open"/>. Weights are written in half precision, what was measured and what is small in full; each file
/// takes its name only when it is complete, the configuration last.
/// </summary>
public static class MiniFolder
{
    private static readonly string[] TokenizerNames = ["tokenizer.json", "tokenizer_config.json"];

    /// <summary>Writes an eye from networks that were trained one by one.</summary>
    /// <param name="folder">Is made if it is not there.</param>
    /// <param name="config">The numbers; a language model in it is left out.</param>
    /// <param name="members">The parameters of each network, named from its root: <c>backbone.conv1.weight</c>.</param>
    /// <param name="statistics">
    /// Of the first member's <see cref="EyeOutput.Pooled"/>, where the configuration has a limit of their distance; else null.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The configuration says another number of members, or has a limit of the distance without statistics or the other way
    /// round, or a weight is not a number of half precision.
    /// </exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void WriteEye(
        string folder, MiniConfig config, IReadOnlyList<ParameterSet> members, FeatureStatistics? statistics = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(members);
        if (members.Count != config.Members)
        {
            throw new ArgumentException(
                $"Expected the {config.Members} members that the configuration says, found {members.Count} members.", nameof(members));
        }

        Expect(config, statistics);
        var weights = members.SelectMany((set, member) => set.Parameters.Select(
            parameter => ($"vision.{member}.{parameter.Name}", parameter.Value)));
        Write(folder, config with { Text = null }, weights, StatisticsOf(statistics));
    }

    /// <summary>Writes an eye anew, with what was measured since: calibration, statistics of its features.</summary>
    /// <param name="folder">May be the one that the eye was opened from.</param>
    /// <param name="config">The numbers; a language model in it is left out.</param>
    /// <param name="eye">Gives the weights.</param>
    /// <param name="statistics">
    /// Of the first member's <see cref="EyeOutput.Pooled"/>, where the configuration has a limit of their distance; else null.
    /// </param>
    /// <inheritdoc cref="WriteEye(string, MiniConfig, IReadOnlyList{ParameterSet}, FeatureStatistics)" path="/exception"/>
    public static void WriteEye(string folder, MiniConfig config, MiniEye eye, FeatureStatistics? statistics)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(eye);
        Expect(config, statistics);
        Write(folder, config with { Text = null }, WeightsOf(eye), StatisticsOf(statistics));
    }

    /// <summary>Writes the whole model.</summary>
    /// <param name="folder">Is made if it is not there.</param>
    /// <param name="config">The numbers; with <see cref="MiniConfig.Text"/>.</param>
    /// <param name="eye">Gives the weights and statistics of the eye.</param>
    /// <param name="language">Gives those of connector and language model.</param>
    /// <param name="tokenizer">
    /// The folder of <c>tokenizer.json</c> and <c>tokenizer_config.json</c>, which has the chat template; may be the same.
    /// </param>
    /// <inheritdoc cref="WriteEye(string, MiniConfig, IReadOnlyList{ParameterSet}, FeatureStatistics)" path="/exception"/>
    /// <exception cref="FileNotFoundException">The tokenizer's files are not there.</exception>
    public static void Write(string folder, MiniConfig config, MiniEye eye, MiniLanguage language, string tokenizer)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(eye);
        ArgumentNullException.ThrowIfNull(language);
        Expect(config, eye.Statistics);
        var text = config.Text ?? throw new ArgumentException(
            $"Expected a configuration with a language model, found none in {nameof(MiniConfig.Text)}.", nameof(config));
        foreach (var name in TokenizerNames)
        {
            if (!File.Exists(Path.Combine(tokenizer, name)))
            {
                throw new FileNotFoundException($"{tokenizer}: expected the tokenizer's {name}, but there is no such file.");
            }
        }

        Directory.CreateDirectory(folder);
        foreach (var name in TokenizerNames.Where(_ => Path.GetFullPath(folder) != Path.GetFullPath(tokenizer)))
        {
            File.Copy(Path.Combine(tokenizer, name), Path.Combine(folder, name), overwrite: true);
        }

        WriteGeneration(Path.Combine(folder, "generation_config.json"), text.EndTokens);
        var weights = WeightsOf(eye).Concat(language.Parameters.Parameters
            .Where(parameter => !IsEyes(parameter.Name)).Select(parameter => (parameter.Name, parameter.Value)));
        Write(folder, config, weights, StatisticsOf(eye.Statistics));
    }

    private static bool IsEyes(string name) =>
        name.StartsWith("vision.", StringComparison.Ordinal) || name.StartsWith("suitability.", StringComparison.Ordinal);

    private static IEnumerable<(string Name, Tensor Value)> WeightsOf(MiniEye eye) => eye.Parameters.Parameters
        .Where(parameter => parameter.Name.StartsWith("vision.", StringComparison.Ordinal))
        .Select(parameter => (parameter.Name, parameter.Value));

    private static IEnumerable<SafetensorsTensor> StatisticsOf(FeatureStatistics? statistics)
    {
        if (statistics is not null)
        {
            yield return Exact("suitability.mean", [statistics.Channels], statistics.Mean);
            yield return Exact("suitability.precision", [statistics.Channels, statistics.Channels], statistics.Precision);
        }
    }

    private static SafetensorsTensor Exact(string name, ReadOnlySpan<long> shape, ReadOnlySpan<float> values) =>
        new(name, SafetensorsDType.F32, shape, System.Runtime.InteropServices.MemoryMarshal.AsBytes(values).ToArray());

    private static void Expect(MiniConfig config, FeatureStatistics? statistics)
    {
        if (config.Suitability.Distance is null != statistics is null)
        {
            throw new ArgumentException(
                "Expected statistics of the features together with a limit of the distance from them, found "
                + $"{(statistics is null ? "the limit alone" : "no limit")}.", nameof(statistics));
        }
    }

    private static void Write(
        string folder, MiniConfig config, IEnumerable<(string Name, Tensor Value)> weights,
        IEnumerable<SafetensorsTensor> statistics)
    {
        Directory.CreateDirectory(folder);
        var halves = new List<Tensor>();
        try
        {
            var tensors = new List<SafetensorsTensor>();
            foreach (var (name, value) in weights)
            {
                ExpectHalf(name, value);

                // Biases and norms are few, and some are smaller than half precision knows.
                var kept = value.Shape.Rank > 1 ? value.To(DType.Float16) : value;
                if (value.Shape.Rank > 1)
                {
                    halves.Add(kept);
                }

                tensors.Add(new SafetensorsTensor(name, kept));
            }

            SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), [.. tensors, .. statistics]);
        }
        finally
        {
            halves.ForEach(half => half.Dispose());
        }

        config.Write(Path.Combine(folder, "config.json"));
    }

    private static void ExpectHalf(string name, Tensor value)
    {
        foreach (var number in value.Span)
        {
            if (!(Math.Abs(number) <= (float)Half.MaxValue))
            {
                throw new ArgumentException(
                    $"Expected weights of at most {(float)Half.MaxValue}, found {number} in '{name}'. Has training diverged?");
            }
        }
    }

    private static void WriteGeneration(string path, IReadOnlyList<int> endTokens)
    {
        using var stream = File.Create(path);
        using var json = new Utf8JsonWriter(stream, new() { Indented = true });
        json.WriteStartObject();
        json.WriteBoolean("do_sample", false);
        json.WriteStartArray("eos_token_id");
        foreach (var token in endTokens)
        {
            json.WriteNumberValue(token);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
