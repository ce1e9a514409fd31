using RadSharp.Instruct.Samples;
using RadSharp.Models.Decoders;
using RadSharp.Models.Systems;
using RadSharp.Models.Templates;
using RadSharp.Models.Tokenizers;

namespace RadSharp.Training.Instruction;

/// <summary>An instruction sample as a decoder is trained on it.</summary>
/// <param name="Ids">The tokens, a place for each visual token among them.</param>
/// <param name="Labels">
/// As many: the token itself where it is learned, <see cref="CausalDecoder.NotCounted"/> elsewhere. Learned are the answers that
/// count, and the token that ends each of them.
/// </param>
/// <param name="ImagePlaces">Where the visual tokens go, ascending.</param>
public sealed record TokenizedSample(int[] Ids, int[] Labels, int[] ImagePlaces)
{
    /// <summary>Tokens that are learned.</summary>
    public int Counted => Labels.Length - Labels.Count(label => label == CausalDecoder.NotCounted);

    /// <summary>Makes tokens of a conversation about one film.</summary>
    /// <param name="sample">The conversation.</param>
    /// <param name="shown">What the first turn says was found; null to show the film alone.</param>
    /// <param name="tokenizer">Has the token <c>&lt;image&gt;</c>.</param>
    /// <param name="template">
    /// Writes turns one after another, each answer as it is after what stands before every answer.
    /// </param>
    /// <param name="imageTokens">Visual tokens of a film.</param>
    /// <exception cref="ArgumentException">The tokenizer or the template is of another kind.</exception>
    public static TokenizedSample Of(
        InstructionSample sample, FilmReading? shown, ITokenizer tokenizer, ChatTemplate template, int imageTokens)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(template);
        var image = tokenizer.Vocabulary.IdOf(MiniPrompt.ImageMark) ?? throw new ArgumentException(
            $"Expected the token {MiniPrompt.ImageMark} in the vocabulary, found none.", nameof(tokenizer));
        ChatMessage[] messages = [.. Told(sample, shown).Select(MiniPrompt.WithMarks)];
        var text = template.Render(messages, addGenerationPrompt: false);
        var tokens = new Tokens(tokenizer, image, imageTokens);
        var written = 0;
        for (var place = 0; place < messages.Length; place++)
        {
            if (sample.Turns[place] is not { Speaker: Speaker.Assistant, CountsForLoss: true } turn)
            {
                continue;
            }

            var before = template.Render(messages[..place], addGenerationPrompt: true);
            if (!text.StartsWith(before + turn.Text, StringComparison.Ordinal))
            {
                throw new ArgumentException(
                    "Expected a template that writes each answer unchanged after what begins an answer, found one that does not.",
                    nameof(template));
            }

            tokens.Add(text[written..before.Length]);
            tokens.Learn(turn.Text);
            written = before.Length + turn.Text.Length;
        }

        tokens.Add(text[written..]);
        return tokens.ToSample();
    }

    /// <summary>A conversation's turns with what the prompt tells of the film and of the findings that a turn names.</summary>
    internal static IReadOnlyList<ChatMessage> Told(InstructionSample sample, FilmReading? shown) => MiniPrompt.Told(
        [
            .. sample.Turns.Select((turn, place) => turn.Speaker is Speaker.User
                ? new ChatMessage("user", turn.Text, Images: place == 0 ? 1 : 0)
                : new ChatMessage("assistant", turn.Text)),
        ],
        [new(shown)]);

    private sealed class Tokens(ITokenizer tokenizer, int image, int imageTokens)
    {
        private readonly List<int> _ids = [];
        private readonly List<int> _labels = [];
        private readonly List<int> _places = [];
        private bool _endsAnswer;

        public void Add(string text)
        {
            foreach (var id in tokenizer.Encode(text, addSpecialTokens: _ids.Count == 0))
            {
                for (var copy = 0; id == image && copy < imageTokens; copy++)
                {
                    _places.Add(_ids.Count);
                    Add(id, isLearned: false);
                }

                if (id != image)
                {
                    Add(id, _endsAnswer);
                    _endsAnswer = false;
                }
            }
        }

        public void Learn(string answer)
        {
            foreach (var id in tokenizer.Encode(answer, addSpecialTokens: false, parseSpecialTokens: false))
            {
                Add(id, isLearned: true);
            }

            _endsAnswer = true;
        }

        public TokenizedSample ToSample() => new([.. _ids], [.. _labels], [.. _places]);

        private void Add(int id, bool isLearned)
        {
            _ids.Add(id);
            _labels.Add(isLearned ? id : CausalDecoder.NotCounted);
        }
    }
}
