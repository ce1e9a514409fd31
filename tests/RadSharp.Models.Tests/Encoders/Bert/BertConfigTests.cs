using RadSharp.Models.Encoders.Bert;
using RadSharp.Models.QFormers;
using RadSharp.Tensors;

namespace RadSharp.Models.Tests.Encoders.Bert;

public sealed class BertConfigTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"bert-{Guid.NewGuid():N}.json");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Fields_are_read_and_unknown_ones_ignored()
    {
        var config = BertConfig.Read(Path.Combine(Golden.PathOf("bert"), "config.json"));
        Assert.Equal(new BertConfig(120, 48, 96, 3, 4, 64), config);
        var qFormer = QFormerConfig.Read(Path.Combine(Golden.PathOf("qformer"), "config.json"));
        Assert.Equal(new QFormerConfig(new BertConfig(90, 48, 96, 4, 4, 64) { HiddenDropout = 0 }, 40, 8), qFormer);
    }

    [Fact]
    public void Fields_may_differ_from_what_is_usual()
    {
        var config = Read(Fields(
            "\"hidden_act\": \"gelu_new\", \"tie_word_embeddings\": false, \"layer_norm_eps\": 1e-5, \"type_vocab_size\": 1"));
        Assert.Equal(
            (Activation.GeluTanh, false, 1e-5f, 1),
            (config.HiddenActivation, config.TiesWordEmbeddings, config.LayerNormEpsilon, config.TokenTypes));
    }

    [Theory]
    [InlineData("\"hidden_size\": 50", "'hidden_size' to be a multiple of the 4 attention heads; found 50")]
    [InlineData("\"hidden_size\": \"48\"", "'hidden_size' to be a positive whole number; found \"48\"")]
    [InlineData("\"vocab_size\": null", "'vocab_size' to be a positive whole number; found no such field")]
    [InlineData("\"num_hidden_layers\": 0", "'num_hidden_layers' to be a positive whole number; found 0")]
    [InlineData("\"hidden_act\": \"mish\"", "found 'mish'")]
    [InlineData("\"hidden_act\": 3", "'hidden_act' to be a text; found 3")]
    [InlineData("\"position_embedding_type\": \"relative_key\"", "found 'relative_key'")]
    [InlineData("\"hidden_dropout_prob\": 1.5", "'hidden_dropout_prob' to be from 0 to 1; found 1.5")]
    [InlineData("\"layer_norm_eps\": 0", "'layer_norm_eps' to be a positive number; found 0")]
    [InlineData("\"tie_word_embeddings\": \"yes\"", "'tie_word_embeddings' to be true or false; found \"yes\"")]
    public void Wrong_fields_are_named(string field, string expected)
    {
        var message = Assert.Throws<InvalidDataException>(() => Read(Fields(field))).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains(_path, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1, 2]")]
    [InlineData("{ \"hidden_size\": ")]
    [InlineData("")]
    public void A_file_of_something_else_is_named(string content)
    {
        var message = Assert.Throws<InvalidDataException>(() => Read(content)).Message;
        Assert.StartsWith($"{_path}: expected a JSON object", message, StringComparison.Ordinal);
    }

    // Of two fields of one name the later counts.
    private static string Fields(string changed) =>
        "{ \"vocab_size\": 90, \"hidden_size\": 48, \"intermediate_size\": 96, \"num_hidden_layers\": 2, "
        + $"\"num_attention_heads\": 4, \"max_position_embeddings\": 64, {changed} }}";

    private BertConfig Read(string content)
    {
        File.WriteAllText(_path, content);
        return BertConfig.Read(_path);
    }
}
