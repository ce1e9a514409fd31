namespace RadSharp.Server.Tests;

/// <summary>Waits for what happens a little later.</summary>
internal static class Wait
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var end = DateTime.UtcNow + Longest;
        while (!await holds())
        {
            Assert.True(DateTime.UtcNow < end, $"It did not happen within {Longest.TotalSeconds} seconds.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
