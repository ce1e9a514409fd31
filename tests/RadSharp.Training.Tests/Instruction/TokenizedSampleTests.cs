using System.Text.RegularExpressions;
using RadSharp.Instruct.Samples;
using RadSharp.Models.Decoders;
using RadSharp.Models.Systems;
using RadSharp.Models.Templates;
using RadSharp.Models.Tokenizers;
using RadSharp.Radiology.Boxes;
using RadSharp.Radiology.Findings;
using RadSharp.Radiology.Labeling;
using RadSharp.Training.Instruction;
using RadSharp.Training.Tests.Tokenizers;

namespace RadSharp.Training.Tests.Instruction;

public sealed class TokenizedSampleTests : IDisposable
{
    private readonly TokenizerFolder _folder = new(TestFilms.Texts(), 600);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Answers_that_count_and_their_ends_are_learned_and_nothing_else()
    {
        foreach (var draw in TestFilms.Draws(200))
        {
            var tokens = TokenizedSample.Of(draw.Sample, draw.Shown, _folder.Tokenizer, _folder.Template, 4);
            var learned = tokens.Labels.Where(label => label != CausalDecoder.NotCounted).ToArray();
            var expected = draw.Sample.Turns.Where(turn => turn.CountsForLoss).Select(turn => turn.Text + "<|im_end|>");
            Assert.Equal(string.Concat(expected), _folder.Tokenizer.Decode(learned));
            Assert.Equal(learned.Length, tokens.Counted);
            Assert.All(tokens.Labels.Index(), label =>
                Assert.True(label.Item == CausalDecoder.NotCounted || label.Item == tokens.Ids[label.Index]));
        }
    }

    [Fact]
    public void Tokens_are_those_of_the_whole_text_with_a_place_for_each_visual_token()
    {
        var image = _folder.Tokenizer.Vocabulary.IdOf("<image>")!.Value;
        foreach (var draw in TestFilms.Draws(50))
        {
            var tokens = TokenizedSample.Of(draw.Sample, draw.Shown, _folder.Tokenizer, _folder.Template, 4);
            Assert.Equal(Enumerable.Range(tokens.ImagePlaces[0], 4), tokens.ImagePlaces);
            Assert.Equal(tokens.ImagePlaces, tokens.Ids.Index().Where(id => id.Item == image).Select(id => id.Index));
            int[] once = [.. tokens.Ids.Where((_, place) => !tokens.ImagePlaces.Skip(1).Contains(place))];
            Assert.Equal(_folder.Tokenizer.Encode(_folder.Tokenizer.Decode(once)), once);
        }
    }

    [Fact]
    public void Training_sees_the_tokens_that_the_model_prompts_itself_with()
    {
        foreach (var draw in TestFilms.Draws(50))
        {
            var tokens = TokenizedSample.Of(draw.Sample, draw.Shown, _folder.Tokenizer, _folder.Template, 1);
            var messages = draw.Sample.Turns.Select((turn, place) => new ChatMessage(
                turn.Speaker is Speaker.User ? "user" : "assistant", turn.Text, place == 0 ? 1 : 0));
            var stretches = MiniPrompt.Encode(
                [.. messages], [new(draw.Shown)], _folder.Template, _folder.Tokenizer, addGenerationPrompt: false);
            Assert.Equal([.. stretches[0], tokens.Ids[tokens.ImagePlaces[0]], .. stretches[1]], tokens.Ids);
        }
    }

    [Fact]
    public void A_correction_shows_the_findings_of_the_report_that_it_asks_for()
    {
        var (right, wrong) = (0, new List<string>());
        var dialogues = new CurriculumMixture { Reports = 0, Corrections = 0, Conversations = 0, Checklists = 0, Dialogues = 1 };
        foreach (var draw in TestFilms.Draws(400).Concat(TestFilms.Draws(200, dialogues)).Where(draw => draw.Shown is not null))
        {
            var told = TokenizedSample.Told(draw.Sample, draw.Shown);
            for (var place = 2; place + 1 < told.Count; place += 2)
            {
                // A report that is only there to be corrected is no task of its own.
                if (draw.Sample.Tasks[(place - told.Count) / 2 + draw.Sample.Tasks.Count] is not InstructionTask.Correction)
                {
                    continue;
                }

                var answer = ReportLabeler.Label(draw.Sample.Turns[place + 1].Text);
                var shown = Regex.Match(told[place].Text, @"^(?:View: \w+\. )?Findings now: ([^.]*)\.").Groups[1].Value;
                string[] listed = shown == "no common findings" ? [] : shown.Split(", ");
                var expected = NihLabels.All.Where(name => answer[name] == FindingState.Present)
                    .Select(name => name.Replace('_', ' ').ToLowerInvariant());
                if (listed.Order().SequenceEqual(expected.Order()))
                {
                    right++;
                }
                else
                {
                    wrong.Add($"{told[place].Text} -> {draw.Sample.Turns[place + 1].Text}");
                }
            }
        }

        Assert.True(right > 200 && wrong.Count == 0, $"{right} right\n{string.Join('\n', wrong)}");
    }

    [Fact]
    public void A_question_for_a_place_shows_the_boxes_of_its_answer()
    {
        var (boxes, none) = (0, 0);
        var questions = new CurriculumMixture { Reports = 0, Corrections = 0, Conversations = 0, Checklists = 0, Questions = 1 };
        foreach (var draw in TestFilms.Draws(200, questions).Where(draw => draw.Shown is not null))
        {
            var told = TokenizedSample.Told(draw.Sample, draw.Shown);
            foreach (var (round, _) in draw.Sample.Tasks.Index().Where(task => task.Item is InstructionTask.RegionLocation))
            {
                var (question, answer) = (told[2 * round].Text, told[(2 * round) + 1].Text);
                var said = BoxText.Parse(answer);
                Assert.All(said, entry => Assert.Contains($": {answer[entry.Place]}.", question, StringComparison.Ordinal));
                Assert.Equal(said.Count == 0, question.Contains(": no box.", StringComparison.Ordinal));
                (boxes, none) = (boxes + said.Count, none + (said.Count == 0 ? 1 : 0));
            }
        }

        Assert.True(boxes > 20 && none > 5, $"{boxes} boxes, {none} without");
    }

    [Fact]
    public void The_first_turn_shows_what_was_found_only_where_it_is_shown()
    {
        foreach (var draw in TestFilms.Draws(100))
        {
            var tokens = TokenizedSample.Of(draw.Sample, draw.Shown, _folder.Tokenizer, _folder.Template, 4);
            var text = _folder.Tokenizer.Decode(tokens.Ids);
            Assert.Equal(draw.Shown is not null, text.Contains("Predicted Findings: ", StringComparison.Ordinal));
            Assert.StartsWith("<|im_start|>user\n<image>", text, StringComparison.Ordinal);
        }
    }
}
