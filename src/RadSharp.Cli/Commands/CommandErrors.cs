namespace RadSharp.Cli.Commands;

/// <summary>How a command ends that met bad input: a sentence and exit code 1, never a stack trace.</summary>
internal static class CommandErrors
{
    /// <summary>
    /// Runs a command that can be cancelled: on another thread, because Ctrl-C is listened for only once a command's task waits.
    /// </summary>
    /// <inheritdoc cref="Catch"/>
    public static Task<int> CatchAsync(string name, Func<int> run) => Task.Run(() => Catch(name, run));

    /// <inheritdoc cref="CatchAsync(string, Func{int})"/>
    public static Task<int> CatchAsync(string name, Func<Task<int>> run) => Task.Run(async () =>
    {
        try
        {
            return await run();
        }
        catch (Exception error) when (IsExpected(error))
        {
            return Tell(name, error);
        }
    });

    /// <summary>Whether an error is of the input, and its message a sentence for whoever gave it.</summary>
    public static bool IsOfInput(Exception error) =>
        error is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException or FormatException
            or NotSupportedException;

    /// <summary>Runs a command.</summary>
    /// <param name="name">Its name, for the message.</param>
    /// <param name="run">Gives the exit code.</param>
    public static int Catch(string name, Func<int> run)
    {
        try
        {
            return run();
        }
        catch (Exception error) when (IsExpected(error))
        {
            return Tell(name, error);
        }
    }

    private static bool IsExpected(Exception error) =>
        IsOfInput(error) || error is OperationCanceledException or OutOfMemoryException;

    // Gives the exit code.
    private static int Tell(string name, Exception error)
    {
        if (error is OperationCanceledException)
        {
            return 130;
        }

        Console.Error.WriteLine(error is OutOfMemoryException
            ? $"radsharp {name}: there is not enough memory. Use --type q4, or a machine with more."
            : $"radsharp {name}: {error.Message}");
        return 1;
    }
}
