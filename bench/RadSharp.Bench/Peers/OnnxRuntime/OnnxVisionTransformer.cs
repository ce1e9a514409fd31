using RadSharp.Bench.Cases;
using RadSharp.Models.Parameters;
using RadSharp.Models.Vision;
using RadSharp.Tensors;

namespace RadSharp.Bench.Peers.OnnxRuntime;

/// <summary>SigLIP's vision transformer, up to its last hidden state before the last norm, as ONNX.</summary>
internal static class OnnxVisionTransformer
{
    /// <summary>Writes the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="config">The numbers; only SigLIP's family.</param>
    /// <param name="parameters">The weights.</param>
    /// <param name="isFused">
    /// Whether attention is ONNX Runtime's own operator, or matrix products and a softmax as exports have them.
    /// </param>
    public static void Write(string path, VisionTransformerConfig config, ParameterSet parameters, bool isFused)
    {
        var (tokens, hidden, patch) = (config.PatchesPerSide * config.PatchesPerSide, config.HiddenSize, config.PatchSize);
        using var graph = new OnnxGraph(path, [1, config.Channels, config.ImageSize, config.ImageSize]);
        var embeddings = "vision_model.embeddings";
        var patches = graph.Node(
            "Conv",
            [
                OnnxGraph.InputName,
                graph.Weight(parameters[$"{embeddings}.patch_embedding.weight"]),
                graph.Weight(parameters[$"{embeddings}.patch_embedding.bias"]),
            ],
            ("kernel_shape", (int[])[patch, patch]), ("strides", (int[])[patch, patch]));
        var rows = graph.Node("Transpose", [graph.Reshape(patches, hidden, tokens)], ("perm", (int[])[1, 0]));
        var x = graph.Node("Add", [rows, graph.Weight(parameters[$"{embeddings}.position_embedding.weight"])]);
        for (var layer = 0; layer < config.Layers; layer++)
        {
            var block = $"vision_model.encoder.layers.{layer}";
            var normed = Norm($"{block}.layer_norm1", x);
            var query = Linear($"{block}.self_attn.q_proj", normed);
            var key = Linear($"{block}.self_attn.k_proj", normed);
            var value = Linear($"{block}.self_attn.v_proj", normed);
            var mixed = isFused ? FusedAttention(query, key, value) : Attention(query, key, value);
            x = graph.Node("Add", [x, Linear($"{block}.self_attn.out_proj", mixed)]);
            var inner = graph.Node(
                "Gelu", [Linear($"{block}.mlp.fc1", Norm($"{block}.layer_norm2", x))], ("approximate", "tanh"));
            x = graph.Node("Add", [x, Linear($"{block}.mlp.fc2", inner)]);
        }

        graph.Save(x, tokens, hidden);

        string Norm(string name, string input) => graph.Node(
            "LayerNormalization",
            [input, graph.Weight(parameters[$"{name}.weight"]), graph.Weight(parameters[$"{name}.bias"])],
            ("axis", -1), ("epsilon", config.NormEpsilon));

        // The weight is transposed, as exports do it, so that it is packed once, when the file is loaded.
        string Linear(string name, string input)
        {
            var weight = parameters[$"{name}.weight"].Value;
            var (outputs, inputs) = (weight.Shape[0], weight.Shape[1]);
            var transposed = new float[weight.Count];
            EncoderCase.Transpose(weight.Span, inputs, outputs, transposed);
            return graph.Node(
                "Gemm", [input, graph.Weight(transposed, inputs, outputs), graph.Weight(parameters[$"{name}.bias"])]);
        }

        // [tokens, hidden] in and out.
        string FusedAttention(string query, string key, string value)
        {
            string[] inputs = [.. ((string[])[query, key, value]).Select(one => graph.Reshape(one, 1, tokens, hidden))];
            var mixed = graph.Node("MultiHeadAttention", OnnxGraph.OwnOperators, inputs, ("num_heads", config.Heads));
            return graph.Reshape(mixed, tokens, hidden);
        }

        string Attention(string query, string key, string value)
        {
            var scores = graph.Node("MatMul", [Heads(query, 1, 0, 2), Heads(key, 1, 2, 0)]);
            var scale = graph.Weight([1 / MathF.Sqrt(hidden / config.Heads)], 1);
            var shares = graph.Node("Softmax", [graph.Node("Mul", [scores, scale])], ("axis", -1));
            var mixed = graph.Node("MatMul", [shares, Heads(value, 1, 0, 2)]);
            return graph.Reshape(graph.Node("Transpose", [mixed], ("perm", (int[])[1, 0, 2])), tokens, hidden);
        }

        // [tokens, hidden] as [tokens, heads, headDim], its axes in another order.
        string Heads(string value, params int[] order) => graph.Node(
            "Transpose", [graph.Reshape(value, tokens, config.Heads, hidden / config.Heads)], ("perm", order));
    }
}
