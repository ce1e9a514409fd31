using RadSharp.Models.Generation;

namespace RadSharp.Assistant.Chat;

/// <summary>The text of an answer, piece by piece, as its tokens are made.</summary>
internal static class AnswerPieces
{
    /// <summary>Makes the answer token by token, so that nothing is computed that nobody waits for.</summary>
    /// <remarks>Leaving the loop early ends the answer, and so does its own cancellation, without an exception.</remarks>
    /// <param name="generator">What the answer was started by.</param>
    /// <param name="answer">The answer.</param>
    public static async IAsyncEnumerable<string> ReadAsync(Generator generator, GeneratedAnswer answer)
    {
        var isFirst = true;
        try
        {
            for (var next = 0; answer.FinishReason is null;)
            {
                // Beside the caller's thread, which may be a screen's; and behind what else waits for a thread. A pool's thread
                // prefers what it began itself, so that with one core a stop would be heard only after the last token.
                await Task.Factory.StartNew(
                    generator.Step, CancellationToken.None, TaskCreationOptions.DenyChildAttach | TaskCreationOptions.PreferFairness,
                    TaskScheduler.Default).ConfigureAwait(false);
                for (; next < answer.Tokens.Count; next++)
                {
                    // Some templates leave the blank before an answer to the model.
                    var piece = isFirst ? answer.Tokens[next].Text.TrimStart() : answer.Tokens[next].Text;
                    if (piece.Length > 0)
                    {
                        isFirst = false;
                        yield return piece;
                    }
                }
            }
        }
        finally
        {
            answer.Cancel();
        }
    }
}
