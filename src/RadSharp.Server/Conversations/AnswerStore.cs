using System.Text;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using RadSharp.Server.Api;
using RadSharp.Server.Store;

namespace RadSharp.Server.Conversations;

/// <summary>
/// Stores an answer while it is made, and shows it then: what a reader has seen is there after the server was killed. It stores
/// as often as the disk allows, and never holds the model up.
/// </summary>
internal sealed class AnswerStore(IDbContextFactory<ReadingRoomDb> databases)
{
    /// <summary>Stores pieces as they come, and tells each to who watches, until there are no more.</summary>
    /// <returns>The whole text.</returns>
    public async Task<string> KeepAsync(AnswerRun run, ChannelReader<string> pieces)
    {
        var text = new StringBuilder();
        var db = await databases.CreateDbContextAsync(CancellationToken.None).ConfigureAwait(false);
        await using (db.ConfigureAwait(false))
        {
            while (await pieces.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
            {
                var added = new StringBuilder();
                while (pieces.TryRead(out var piece))
                {
                    added.Append(piece);
                }

                text.Append(added);
                var (id, soFar, more) = (run.TurnId, text.ToString(), added.ToString());
                await db.Turns.Where(turn => turn.Id == id)
                    .ExecuteUpdateAsync(update => update
                        .SetProperty(turn => turn.Text, soFar).SetProperty(turn => turn.Status, TurnStatus.Streaming))
                    .ConfigureAwait(false);
                run.Tell("token", new TurnToken(id, more));
            }
        }

        return text.ToString();
    }

    /// <summary>Stores how an answer ended.</summary>
    /// <returns>The answer.</returns>
    public async Task<TurnRow> FinishAsync(string turnId, Action<TurnRow> change)
    {
        var db = await databases.CreateDbContextAsync(CancellationToken.None).ConfigureAwait(false);
        await using (db.ConfigureAwait(false))
        {
            var row = await db.Turns.FirstAsync(turn => turn.Id == turnId).ConfigureAwait(false);
            change(row);
            await db.SaveChangesAsync().ConfigureAwait(false);
            return row;
        }
    }
}
