using System.Text;

namespace RadSharp.Instruct.Samples;

/// <summary>Samples as a person reads them.</summary>
public static class SampleText
{
    private const int Width = 100;
    private const int Margin = 12;

    /// <summary>
    /// The sample's name, film and findings, then a paragraph for each turn. A star stands before what a model is to learn.
    /// </summary>
    public static string Write(InstructionSample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        var text = new StringBuilder();
        text.Append($"{sample.Id}  ({string.Join(", ", sample.Tasks)}; {sample.Shape})\n");
        Append(text, "  film", sample.Image);
        Append(text, "  findings", sample.Findings);
        foreach (var turn in sample.Turns)
        {
            var speaker = turn.Speaker is Speaker.User ? "user" : "assistant";
            Append(text, $"{(turn.CountsForLoss ? "*" : " ")} {speaker}", turn.Text);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string name, string words)
    {
        text.Append(name.PadRight(Margin));
        var column = Margin;
        foreach (var word in words.Split(' '))
        {
            if (column > Margin && column + word.Length > Width)
            {
                text.Append('\n').Append(' ', Margin);
                column = Margin;
            }

            text.Append(column > Margin ? " " : "").Append(word);
            column += word.Length + 1;
        }

        text.Append('\n');
    }
}
