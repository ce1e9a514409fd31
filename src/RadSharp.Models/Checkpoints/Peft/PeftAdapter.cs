using RadSharp.Models.Parameters;
using RadSharp.Tensors;

namespace RadSharp.Models.Checkpoints.Peft;

/// <summary>
/// A low-rank adapter as PEFT saves it: <c>adapter_config.json</c> beside <c>adapter_model.safetensors</c> or
/// <c>adapter_model.bin</c>. Tensors stay in the file until they are asked for.
/// </summary>
public sealed class PeftAdapter : IDisposable
{
    private static readonly string[] WeightNames = ["adapter_model.safetensors", "adapter_model.bin"];

    private readonly ICheckpoint _weights;
    private readonly OrderedDictionary<string, (string? A, string? B)> _layers = [];
    private readonly OrderedDictionary<string, string> _others = [];

    private PeftAdapter(PeftConfig config, ICheckpoint weights) => (Config, _weights) = (config, weights);

    /// <summary>What the adapter is.</summary>
    public PeftConfig Config { get; }

    /// <summary>The file with the weights.</summary>
    public string Location => _weights.Location;

    /// <summary>The layers that are adapted, by the network's names without <c>.weight</c>.</summary>
    public IReadOnlyCollection<string> Layers => _layers.Keys;

    /// <summary>
    /// Tensors in the file beside the adapter's own, by the network's names: modules that were trained in full, biases, and what
    /// else was put there (RaDialog's <c>model.img_proj_layer</c>).
    /// </summary>
    public IReadOnlyCollection<string> Others => _others.Keys;

    /// <summary>Opens an adapter's folder.</summary>
    /// <param name="folder">Has the configuration.</param>
    /// <param name="weights">The file of the weights in the folder; null for the one of the usual name.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or the adapter is of a kind that is not known here.</exception>
    public static PeftAdapter Open(string folder, string? weights = null)
    {
        var config = PeftConfig.Read(Path.Combine(folder, PeftConfig.FileName));
        var file = weights ?? WeightNames.FirstOrDefault(name => File.Exists(Path.Combine(folder, name)))
            ?? throw new FileNotFoundException(
                $"{folder}: expected {string.Join(" or ", WeightNames)} in the folder, but found neither.");
        var path = Path.Combine(folder, file);
        var isSafetensors = file.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase);
        var adapter = new PeftAdapter(config, isSafetensors ? SafetensorsCheckpoint.Open(path) : TorchCheckpoint.Open(path));
        try
        {
            adapter.Find();
            return adapter;
        }
        catch
        {
            adapter.Dispose();
            throw;
        }
    }

    /// <summary>A layer's rank: rows of A.</summary>
    public int RankOf(string layer) => (int)_weights.ShapeOf(_layers[layer].A!)[0];

    /// <summary>A layer's two matrices and what their product is scaled by; the caller owns the tensors.</summary>
    /// <param name="layer">One of <see cref="Layers"/>.</param>
    /// <returns>A [rank, in] and B [out, rank], Float32.</returns>
    public (Tensor A, Tensor B, float Scaling) Factors(string layer)
    {
        var (a, b) = _layers[layer];
        var left = _weights.Read(a!, DType.Float32);
        try
        {
            return (left, _weights.Read(b!, DType.Float32), Config.ScalingOf(left.Shape[0]));
        }
        catch
        {
            left.Dispose();
            throw;
        }
    }

    /// <summary>Lengths of the axes of one of <see cref="Others"/>.</summary>
    public IReadOnlyList<long> ShapeOf(string other) => _weights.ShapeOf(_others[other]);

    /// <summary>One of <see cref="Others"/>, owned by the caller.</summary>
    public Tensor Read(string other, DType dtype = DType.Float32) => _weights.Read(_others[other], dtype);

    /// <summary>Puts the adapter beside a network's layers. This file may be closed afterwards.</summary>
    /// <param name="network">The network, whose layers have none yet.</param>
    /// <returns>The attached adapter; disposing of it takes it off.</returns>
    /// <exception cref="InvalidDataException">The network lacks a layer that is adapted, or has it in another shape.</exception>
    public LoraAdapters Attach(ParameterSet network) => LoraAdapters.From(this, network);

    /// <summary>
    /// The base model's checkpoint with this adapter's products in its matrices, and with <see cref="Others"/> in the place of
    /// the tensors of their names or beside them: for loading a merged model in any type, 4 bits for instance.
    /// </summary>
    /// <param name="checkpoint">Has the adapter's names; this and the adapter stay the caller's and must live as long.</param>
    /// <exception cref="InvalidDataException">
    /// The checkpoint lacks a matrix that is adapted, or has it in another shape.
    /// </exception>
    public ICheckpoint MergedInto(ICheckpoint checkpoint) => new MergedCheckpoint(checkpoint, this);

    /// <summary>Closes the file.</summary>
    public void Dispose() => _weights.Dispose();

    /// <summary>Checks that a layer's two matrices fit a weight.</summary>
    internal void CheckShape(string layer, string where, IReadOnlyList<long> weight)
    {
        var (a, b) = (_weights.ShapeOf(_layers[layer].A!), _weights.ShapeOf(_layers[layer].B!));
        if (weight is not [var outputs, var inputs] || a[1] != inputs || b[0] != outputs)
        {
            throw CheckpointError.In(
                Location,
                $"layer {CheckpointError.Quoted(layer)}: A [{string.Join(", ", a)}] and B [{string.Join(", ", b)}] do not "
                + $"fit the weight [{string.Join(", ", weight)}] of {where}. Is it the adapter of another model?");
        }
    }

    private void Find()
    {
        foreach (var name in _weights.Names)
        {
            if (PeftNames.TryParse(name, out var layer, out var factor))
            {
                var found = _layers.GetValueOrDefault(layer);
                _layers[layer] = factor == 'A' ? (name, found.B) : (found.A, name);
            }
            else if (PeftNames.IsUnknownAdapter(name))
            {
                throw CheckpointError.In(
                    Location,
                    $"the tensor {CheckpointError.Quoted(name)} is of a kind of adapter that cannot be read; expected "
                    + "lora_A and lora_B of linear layers. Merge it with PEFT and save the merged model");
            }
            else if (PeftNames.Plain(name) is { } plain && !_others.TryAdd(plain, name))
            {
                throw CheckpointError.In(Location, $"the tensor {CheckpointError.Quoted(plain)} is there twice");
            }
        }

        foreach (var (layer, factors) in _layers)
        {
            Check(layer, factors);
        }
    }

    private void Check(string layer, (string? A, string? B) factors)
    {
        if (factors is not ({ } a, { } b))
        {
            throw CheckpointError.In(Location, $"layer {CheckpointError.Quoted(layer)} has only one of lora_A and lora_B");
        }

        var (left, right) = (_weights.ShapeOf(a), _weights.ShapeOf(b));
        if (left.Count != 2 || right.Count != 2 || left[0] != right[1] || (left[0] != Config.Rank && !Config.RanksDiffer))
        {
            throw CheckpointError.In(
                Location,
                $"layer {CheckpointError.Quoted(layer)}: expected A [r, in] and B [out, r] with r = {Config.Rank} of "
                + $"{PeftConfig.FileName}, but found [{string.Join(", ", left)}] and [{string.Join(", ", right)}]");
        }
    }
}
