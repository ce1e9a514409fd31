using System.Buffers;

namespace RadSharp.Models.Tokenizers;

/// <summary>Text to token ids and back. Implementations are immutable: any number of threads may use one at once.</summary>
public interface ITokenizer
{
    /// <summary>The tokens and their ids.</summary>
    Vocabulary Vocabulary { get; }

    /// <summary>
    /// Whether each byte that is no part of valid UTF-8 becomes one replacement character, as SentencePiece has it;
    /// elsewhere each broken sequence becomes one.
    /// </summary>
    bool ReplacesEveryBrokenByte { get; }

    /// <summary>Encodes text. Unpaired surrogates count as U+FFFD.</summary>
    /// <param name="text">The text.</param>
    /// <param name="addSpecialTokens">
    /// Adds what the checkpoint puts around a text (<c>&lt;s&gt;</c>, <c>[CLS]</c> and <c>[SEP]</c>).
    /// </param>
    /// <param name="parseSpecialTokens">
    /// Finds the added tokens that are spelled out in the text (a rendered chat template). False for text that a person
    /// wrote: "<c>&lt;|im_end|&gt;</c>" is then letters and signs, and ends nothing.
    /// </param>
    /// <returns>The ids.</returns>
    int[] Encode(string text, bool addSpecialTokens = true, bool parseSpecialTokens = true);

    /// <summary>Appends the UTF-8 bytes that a token stands for; they may end within a character.</summary>
    /// <param name="id">The token; one without a spelling (a padded row of the embedding) adds nothing.</param>
    /// <param name="state">Where the text stands; <c>default</c> at its beginning.</param>
    /// <param name="destination">Takes the bytes.</param>
    void AppendUtf8(int id, ref DecodingState state, ArrayBufferWriter<byte> destination);
}

/// <summary>What decoding a token has to know of the tokens before it.</summary>
public struct DecodingState
{
    /// <summary>Gets or sets whether something has been decoded since the beginning or the last special token.</summary>
    public bool Started { get; set; }

    /// <summary>
    /// Gets or sets whether a " '" waits for the next token: between two words an apostrophe of its own loses both its
    /// spaces, at the end of a text it keeps the first.
    /// </summary>
    public bool HoldsApostrophe { get; set; }

    /// <summary>Gets or sets whether the next word takes no space before it.</summary>
    public bool JoinsNextWord { get; set; }
}
