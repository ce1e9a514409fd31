using System.Buffers;

namespace RadSharp.Radiology.Labeling;

/// <summary>Takes a cleaned sentence apart into words and the signs that divide it.</summary>
internal static class SentenceWords
{
    private static readonly SearchValues<char> InWords = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789'");

    /// <summary>
    /// The words, corrected where misspelled, without apostrophes, hyphens and full stops; commas, colons, question marks and
    /// brackets are words of their own; a semicolon, and a hyphen or bracket that stands like one, is <c>;</c>.
    /// </summary>
    public static string[] Of(string sentence, Vocabulary vocabulary)
    {
        List<string> words = new(sentence.Length / 5);
        var openBrackets = 0;
        for (var index = 0; index < sentence.Length;)
        {
            var length = sentence.AsSpan(index).IndexOfAnyExcept(InWords);
            length = length < 0 ? sentence.Length - index : length;
            if (length > 0)
            {
                var word = sentence.Substring(index, length);
                word = word.Contains('\'') ? word.Replace("'", "") : word;
                if (word.Length > 0)
                {
                    words.Add(vocabulary.Canonical(word));
                }

                index += length;
                continue;
            }

            switch (sentence[index])
            {
                case ',' or ':' or '?':
                    words.Add(sentence[index].ToString());
                    break;
                case ';' or '|' or '*':
                    words.Add(";");
                    break;
                case '&':
                    words.Add("and");
                    break;
                case '-' when index > 0 && index + 1 < sentence.Length
                    && sentence[index - 1] == ' ' && sentence[index + 1] is ' ' or '-':
                    words.Add(";");
                    break;
                case '(':
                    openBrackets++;
                    words.Add("(");
                    break;
                case ')':
                    // One without an opening one counts an entry of a list: "1) … 2) …".
                    words.Add(openBrackets > 0 ? ")" : ";");
                    openBrackets = Math.Max(0, openBrackets - 1);
                    break;
            }

            index++;
        }

        return [.. words];
    }
}
