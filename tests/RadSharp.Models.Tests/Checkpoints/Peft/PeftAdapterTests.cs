using RadSharp.Models.Checkpoints;
using RadSharp.Models.Checkpoints.Peft;
using RadSharp.Models.Decoders;
using RadSharp.Models.Layers;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Safetensors;

namespace RadSharp.Models.Tests.Checkpoints.Peft;

public class PeftAdapterTests
{
    [Fact]
    public void The_published_layout_is_read_with_its_ranks_and_scaling()
    {
        using var adapter = PeftAdapter.Open(Golden.PathOf("lora"));
        Assert.Equal(
            (8, 16, 0.05f, "none"), (adapter.Config.Rank, adapter.Config.Alpha, adapter.Config.Dropout, adapter.Config.Bias));
        Assert.Equal(["q_proj", "v_proj"], adapter.Config.TargetModules);
        Assert.Contains("model.layers.0.self_attn.q_proj", adapter.Layers);
        Assert.All(adapter.Layers, layer => Assert.True(adapter.Config.Targets(layer) && adapter.RankOf(layer) == 8));
        Assert.Empty(adapter.Others);
    }

    [Theory]
    [InlineData("adapter_model_fp16.bin", 1.0 / (1 << 11))]
    [InlineData("adapter_model_bf16.bin", 1.0 / (1 << 8))]
    public void Files_in_half_precision_agree_to_their_precision(string file, double precision)
    {
        using var exact = PeftAdapter.Open(Golden.PathOf("lora"));
        using var rounded = PeftAdapter.Open(Golden.PathOf("lora"), file);
        Assert.Equal(exact.Layers, rounded.Layers);
        foreach (var layer in exact.Layers)
        {
            var (a, b, scaling) = exact.Factors(layer);
            var (halfA, halfB, halfScaling) = rounded.Factors(layer);
            foreach (var (expected, found) in new[] { (a, halfA), (b, halfB) })
            {
                for (var index = 0; index < expected.Count; index++)
                {
                    // Numbers below the smallest normal half, 2⁻¹⁴, lose more of themselves.
                    var tolerance = (precision * Math.Abs(expected.Span[index])) + (1.0 / (1 << 25));
                    Assert.InRange(found.Span[index], expected.Span[index] - tolerance, expected.Span[index] + tolerance);
                }

                expected.Dispose();
                found.Dispose();
            }

            Assert.Equal((2f, 2f), (scaling, halfScaling));
        }
    }

    [Fact]
    public void What_lies_beside_the_adapter_is_read_by_its_name()
    {
        using var adapter = PeftAdapter.Open(Golden.PathOf("radialog_align"));
        Assert.Equal(["model.img_proj_layer.weight", "model.img_proj_layer.bias"], adapter.Others);
        using var weight = adapter.Read("model.img_proj_layer.weight");
        Assert.Equal(40, weight.Shape[1]);
    }

