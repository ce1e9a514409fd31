using RadSharp.Training.Runs;

namespace RadSharp.Training.Tests.Runs;

public sealed class RunsFolderLockTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    [Fact]
    public void A_folder_is_one_trainings_until_it_gives_it_back()
    {
        using (RunsFolderLock.Take(_folder))
        {
            var error = Assert.Throws<IOException>(() => RunsFolderLock.Take(_folder));
            Assert.Contains("no other training", error.Message, StringComparison.Ordinal);
            Assert.Contains(_folder, error.Message, StringComparison.Ordinal);
        }

        RunsFolderLock.Take(_folder).Dispose();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
