namespace RadSharp.Server.Queue;

/// <summary>Too many requests wait for a model already.</summary>
/// <param name="limit">Most that may wait.</param>
public sealed class QueueFullException(int limit) : Exception(
    $"Expected at most {limit} requests that wait for the model, found as many already. Try again in a few seconds.");
