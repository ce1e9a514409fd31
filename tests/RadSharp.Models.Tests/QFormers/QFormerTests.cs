using RadSharp.Models.Checkpoints;
using RadSharp.Models.Encoders.Bert;
using RadSharp.Models.Parameters;
using RadSharp.Models.QFormers;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Tests.QFormers;

public sealed class QFormerTests : IDisposable
{
    private readonly Golden _golden = new("qformer");
    private readonly SafetensorsCheckpoint _checkpoint;
    private readonly CheckpointParameters _source;
    private readonly ParameterSet _set = new();
    private readonly QFormer _qFormer;

    public QFormerTests()
    {
        _checkpoint = _golden.Checkpoint();
        _source = new CheckpointParameters(_checkpoint);
        var config = QFormerConfig.Read(Path.Combine(_golden.Folder, "config.json"));
        _qFormer = new QFormer(new ParameterScope(_source, _set), config);
    }

    public void Dispose()
    {
        _set.Dispose();
        _checkpoint.Dispose();
        _golden.Dispose();
    }

    [Fact]
    public void Every_tensor_is_taken_but_for_the_copies_of_tied_ones_and_a_list_of_places()
    {
        Assert.Equal(
            [
                "Qformer.bert.embeddings.position_ids",
                "Qformer.cls.predictions.decoder.bias",
                "Qformer.cls.predictions.decoder.weight",
            ],
            _source.Left);
    }

    [Fact]
    public void Queries_text_and_pairs_agree_with_LAVIS()
    {
        using var tape = Tape.ForInference();
        using var image = _golden.Read("image_embeds");
        _golden.Check("query_output", _qFormer.EncodeQueries(tape, image), Tolerance("activations"));
        _golden.Check("text_output", _qFormer.EncodeText(tape, Text()), Tolerance("activations"));
        _golden.Check("itm_output", _qFormer.EncodePair(tape, image, Text()), Tolerance("activations"));
    }

    [Fact]
    public void Generated_text_its_loss_and_the_gradient_of_every_parameter_agree_with_LAVIS()
    {
        foreach (var parameter in _set.Parameters)
        {
            parameter.IsTrainable = true;
        }

        using var tape = Tape.ForTraining();
        using var image = _golden.Read("image_embeds").RequireGradient();
        var cache = new KeysAndValues[_qFormer.Config.Bert.Layers];
        _golden.Check("query_output", _qFormer.EncodeQueries(tape, image, cache), Tolerance("activations"));
        var logits = _qFormer.DecodeText(tape, cache, Text());
        _golden.Check("itg_logits", logits, Tolerance("activations"));
        var loss = QFormerLosses.Generation(tape, logits, Text());
        _golden.Check("itg_loss", loss.Reshape([1]), Tolerance("activations"));

        tape.Backward(loss);
        var gradients = _golden.Names("grad.").ToList();
        Assert.NotEmpty(gradients);
        foreach (var name in gradients)
        {
            var tensor = name == "grad.image_embeds" ? image : Value(name);
            if (name.EndsWith("self.key.bias", StringComparison.Ordinal))
            {
                // A shift of all keys shifts all scores of a query alike, which softmax does not see: the gradient is zero but
                // for rounding, in both implementations, and rounding errors have no ratio.
                var scale = Largest(Value(name.Replace("key.bias", "key.weight", StringComparison.Ordinal)).Gradient);
                Assert.InRange(Largest(tensor.Gradient), 0, Tolerance("gradients") * scale);
                continue;
            }

            _golden.Check(name, tensor.Gradient, Tolerance("gradients"));
        }

        Tensor Value(string name) => _set[name.Replace("grad.", "Qformer.", StringComparison.Ordinal)].Value;
        static float Largest(Tensor x) => x.Span.ToArray().Max(MathF.Abs);
    }

    [Fact]
    public void Queries_do_not_depend_on_the_text_part_or_on_the_cache()
    {
        using var set = new ParameterSet();
        var scope = new ParameterScope(new CheckpointParameters(_checkpoint), set);
        var queriesOnly = new QFormer(scope, _qFormer.Config, hasText: false);
        Assert.DoesNotContain(set.Parameters, parameter => parameter.Name.Contains("word_embeddings", StringComparison.Ordinal));
        using var tape = Tape.ForInference();
        using var image = _golden.Read("image_embeds");
        var expected = _qFormer.EncodeQueries(tape, image).Span.ToArray();
        Assert.Equal(expected, queriesOnly.EncodeQueries(tape, image).Span.ToArray());
        Assert.Equal(expected, _qFormer.EncodeQueries(tape, image, new KeysAndValues[4]).Span.ToArray());
        Assert.Throws<InvalidOperationException>(() => queriesOnly.EncodeText(tape, Text()));
        Assert.Throws<InvalidOperationException>(() => queriesOnly.EncodePair(tape, image, Text()));
    }

