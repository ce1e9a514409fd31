using System.Numerics;
using System.Runtime.InteropServices;

namespace RadSharp.Tensors.Memory;

/// <summary>
/// The pool that all tensors take their memory from: native, 64-byte aligned blocks in size classes, kept when given
/// back, so that a training step or a decode step finds the same warm pages as the one before.
/// </summary>
/// <remarks>Safe for use by several threads. A block's contents are not cleared.</remarks>
public static unsafe class TensorMemory
{
    /// <summary>Alignment of every block, in bytes: one cache line, one AVX-512 register.</summary>
    public const int Alignment = 64;

    // From this size on, blocks are aligned to huge pages and the kernel is asked to use them.
    private const long HugePage = 2 << 20;

    private static readonly Lock Gate = new();
    private static readonly Stack<nint>?[] Free = new Stack<nint>?[256];
    private static long _bytesInUse;
    private static long _bytesRetained;

    /// <summary>Bytes in blocks that somebody owns now.</summary>
    public static long BytesInUse => Interlocked.Read(ref _bytesInUse);

    /// <summary>Bytes in free blocks kept for the next owner.</summary>
    public static long BytesRetained => Interlocked.Read(ref _bytesRetained);

    /// <summary>Gives all free blocks back to the operating system.</summary>
    public static void Trim()
    {
        lock (Gate)
        {
            foreach (var stack in Free)
            {
                while (stack is not null && stack.TryPop(out var block))
                {
                    NativeMemory.AlignedFree((void*)block);
                }
            }

            _bytesRetained = 0;
        }
    }

    /// <summary>Takes a block of at least <paramref name="byteCount"/> bytes, contents undefined.</summary>
    /// <exception cref="InsufficientMemoryException">The operating system has no such block.</exception>
    internal static void* Rent(long byteCount)
    {
        var (sizeClass, size) = ClassOf(byteCount);
        lock (Gate)
        {
            _bytesInUse += size;
            if ((Free[sizeClass] ??= new Stack<nint>()).TryPop(out var block))
            {
                _bytesRetained -= size;
                return (void*)block;
            }
        }

        try
        {
            return Allocate(size);
        }
        catch (OutOfMemoryException)
        {
            Interlocked.Add(ref _bytesInUse, -size);
            Trim();
            throw new InsufficientMemoryException(
                $"No memory for a tensor of {byteCount:N0} bytes ({BytesInUse:N0} bytes are in use by other tensors).");
        }
    }

    /// <summary>Gives back a block taken by <see cref="Rent"/> with the same <paramref name="byteCount"/>.</summary>
    internal static void Return(void* block, long byteCount)
    {
        var (sizeClass, size) = ClassOf(byteCount);
        lock (Gate)
        {
            _bytesInUse -= size;
            _bytesRetained += size;
            Free[sizeClass]!.Push((nint)block);
        }
    }

    // Four classes an octave: at most a quarter of a block is unused.
    private static (int Class, long Size) ClassOf(long byteCount)
    {
        var bytes = (ulong)Math.Max(byteCount, Alignment);
        var octave = BitOperations.Log2(bytes - 1);
        var quarter = 1UL << Math.Max(octave - 2, 6);
        var size = (bytes + quarter - 1) / quarter * quarter;
        var rounded = BitOperations.Log2(size);
        return ((rounded * 4) + (int)((size >> (rounded - 2)) & 3), (long)size);
    }

    private static void* Allocate(long size)
    {
        if (size < HugePage)
        {
            return NativeMemory.AlignedAlloc((nuint)size, Alignment);
        }

        var block = NativeMemory.AlignedAlloc((nuint)size, (nuint)HugePage);
        HugePages.Advise(block, size);
        return block;
    }
}
