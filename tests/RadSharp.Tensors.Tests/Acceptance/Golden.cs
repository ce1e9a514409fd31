using System.Text.Json;
using RadSharp.Tensors.Safetensors;

namespace RadSharp.Tensors.Tests.Acceptance;

/// <summary>A folder of <c>Fixtures/golden</c>: a small model and what the original implementation computes with it.</summary>
internal sealed class Golden : IDisposable
{
    private readonly string _folder;
    private readonly SafetensorsFile _expected;

    public Golden(string name)
    {
        _folder = Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden", name);
        _expected = SafetensorsFile.Open(Path.Combine(_folder, "expected.safetensors"));
        InputIds = _expected.ReadInt32("input_ids");
        Labels = _expected.ReadInt32("loss_labels");
    }

    /// <summary>[1, tokens]</summary>
    public int[] InputIds { get; }

    /// <summary>[1, tokens], −100 where a token is not counted; not shifted.</summary>
    public int[] Labels { get; }

    /// <summary>The prompt and 24 greedy tokens.</summary>
    public int[] GeneratedIds => _expected.ReadInt32("generated_ids");

    /// <summary>The model with its first weights, owned by the caller.</summary>
    /// <param name="projections">How its linear layers are stored.</param>
    public TinyDecoder Decoder(DType projections = DType.Float32)
    {
        using var weights = SafetensorsFile.Open(Path.Combine(_folder, "model.safetensors"));
        return new TinyDecoder(DecoderConfig.Read(Path.Combine(_folder, "config.json")), weights, projections);
    }

    public float[] Expected(string name)
    {
        using var tensor = _expected.ReadFloat32(name);
        return tensor.Span.ToArray();
    }

    /// <summary>The largest allowed max |a − b| / max |b|.</summary>
    public double Tolerance(string name) => Json("golden.json").GetProperty("tolerance").GetProperty(name).GetDouble();

    /// <summary>The recorded training: hyper-parameters, and loss and gradient norm of each step.</summary>
    public JsonElement AdamW() => Json("adamw.json");

    public void Dispose() => _expected.Dispose();

    private JsonElement Json(string file) => JsonElement.Parse(File.ReadAllText(Path.Combine(_folder, file)));
}
