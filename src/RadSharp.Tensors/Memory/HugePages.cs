using System.Runtime.InteropServices;

namespace RadSharp.Tensors.Memory;

/// <summary>Asks Linux to back large blocks with huge pages: fewer address translations when weights are streamed.</summary>
internal static unsafe partial class HugePages
{
    private const int MadviseHugePage = 14;

    /// <summary>A hint only: where the system knows no such call, or refuses it, nothing is lost but speed.</summary>
    public static void Advise(void* block, long byteCount)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Madvise(block, (nuint)byteCount, MadviseHugePage);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Madvise(void* address, nuint length, int advice);
}
