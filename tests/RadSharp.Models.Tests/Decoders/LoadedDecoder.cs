using RadSharp.Models.Checkpoints;
using RadSharp.Models.Decoders;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;

namespace RadSharp.Models.Tests.Decoders;

/// <summary>A decoder with its parameters: of a golden folder, or filled by the rule.</summary>
internal sealed class LoadedDecoder : IDisposable
{
    private LoadedDecoder(CausalDecoder decoder, ParameterSet parameters, string[] left) =>
        (Decoder, Parameters, Left) = (decoder, parameters, left);

    public CausalDecoder Decoder { get; }

    public ParameterSet Parameters { get; }

    /// <summary>Tensors of the checkpoint that were not taken.</summary>
    public string[] Left { get; }

    public static LoadedDecoder Of(Golden golden, DType matrices = DType.Float32)
    {
        using var checkpoint = golden.Checkpoint();
        var source = new CheckpointParameters(checkpoint, matrices);
        var parameters = new ParameterSet();
        var config = DecoderConfig.Read(Path.Combine(golden.Folder, "config.json"));
        var decoder = new CausalDecoder(new ParameterScope(source, parameters), config);
        return new LoadedDecoder(decoder, parameters, [.. source.Left]);
    }

    public static LoadedDecoder Filled(DecoderConfig config, DType matrices = DType.Float32, string prefix = "")
    {
        var parameters = new ParameterSet();
        var source = new FilledParameters((_, kind) => kind == ParameterKind.Scale ? (0.1, 1) : (0.15, 0), matrices);
        return new LoadedDecoder(new CausalDecoder(new ParameterScope(source, parameters, prefix), config), parameters, []);
    }

    /// <summary>A small Qwen2 whose matrices are whole blocks of 32 columns.</summary>
    public static DecoderConfig Small { get; } = new("qwen2", 100, 64, 96, 2, 4, 2, 16, 256) { HasAttentionBias = true };

    public void Train()
    {
        foreach (var parameter in Parameters.Parameters)
        {
            parameter.IsTrainable = true;
        }
    }

    public void Dispose() => Parameters.Dispose();
}
