using RadSharp.Models.Checkpoints;
using RadSharp.Models.Encoders.Bert;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Tests.Encoders.Bert;

public class BertEncoderTests
{
    [Fact]
    public void Token_vectors_and_pooled_output_agree_with_transformers()
    {
        using var golden = new Golden("bert");
        using var checkpoint = golden.Checkpoint();
        using var set = new ParameterSet();
        var source = new CheckpointParameters(checkpoint, spelling: BertSpelling.Of(checkpoint));
        var encoder = new BertEncoder(new ParameterScope(source, set), ConfigOf(golden));
        Assert.Empty(source.Left);

        var tolerance = golden.Json("golden.json").GetProperty("tolerance").GetProperty("activations").GetDouble();
        using var tape = Tape.ForInference();
        var hidden = encoder.Forward(tape, TextOf(golden));
        golden.Check("last_hidden_state", hidden, tolerance);
        golden.Check("pooler_output", encoder.Pool(tape, hidden), tolerance);
    }

    [Fact]
    public void Padding_does_not_change_what_is_read()
    {
        using var set = new ParameterSet();
        var encoder = new BertEncoder(new ParameterScope(new FreshParameters(1, 0.3f), set), Small);
        using var tape = Tape.ForInference();
        var alone = encoder.Forward(tape, PaddedText.Pad([[3, 4, 5]], padding: 0));
        var padded = encoder.Forward(tape, PaddedText.Pad([[6, 7, 8, 9, 10], [3, 4, 5]], padding: 0));
        var row = padded.Rows(1, 1).Span[..alone.Count].ToArray();
        Assert.All(alone.Span.ToArray().Zip(row), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void Segments_are_the_first_unless_given()
    {
        using var set = new ParameterSet();
        var encoder = new BertEncoder(new ParameterScope(new FreshParameters(1, 0.3f), set), Small);
        using var tape = Tape.ForInference();
        var text = PaddedText.Pad([[3, 4, 5], [6, 7, 8]], padding: 0);
        var plain = encoder.Forward(tape, text).Span.ToArray();
        Assert.Equal(plain, encoder.Forward(tape, text, [0, 0, 0, 0, 0, 0]).Span.ToArray());
        Assert.NotEqual(plain, encoder.Forward(tape, text, [0, 0, 1, 0, 0, 1]).Span.ToArray());
    }

    [Fact]
    public void Activations_of_one_layer_at_a_time_are_kept_when_nothing_is_recorded()
    {
        var text = PaddedText.Pad([[3, 4, 5, 6]], padding: 0);
        Assert.Equal(BytesAfter(layers: 1), BytesAfter(layers: 6));

        long BytesAfter(int layers)
        {
            using var set = new ParameterSet();
            var encoder = new BertEncoder(new ParameterScope(new FreshParameters(1), set), Small with { Layers = layers });
            using var tape = Tape.ForInference();
            encoder.Forward(tape, text);
            return tape.BytesOwned;
        }
    }

    [Fact]
    public void Texts_that_do_not_fit_are_refused()
    {
        using var set = new ParameterSet();
        var encoder = new BertEncoder(new ParameterScope(new FreshParameters(1), set), Small);
        using var tape = Tape.ForInference();
        var tooLong = Assert.Throws<ArgumentException>(() => encoder.Forward(tape, PaddedText.Pad([new int[13]], padding: 0)));
        Assert.Contains("13 tokens", tooLong.Message, StringComparison.Ordinal);
        Assert.Contains("places for 12", tooLong.Message, StringComparison.Ordinal);
        var unknown = Assert.Throws<ArgumentException>(() => encoder.Forward(tape, PaddedText.Pad([[1, 20]], padding: 0)));
        Assert.Contains("token 20", unknown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Files_of_a_head_and_of_TensorFlow_spell_the_names_otherwise(bool isOld)
    {
        using var golden = new Golden("bert");
        using var checkpoint = golden.Checkpoint();
        using var respelled = new Respelled(checkpoint, name => "bert." + (isOld
            ? name.Replace("LayerNorm.weight", "LayerNorm.gamma", StringComparison.Ordinal)
                .Replace("LayerNorm.bias", "LayerNorm.beta", StringComparison.Ordinal)
            : name));
        using var set = new ParameterSet();
        var source = new CheckpointParameters(respelled, spelling: BertSpelling.Of(respelled));
        _ = new BertEncoder(new ParameterScope(source, set), ConfigOf(golden));
        Assert.Empty(source.Left);
        Assert.Contains(set.Parameters, parameter => parameter.Name == "encoder.layer.0.output.LayerNorm.weight");
    }

    [Fact]
    public void A_checkpoint_without_a_pooler_gives_token_vectors_only()
    {
        using var golden = new Golden("bert");
        using var checkpoint = golden.Checkpoint();
        using var headless = new Respelled(checkpoint, name => name.Replace("pooler.", "cls.", StringComparison.Ordinal));
        using var set = new ParameterSet();
        var scope = new ParameterScope(new CheckpointParameters(headless), set);
        var encoder = new BertEncoder(scope, ConfigOf(golden));
        Assert.False(encoder.HasPooler);
        using var tape = Tape.ForInference();
        var hidden = encoder.Forward(tape, TextOf(golden));
        var message = Assert.Throws<InvalidOperationException>(() => encoder.Pool(tape, hidden)).Message;
        Assert.Contains("'pooler.dense.weight'", message, StringComparison.Ordinal);
    }

    private static BertConfig Small => new(20, 16, 24, 2, 4, 12);

    private static BertConfig ConfigOf(Golden golden) => BertConfig.Read(Path.Combine(golden.Folder, "config.json"));

    private static PaddedText TextOf(Golden golden) =>
        new(2, golden.Integers("input_ids"), [.. golden.Integers("attention_mask").Select(value => value != 0)]);

    /// <summary>A checkpoint with other names.</summary>
    private sealed class Respelled(ICheckpoint checkpoint, Func<string, string> spelling) : ICheckpoint
    {
        private readonly Dictionary<string, string> _names = checkpoint.Names.ToDictionary(spelling);

        public string Location => checkpoint.Location;

        public IReadOnlyCollection<string> Names => _names.Keys;

        public bool Contains(string name) => _names.ContainsKey(name);

        public IReadOnlyList<long> ShapeOf(string name) => checkpoint.ShapeOf(_names[name]);

        public Tensor Read(string name, DType dtype) => checkpoint.Read(_names[name], dtype);

        public void Dispose()
        {
        }
    }
}
