using RadSharp.Models.Layers;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Safetensors;

namespace RadSharp.Models.Checkpoints.Peft;

/// <summary>
/// The adapters of one network's linear layers, attached to them: run beside the matrices, merged into them, trained, saved.
/// Owns the adapters' parameters; disposing takes the adapters off and leaves the network as it was.
/// </summary>
public sealed class LoraAdapters : IDisposable
{
    private readonly List<(string Name, Linear Layer, LoraAdapter Adapter)> _adapters = [];
    private readonly List<(Parameter Parameter, Tensor Original)> _replaced = [];

    private LoraAdapters(PeftConfig config) => Config = config;

    /// <summary>What the adapters are.</summary>
    public PeftConfig Config { get; }

    /// <summary>Whether the products are in the layers' matrices now, and the layers run without adapters.</summary>
    public bool IsMerged { get; private set; }

    /// <summary>
    /// A and B of every adapted layer, frozen as all parameters are; training marks them. Named without PEFT's prefix.
    /// </summary>
    public IEnumerable<Parameter> Parameters =>
        _adapters.SelectMany(static entry => (Parameter[])[entry.Adapter.A, entry.Adapter.B]);

    /// <summary>Attaches fresh adapters, which change nothing yet: A uniform within ±1/√in as PEFT's, B zero.</summary>
    /// <param name="network">The network, whose layers have none yet.</param>
    /// <param name="config">Which layers, and of which rank.</param>
    /// <param name="seed">Which random numbers.</param>
    /// <exception cref="InvalidDataException">A target is no layer of the network.</exception>
    /// <exception cref="InvalidOperationException">A layer has an adapter already.</exception>
    public static LoraAdapters Fresh(ParameterSet network, PeftConfig config, int seed)
    {
        CheckTargets(network, config, PeftConfig.FileName);
        var adapters = new LoraAdapters(config);
        try
        {
            foreach (var (name, layer) in network.Linears.Where(linear => config.Targets(linear.Key)))
            {
                adapters.AddFresh(name, layer, new Random(unchecked((int)FilledParameters.Hash(name) ^ seed)));
            }

            return adapters;
        }
        catch
        {
            adapters.Dispose();
            throw;
        }
    }

    /// <summary>Adds the products to the layers' matrices, so that they cost nothing when running.</summary>
    /// <exception cref="InvalidOperationException">They are merged already, or a matrix is not Float32.</exception>
    public void Merge()
    {
        Expect(!IsMerged, "The adapters are merged already.");
        foreach (var (name, layer, _) in _adapters)
        {
            Expect(
                layer.Weight.Value.DType == DType.Float32,
                $"The matrix of '{name}' is {layer.Weight.Value.DType}, but merging needs Float32. Load the model through "
                + "PeftAdapter.MergedInto, which merges before it converts.");
        }

        foreach (var (_, layer, adapter) in _adapters)
        {
            LowRankProduct.AddTo(layer.Weight, adapter.A, adapter.B, adapter.Scaling);
            layer.Adapter = null;
        }

        IsMerged = true;
    }

    /// <summary>Takes the products out of the matrices again, to rounding, and runs the adapters beside them.</summary>
    /// <exception cref="InvalidOperationException">They are not merged.</exception>
    public void Unmerge()
    {
        Expect(IsMerged, "The adapters are not merged.");
        foreach (var (_, layer, adapter) in _adapters)
        {
            LowRankProduct.AddTo(layer.Weight, adapter.A, adapter.B, -adapter.Scaling);
            layer.Adapter = adapter;
        }

        IsMerged = false;
    }

    /// <summary>
    /// Writes the adapters as PEFT reads them: <c>adapter_model.safetensors</c> and <c>adapter_config.json</c>.
    /// </summary>
    /// <param name="folder">Made where it does not exist; files in it are replaced.</param>
    /// <param name="others">What is saved beside them under the network's names: modules trained in full.</param>
    public void Save(string folder, params IEnumerable<Parameter> others)
    {
        Directory.CreateDirectory(folder);
        var tensors = new List<SafetensorsTensor>();
        foreach (var (name, _, adapter) in _adapters)
        {
            tensors.Add(new SafetensorsTensor(PeftNames.Of(name, 'A'), adapter.A));
            tensors.Add(new SafetensorsTensor(PeftNames.Of(name, 'B'), adapter.B));
        }

        tensors.AddRange(others.Select(static other => new SafetensorsTensor(PeftNames.Prefix + other.Name, other)));
        SafetensorsWriter.Write(
            Path.Combine(folder, "adapter_model.safetensors"), tensors, new Dictionary<string, string> { ["format"] = "pt" });
        Config.Write(Path.Combine(folder, PeftConfig.FileName));
    }