    [Fact]
    public void An_attached_adapter_runs_beside_the_layer_or_inside_it_and_comes_off_again()
    {
        using var adapter = PeftAdapter.Open(Golden.PathOf("lora"));
        using var network = NetworkOf(adapter);
        var layer = network.Linears[adapter.Layers.First()];
        var original = layer.Weight.Value.Span.ToArray();
        using var x = Tensor.Uninitialized([3, layer.Weight.Shape[1]]);
        FilledParameters.Fill("x", 1, 0, x.Span);
        var plain = Run(layer, x);
        var attached = adapter.Attach(network);
        var beside = Run(layer, x);
        Assert.Equal(adapter.Layers.Count * 2, attached.Parameters.Count());
        attached.Merge();
        Assert.Null(layer.Adapter);
        var inside = Run(layer, x);
        attached.Unmerge();
        var again = Run(layer, x);
        Assert.Contains(plain.Zip(beside), pair => Math.Abs(pair.First - pair.Second) > 1e-3);
        Assert.All(beside.Zip(inside), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        Assert.All(beside.Zip(again), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        attached.Merge();
        attached.Dispose();
        Assert.Null(layer.Adapter);
        Assert.All(original.Zip(layer.Weight.Value.Span.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_decoder_with_an_adapter_beside_or_merged_computes_what_the_original_does(bool merged)
    {
        using var golden = new Golden("lora");
        using var llama = new Golden("llama");
        using var adapter = PeftAdapter.Open(golden.Folder);
        using var checkpoint = llama.Checkpoint();
        using var parameters = new ParameterSet();
        var source = new CheckpointParameters(merged ? adapter.MergedInto(checkpoint) : checkpoint);
        var decoder = new CausalDecoder(
            new ParameterScope(source, parameters), DecoderConfig.Read(Path.Combine(llama.Folder, "config.json")));
        using var attached = merged ? null : adapter.Attach(parameters);
        using var tape = Tape.ForInference();
        var hidden = decoder.Forward(tape, decoder.Embed(tape, golden.Integers("input_ids")));
        golden.Check("logits", decoder.Logits(tape, hidden), 2e-4);
    }

    [Fact]
    public void Merging_is_refused_twice_and_into_quantised_matrices()
    {
        using var adapter = PeftAdapter.Open(Golden.PathOf("lora"));
        using var network = NetworkOf(adapter, DType.BFloat16);
        using var attached = adapter.Attach(network);
        Assert.Contains("MergedInto", Assert.Throws<InvalidOperationException>(attached.Merge).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(attached.Unmerge);
        Assert.Throws<InvalidOperationException>(() => adapter.Attach(network));
    }

    [Fact]
    public void A_checkpoint_read_through_an_adapter_is_the_merged_model()
    {
        using var adapter = PeftAdapter.Open(Golden.PathOf("radialog_project"));
        using var plain = SafetensorsCheckpoint.Open(Golden.PathOf("radialog_project/base"));
        using var merged = adapter.MergedInto(plain);
        using var network = NetworkOf(adapter, checkpoint: plain);
        using var attached = adapter.Attach(network);
        attached.Merge();
        foreach (var name in adapter.Layers)
        {
            using var found = merged.Read(name + ".weight", DType.Float32);
            Assert.Equal(network.Linears[name].Weight.Value.Span.ToArray(), found.Span.ToArray());
        }

        Assert.Equal(plain.ShapeOf("lm_head.weight"), merged.ShapeOf("lm_head.weight"));
        using var align = PeftAdapter.Open(Golden.PathOf("radialog_align"));
        using var llama = SafetensorsCheckpoint.Open(Golden.PathOf("radialog_align/base"));
        using var projected = align.MergedInto(llama).Read("model.img_proj_layer.bias", DType.Float32);
        Assert.Equal(1, projected.Shape.Rank);
        using var other = SafetensorsCheckpoint.Open(Golden.PathOf("qformer"));
        Assert.Throws<InvalidDataException>(() => align.MergedInto(other));
    }

    [Fact]
    public void What_is_saved_is_read_again()
    {
        using var folder = new TemporaryFolder();
        using var network = new ParameterSet();
        var scope = new ParameterScope(new FreshParameters(3), network);
        foreach (var name in (ReadOnlySpan<string>)["q_proj", "k_proj", "lm_head"])
        {
            _ = new Linear(scope["model"][name], 6, 5, bias: name == "lm_head");
        }

        var config = new PeftConfig
        {
            Rank = 2,
            Alpha = 3,
            Dropout = 0.25f,
            TargetModules = ["q_proj", "k_proj"],
            ModulesToSave = ["lm_head"],
        };
        using var fresh = LoraAdapters.Fresh(network, config, 5);
        var names = fresh.Parameters.Select(static parameter => parameter.Name).ToArray();
        Assert.Equal(
            [
                "model.q_proj.lora_A.weight", "model.q_proj.lora_B.weight",
                "model.k_proj.lora_A.weight", "model.k_proj.lora_B.weight",
            ],
            names);
        Assert.All(fresh.Parameters.Where(static parameter => parameter.Name.Contains("_B", StringComparison.Ordinal)),
            static parameter => Assert.All(parameter.Value.Span.ToArray(), static value => Assert.Equal(0, value)));
        fresh.Parameters.Last().Value.Span.Fill(7);
        fresh.Save(folder.Path, network["model.lm_head.weight"], network["model.lm_head.bias"]);

        using var read = PeftAdapter.Open(folder.Path);
        Assert.Equal(["model.lm_head.bias", "model.lm_head.weight"], read.Others.Order(StringComparer.Ordinal));
        Assert.Equal(
            (2, 3, 0.25f, "lm_head"),
            (read.Config.Rank, read.Config.Alpha, read.Config.Dropout, Assert.Single(read.Config.ModulesToSave)));
        var (a, b, scaling) = read.Factors("model.k_proj");
        Assert.Equal((1.5f, 7f), (scaling, b.Span[9]));
        Assert.Equal(fresh.Parameters.ElementAt(2).Value.Span.ToArray(), a.Span.ToArray());
        a.Dispose();
        b.Dispose();
    }

    [Fact]
    public void Older_names_modules_trained_in_full_and_biases_are_understood()
    {
        using var folder = new TemporaryFolder();
        using var a = Tensor.Full([2, 6], 1);
        using var b = Tensor.Full([5, 2], 1);
        using var bias = Tensor.Full([5], 9);
        SafetensorsWriter.Write(folder["adapter_model.safetensors"],
        [
            new("base_model.model.fc.lora_A.default.weight", a), new("base_model.model.fc.lora_B.default.weight", b),
            new("base_model.model.fc.base_layer.bias", bias), new("base_model.model.head.modules_to_save.default.bias", bias),
            new("base_model.model.tail.modules_to_save.bias", bias), new("base_model.model.head.original_module.bias", bias),
        ]);
        File.WriteAllText(
            folder[PeftConfig.FileName],
            """{"peft_type": "LORA", "r": 2, "lora_alpha": 4, "target_modules": ".*fc", "bias": "lora_only"}""");
        using var adapter = PeftAdapter.Open(folder.Path);
        Assert.Equal("fc", Assert.Single(adapter.Layers));
        Assert.Equal(["fc.bias", "head.bias", "tail.bias"], adapter.Others.Order(StringComparer.Ordinal));
        using var network = new ParameterSet();
        var layer = new Linear(new ParameterScope(new FreshParameters(1), network)["fc"], 6, 5);
        using (adapter.Attach(network))
        {
            Assert.Equal(9, layer.Bias!.Value.Span[4]);
        }

        Assert.Equal(0, layer.Bias.Value.Span[4]);
    }

    [Fact]
    public void Layers_that_the_network_lacks_are_named()
    {
        using var adapter = PeftAdapter.Open(Golden.PathOf("lora"));
        using var empty = new ParameterSet();
        Assert.Contains(
            "'q_proj' or 'v_proj'", Assert.Throws<InvalidDataException>(() => adapter.Attach(empty)).Message,
            StringComparison.Ordinal);
        var scope = new ParameterScope(new FreshParameters(1), empty);
        _ = new Linear(scope["other.q_proj"], 8, 8);
        _ = new Linear(scope["other.v_proj"], 8, 8);
        Assert.Contains(
            "'model.layers.0.self_attn.q_proj'", Assert.Throws<InvalidDataException>(() => adapter.Attach(empty)).Message,
            StringComparison.Ordinal);
        using var narrow = new ParameterSet();
        foreach (var layer in adapter.Layers)
        {
            _ = new Linear(new ParameterScope(new FreshParameters(1), narrow)[layer], 8, 8);
        }

        Assert.Contains(
            "do not fit the weight [8, "
            + "8]", Assert.Throws<InvalidDataException>(() => adapter.Attach(narrow)).Message, StringComparison.Ordinal);
        Assert.All(narrow.Linears.Values, static layer => Assert.Null(layer.Adapter));
    }

    private static ParameterSet NetworkOf(PeftAdapter adapter, DType dtype = DType.Float32, ICheckpoint? checkpoint = null)
    {
        var set = new ParameterSet();
        IParameterSource source = checkpoint is null
            ? new FilledParameters(static (_, _) => (0.1, 0), dtype)
            : new CheckpointParameters(checkpoint);
        foreach (var layer in adapter.Layers)
        {
            var (a, b, _) = adapter.Factors(layer);
            _ = new Linear(new ParameterScope(source, set)[layer], a.Shape[1], b.Shape[0], bias: false);
            a.Dispose();
            b.Dispose();
        }

        return set;
    }

    private static float[] Run(Linear layer, Tensor x)
    {
        using var tape = Tape.ForInference();
        return layer.Forward(tape, x).Span.ToArray();
    }
}
