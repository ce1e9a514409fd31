using RadSharp.Models.Layers;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Encoders.Bert;

/// <summary>
/// BERT's first layer: the sum of a vector for the word, one for the place and one for the segment, normalized
/// (transformers: models/bert/modeling_bert.py, BertEmbeddings).
/// </summary>
public sealed class BertEmbeddings
{
    private readonly BertConfig _config;
    private readonly Parameter? _words;
    private readonly Parameter? _positions;
    private readonly Parameter? _tokenTypes;
    private readonly LayerNorm _norm;

    /// <summary>Takes the tables that the network uses, and <c>LayerNorm</c>.</summary>
    /// <param name="scope">Has <c>word_embeddings</c>, <c>position_embeddings</c>, <c>token_type_embeddings</c>.</param>
    /// <param name="config">The network's numbers.</param>
    /// <param name="hasWords">False for a network that reads no text: the norm only.</param>
    /// <param name="hasTokenTypes">False for a Q-Former, which knows no segments.</param>
    public BertEmbeddings(ParameterScope scope, BertConfig config, bool hasWords = true, bool hasTokenTypes = true)
    {
        _config = config;
        if (hasWords)
        {
            _words = scope.Take(
                "word_embeddings.weight", [config.VocabularySize, config.HiddenSize], ParameterKind.Embedding);
            _positions = scope.Take(
                "position_embeddings.weight", [config.MaxPositions, config.HiddenSize], ParameterKind.Tokens);
            _tokenTypes = hasTokenTypes
                ? scope.Take("token_type_embeddings.weight", [config.TokenTypes, config.HiddenSize], ParameterKind.Tokens)
                : null;
        }

        _norm = new LayerNorm(scope["LayerNorm"], config.HiddenSize, config.LayerNormEpsilon);
    }

    /// <summary>The table of words, [vocabulary, hidden], which a language-modelling head may share.</summary>
    /// <exception cref="InvalidOperationException">The network reads no text.</exception>
    public Parameter Words => _words ?? throw NoText();

    /// <summary>The sums of vectors, before <see cref="Normalize"/>. Places are counted from the row's first token.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="text">Tokens of the vocabulary.</param>
    /// <param name="tokenTypes">The segment of each token, [batch, length]; empty for the first everywhere.</param>
    /// <returns>[batch, length, hidden].</returns>
    /// <exception cref="ArgumentException">The text is longer than the network has places, or a token is unknown.</exception>
    /// <exception cref="InvalidOperationException">The network reads no text.</exception>
    public Tensor Sum(Tape tape, PaddedText text, ReadOnlySpan<int> tokenTypes = default)
    {
        if (text.Length > _config.MaxPositions)
        {
            throw new ArgumentException(
                $"The text has {text.Length} tokens, but the network has places for {_config.MaxPositions}. Shorten the text.");
        }

        var words = tape.Embedding(Words, text.Tokens);
        var x = tape.Reshape(words, text.Batch, text.Length, _config.HiddenSize);  // [batch, length, hidden]
        x = tape.Add(x, tape.Slice(_positions ?? throw NoText(), 0, 0, text.Length)); // [length, hidden] on every row
        if (_tokenTypes is null)
        {
            return x;
        }

        return tokenTypes.IsEmpty
            ? tape.Add(x, tape.Slice(_tokenTypes, 0, 0, 1)) // [1, hidden] on every token
            : tape.Add(x, tape.Reshape(tape.Gather(_tokenTypes, tokenTypes), text.Batch, text.Length, _config.HiddenSize));
    }

    /// <summary>The norm that ends the layer, with dropout.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="x">[batch, tokens, hidden].</param>
    /// <returns>The same shape.</returns>
    public Tensor Normalize(Tape tape, Tensor x) => tape.Dropout(_norm.Forward(tape, x), _config.HiddenDropout);

    private static InvalidOperationException NoText() =>
        new("The network was made without its text part, so it reads no tokens. Make it with text.");
}