    [Fact]
    public void A_generated_token_does_not_see_later_ones()
    {
        using var tape = Tape.ForInference();
        using var image = _golden.Read("image_embeds");
        var cache = new KeysAndValues[4];
        _qFormer.EncodeQueries(tape, image, cache);
        var whole = _qFormer.DecodeText(tape, cache, PaddedText.Pad([[1, 2, 3, 4], [5, 6, 7, 8]], padding: 0));
        var begun = _qFormer.DecodeText(tape, cache, PaddedText.Pad([[1, 2], [5, 6]], padding: 0));
        for (var row = 0; row < 2; row++)
        {
            var expected = whole.Rows(row, 1).Span[..(2 * 90)].ToArray();
            Assert.All(
                expected.Zip(begun.Rows(row, 1).Span.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        }
    }

    [Fact]
    public void An_untied_head_has_a_matrix_of_its_own()
    {
        using var set = new ParameterSet();
        var source = new CheckpointParameters(_checkpoint);
        var config = _qFormer.Config with { Bert = _qFormer.Config.Bert with { TiesWordEmbeddings = false } };
        var untied = new QFormer(new ParameterScope(source, set), config);
        Assert.DoesNotContain("Qformer.cls.predictions.decoder.weight", source.Left);
        using var tape = Tape.ForInference();
        using var image = _golden.Read("image_embeds");
        var cache = new KeysAndValues[4];
        untied.EncodeQueries(tape, image, cache);
        _golden.Check("itg_logits", untied.DecodeText(tape, cache, Text()), Tolerance("activations"));
    }

    [Fact]
    public void What_does_not_belong_together_is_refused()
    {
        using var tape = Tape.ForInference();
        using var image = _golden.Read("image_embeds");
        using var narrow = Tensor.Zeros([2, 16, 39]);
        Expect("[batch, patches, 40]", () => _qFormer.EncodeQueries(tape, narrow));
        Expect("each of 4 layers", () => _qFormer.EncodeQueries(tape, image, new KeysAndValues[3]));
        Expect("each of 4 layers", () => _qFormer.DecodeText(tape, [], Text()));
        Expect("each of 2 images", () => _qFormer.EncodePair(tape, image, Text().Rows([0])));

        static void Expect(string part, Action action) =>
            Assert.Contains(part, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DType.BFloat16, 0.02)]
    [InlineData(DType.Q8, 0.02)]
    public void Matrices_and_words_may_be_stored_in_less(DType dtype, double tolerance)
    {
        var config = new QFormerConfig(new BertConfig(50, 64, 128, 2, 4, 16), EncoderWidth: 32, QueryLength: 4);
        var (exact, stored) = (Logits(DType.Float32), Logits(dtype));
        var largest = exact.Max(MathF.Abs);
        Assert.InRange(exact.Zip(stored).Max(pair => MathF.Abs(pair.First - pair.Second)), float.Epsilon, tolerance * largest);

        float[] Logits(DType matrices)
        {
            using var set = new ParameterSet();
            var source = new FilledParameters((_, kind) => kind == ParameterKind.Scale ? (0.1, 1) : (0.2, 0), matrices);
            var qFormer = new QFormer(new ParameterScope(source, set), config);
            using var tape = Tape.ForInference();
            using var image = Tensor.Uninitialized([2, 9, 32]);
            FilledParameters.Fill("image", 1, 0, image.Span);
            var cache = new KeysAndValues[2];
            qFormer.EncodeQueries(tape, image, cache);
            return qFormer.DecodeText(tape, cache, PaddedText.Pad([[1, 2, 3], [4, 5]], padding: 0)).Span.ToArray();
        }
    }

    private double Tolerance(string kind) => _golden.Json("golden.json").GetProperty("tolerance").GetProperty(kind).GetDouble();

    private PaddedText Text() =>
        new(2, _golden.Integers("text_ids"), [.. _golden.Integers("text_mask").Select(value => value != 0)]);
}
