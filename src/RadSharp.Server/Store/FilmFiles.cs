using System.Buffers;
using System.Security.Cryptography;
using RadSharp.Server.Api;

namespace RadSharp.Server.Store;

/// <summary>The films' files, each under the SHA-256 of its content: one file for equal films, and no name from outside.</summary>
internal sealed class FilmFiles
{
    private const int BufferBytes = 1 << 17;

    private readonly string _folder;
    private readonly string _incoming;

    /// <summary>Opens the folder, and clears what uploads have left that were broken off.</summary>
    public FilmFiles(ServerOptions options)
    {
        _folder = Path.Combine(options.DataFolder, "films");
        _incoming = Path.Combine(options.DataFolder, "incoming");
        Directory.CreateDirectory(_folder);
        Directory.CreateDirectory(_incoming);
        foreach (var file in Directory.EnumerateFiles(_incoming))
        {
            File.Delete(file);
        }
    }

    /// <summary>Takes a file in, without keeping it yet.</summary>
    /// <param name="content">Its bytes.</param>
    /// <param name="limit">Most bytes.</param>
    /// <param name="cancellation">Breaks it off.</param>
    /// <returns>Where it lies and its hash; <see cref="Keep"/> or a deletion ends its stay there.</returns>
    /// <exception cref="Problem">It has more bytes.</exception>
    public async Task<(string Path, string Hash)> ReceiveAsync(Stream content, long limit, CancellationToken cancellation)
    {
        var path = Path.Combine(_incoming, Ids.New());
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            await using (file.ConfigureAwait(false))
            {
                long total = 0;
                for (int count; (count = await content.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0;)
                {
                    total += count;
                    if (total > limit)
                    {
                        throw Problem.TooLarge($"Expected a film of at most {limit >> 20:N0} MiB, found a larger file.");
                    }

                    hash.AppendData(buffer, 0, count);
                    await file.WriteAsync(buffer.AsMemory(0, count), cancellation).ConfigureAwait(false);
                }

                file.Flush(flushToDisk: true);
            }

            return (path, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        catch
        {
            File.Delete(path);
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Keeps a file that was taken in.</summary>
    public void Keep(string path, string hash)
    {
        var kept = PathOf(hash);
        Directory.CreateDirectory(Path.GetDirectoryName(kept)!);
        File.Move(path, kept, overwrite: true);
    }

    /// <summary>Where a kept film lies.</summary>
    public string PathOf(string hash) => Path.Combine(_folder, hash[..2], hash);

    /// <summary>Where something that is made of a film is kept, so that it is not made again.</summary>
    public string PathOfMade(string hash, string what) => $"{PathOf(hash)}.{what}";
}
