using RadSharp.Models.Parameters;
using RadSharp.Models.Vision;
using RadSharp.Tensors;

namespace RadSharp.Bench.Peers.OnnxRuntime;

/// <summary>BioViL-T's image model of a single image, up to its projected patches, as ONNX.</summary>
internal static class OnnxBioViLT
{
    /// <summary>Writes the file. Batch norms are nodes of their own, as in an export; ONNX Runtime folds them.</summary>
    /// <param name="path">The file.</param>
    /// <param name="config">The numbers; with a projector.</param>
    /// <param name="parameters">The weights.</param>
    /// <param name="imageSize">Rows and columns of the image.</param>
    /// <param name="grid">Rows and columns of patches.</param>
    public static void Write(string path, BioViLTConfig config, ParameterSet parameters, int imageSize, int grid)
    {
        using var graph = new OnnxGraph(path, [1, config.Backbone.Channels, imageSize, imageSize]);
        var backbone = "encoder.encoder";
        var x = Rectified(Normed($"{backbone}.conv1", $"{backbone}.bn1", OnnxGraph.InputName, stride: 2));
        x = graph.Node(
            "MaxPool", [x], ("kernel_shape", (int[])[3, 3]), ("strides", (int[])[2, 2]), ("pads", (int[])[1, 1, 1, 1]));
        for (var stage = 0; stage < config.Backbone.Blocks.Count; stage++)
        {
            for (var index = 0; index < config.Backbone.Blocks[stage]; index++)
            {
                var stride = stage > 0 && index == 0 ? 2 : 1;
                x = Block($"{backbone}.layer{stage + 1}.{index}", x, isFirst: index == 0, stride);
            }
        }

        var patches = Convolution("encoder.backbone_to_vit.weight", x);
        var missing = graph.Node(
            "Expand",
            [graph.Weight(parameters["encoder.missing_previous_emb"]), graph.Lengths(1, config.PatchChannels, grid, grid)]);
        var both = graph.Node("Concat", [patches, missing], ("axis", 1));
        var projected = Rectified(Normed("projector.model.0", "projector.model.1", both));
        var output = Convolution("projector.model.3.weight", projected, "projector.model.3.bias");
        graph.Save(output, 1, config.JointFeatureSize!.Value, grid, grid);

        string Block(string name, string input, bool isFirst, int stride)
        {
            var inner = Rectified(Normed($"{name}.conv1", $"{name}.bn1", input));
            inner = Rectified(Normed($"{name}.conv2", $"{name}.bn2", inner, stride));
            inner = Normed($"{name}.conv3", $"{name}.bn3", inner);
            var shortcut = isFirst ? Normed($"{name}.downsample.0", $"{name}.downsample.1", input, stride) : input;
            return Rectified(graph.Node("Add", [inner, shortcut]));
        }

        string Rectified(string input) => graph.Node("Relu", [input]);

        string Normed(string convolution, string norm, string input, int stride = 1) => graph.Node(
            "BatchNormalization",
            [
                Convolution($"{convolution}.weight", input, stride: stride),
                graph.Weight(parameters[$"{norm}.weight"]),
                graph.Weight(parameters[$"{norm}.bias"]),
                graph.Weight(parameters[$"{norm}.running_mean"]),
                graph.Weight(parameters[$"{norm}.running_var"]),
            ],
            ("epsilon", 1e-5f));

        string Convolution(string weight, string input, string? bias = null, int stride = 1)
        {
            Tensor kernel = parameters[weight];
            var (size, padding) = (kernel.Shape[2], kernel.Shape[2] / 2);
            string[] inputs = [input, graph.Weight(kernel), .. bias is null ? [] : (string[])[graph.Weight(parameters[bias])]];
            return graph.Node(
                "Conv", inputs, ("kernel_shape", (int[])[size, size]), ("strides", (int[])[stride, stride]),
                ("pads", (int[])[padding, padding, padding, padding]));
        }
    }
}
