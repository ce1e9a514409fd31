using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.AI;
using RadSharp.Assistant;
using RadSharp.Assistant.Answers;
using RadSharp.Assistant.Chat;
using RadSharp.Imaging;
using RadSharp.Models.Systems;
using RadSharp.Server.Access;
using RadSharp.Server.Conversations;
using RadSharp.Server.Models;
using RadSharp.Server.Operations;
using RadSharp.Server.Queue;

namespace RadSharp.Server.OpenAi;

/// <summary>
/// Makes an answer to a request of OpenAI's, in the reader's turn; nobody waits for what another server computes.
/// </summary>
internal sealed class Completion(ModelShelf models, InferenceQueue queue, ServerMetrics metrics)
{
    /// <summary>Makes an answer.</summary>
    /// <param name="modelId">The model.</param>
    /// <param name="messages">The conversation; images are files' bytes.</param>
    /// <param name="options">How it is made.</param>
    /// <param name="reader">Whose turn it is to be.</param>
    /// <param name="pieces">Gets the answer as it grows, as fast as it is made; completed at the end, with the error if there is one.</param>
    /// <param name="cancellation">Ends it between two tokens.</param>
    /// <returns>The film that was spoken about; null for none.</returns>
    public async Task<(FilmReading? Film, AnswerContext Context)> MakeAsync(
        string modelId, IReadOnlyList<ChatMessage> messages, ChatOptions options, Reader reader,
        ChannelWriter<ChatResponseUpdate> pieces, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var looked = new List<ShownFilm>();
        long tokens = 0;
        try
        {
            var model = await models.GetAsync(modelId).ConfigureAwait(false);
            using var turn = await queue.EnterAsync(reader.Lane, moved: null, cancellation).ConfigureAwait(false);
            var seen = messages.Select(message => new ChatMessage(message.Role, [.. message.Contents.Select(Look)])).ToList();
            if (model.IsRemote)
            {
                turn.Dispose();
            }

            await foreach (var update in model.Chat.GetStreamingResponseAsync(seen, options, cancellation).ConfigureAwait(false))
            {
                if (tokens++ == 0)
                {
                    metrics.FirstToken(watch.Elapsed);
                }

                pieces.TryWrite(update);
            }

            var film = looked.FirstOrDefault();
            var asked = string.Join('\n', messages.Where(message => message.Role == ChatRole.User).Select(message => message.Text));
            var context = AnswerMarks.Context(film, hasPrior: looked.Count > 1, asked);
            pieces.Complete();
            return (film?.Reading, context);

            AIContent Look(AIContent content)
            {
                if (content is not DataContent data)
                {
                    return content;
                }

                var film = ShownFilm.Look(model.Eyes, FilmReader.Read(data.Data));
                looked.Add(film);
                return model.Content(film);
            }
        }
        catch (Exception error)
        {
            pieces.Complete(error);
            throw;
        }
        finally
        {
            metrics.Tokens(tokens);
            looked.ForEach(film => film.Dispose());
        }
    }
}
