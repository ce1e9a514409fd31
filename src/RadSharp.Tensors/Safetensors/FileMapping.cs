using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace RadSharp.Tensors.Safetensors;

/// <summary>
/// A whole file mapped into memory, and the owner of every tensor that views it: disposing voids their handles first and
/// unmaps then.
/// </summary>
/// <remarks>
/// Mapped copy-on-write: a tensor that is written to changes in this process only, never in the file. The pages are the
/// operating system's file cache, so several processes share them. Never unmapped by the garbage collector, because
/// spans and kernels may still read.
/// </remarks>
internal sealed unsafe class FileMapping : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly TensorState _owner = new();

    public FileMapping(SafeFileHandle handle, long byteCount)
    {
        _file = MemoryMappedFile.CreateFromFile(
            handle, mapName: null, byteCount, MemoryMappedFileAccess.CopyOnWrite, HandleInheritability.None, leaveOpen: true);
        _view = _file.CreateViewAccessor(0, byteCount, MemoryMappedFileAccess.CopyOnWrite);
        byte* start = null;
        // Until the matching release, this also keeps a forgotten mapping from being unmapped under its tensors.
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _owner.Borrow(start + _view.PointerOffset, [], DType.Float32);
    }

    /// <summary>A tensor of the mapped bytes from <paramref name="offset"/> on, which must all lie in the file.</summary>
    public Tensor View(long offset, Shape shape, DType dtype)
    {
        var state = new TensorState();
        state.View(_owner, shape, offset, dtype);
        return new Tensor(state);
    }

    public void Dispose()
    {
        _owner.Release();
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