    /// <summary>Takes the adapters off, out of the matrices too, puts back what was replaced, and frees the parameters.</summary>
    public void Dispose()
    {
        // The network may be gone by now, and its matrices with it.
        if (IsMerged && _adapters.TrueForAll(static entry => entry.Layer.Weight.Value.IsLive))
        {
            Unmerge();
        }

        foreach (var (_, layer, adapter) in _adapters)
        {
            layer.Adapter = null;
            adapter.A.Dispose();
            adapter.B.Dispose();
        }

        foreach (var (parameter, original) in _replaced)
        {
            if (parameter.Value.IsLive)
            {
                original.Span.CopyTo(parameter.Value.Span);
            }

            original.Dispose();
        }

        _adapters.Clear();
        _replaced.Clear();
    }

    /// <summary>Attaches the adapters of a file; tensors of the network that the file brings are replaced.</summary>
    internal static LoraAdapters From(PeftAdapter file, ParameterSet network)
    {
        CheckTargets(network, file.Config, file.Location);
        var missing = file.Layers.Where(layer => !network.Linears.ContainsKey(layer)).ToArray();
        if (missing.Length > 0)
        {
            throw CheckpointError.In(
                file.Location,
                $"{missing.Length} of the {file.Layers.Count} adapted layers are not in the network, "
                + $"{CheckpointError.Quoted(missing[0])} for instance. Is it the adapter of another model?");
        }

        var adapters = new LoraAdapters(file.Config);
        try
        {
            foreach (var name in file.Layers)
            {
                var layer = network.Linears[name];
                file.CheckShape(name, "the network", [.. layer.Weight.Shape.Select(static length => (long)length)]);
                var (a, b, scaling) = file.Factors(name);
                adapters.Add(name, layer, a, b, scaling);
            }

            adapters.Replace(file, network);
            return adapters;
        }
        catch
        {
            adapters.Dispose();
            throw;
        }
    }

    private static void CheckTargets(ParameterSet network, PeftConfig config, string file)
    {
        string[] missing = config.TargetPattern is null
            ? [.. config.TargetModules.Where(target => !network.Linears.Keys.Any(name => PeftConfig.IsLastPart(name, target)))]
            : network.Linears.Keys.Any(config.Targets) ? [] : [config.TargetPattern];
        if (missing.Length > 0)
        {
            throw CheckpointError.In(
                file,
                "target_modules: no linear layer of the network is called "
                + $"{string.Join(" or ", missing.Select(CheckpointError.Quoted))}");
        }
    }

    private static void Expect(bool condition, string message)
    {
        if (!condition)
        {
            throw new InvalidOperationException(message);
        }
    }

    private void AddFresh(string name, Linear layer, Random random)
    {
        var (outputs, inputs) = (layer.Weight.Shape[0], layer.Weight.Shape[1]);
        var a = Tensor.Uninitialized([Config.Rank, inputs]);
        foreach (ref var value in a.Span)
        {
            value = ((2 * random.NextSingle()) - 1) / MathF.Sqrt(inputs);
        }

        Add(name, layer, a, Tensor.Zeros([outputs, Config.Rank]), Config.ScalingOf(Config.Rank));
    }

    private void Add(string name, Linear layer, Tensor a, Tensor b, float scaling)
    {
        var adapter = new LoraAdapter(
            new Parameter($"{name}.lora_A.weight", a, trainable: false),
            new Parameter($"{name}.lora_B.weight", b, trainable: false),
            scaling,
            Config.Dropout);
        if (layer.Adapter is not null)
        {
            adapter.A.Dispose();
            adapter.B.Dispose();
            throw new InvalidOperationException($"The layer '{name}' has an adapter already. Dispose of that one first.");
        }

        layer.Adapter = adapter;
        _adapters.Add((name, layer, adapter));
    }

    private void Replace(PeftAdapter file, ParameterSet network)
    {
        foreach (var parameter in network.Parameters.Where(parameter => file.Others.Contains(parameter.Name)))
        {
            Expect(
                parameter.Value.DType == DType.Float32,
                $"{file.Location} brings '{parameter.Name}', which the network keeps as {parameter.Value.DType}. Load the model "
                + "through PeftAdapter.MergedInto, which replaces before it converts.");
            using var value = file.Read(parameter.Name);
            if (value.Shape != parameter.Shape)
            {
                throw CheckpointError.In(
                    file.Location,
                    $"expected {CheckpointError.Quoted(parameter.Name)} to have the shape "
                    + $"{parameter.Shape}, found {value.Shape}");
            }

            _replaced.Add((parameter, parameter.Value.Clone()));
            value.Span.CopyTo(parameter.Value.Span);
        }
    }
}
