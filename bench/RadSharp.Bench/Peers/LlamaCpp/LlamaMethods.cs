using System.Runtime.InteropServices;

namespace RadSharp.Bench.Peers.LlamaCpp;

/// <summary>
/// Functions of llama.cpp's C interface (include/llama.h, ggml/include/ggml-backend.h). The libraries are found by their
/// names once they have been loaded from their folder.
/// </summary>
internal static unsafe partial class LlamaMethods
{
    public const string Library = "libllama.v0.5.0.so";
    public const string BackendLibrary = "libggml.v0.5.0.so";

    [LibraryImport(BackendLibrary, EntryPoint = "ggml_backend_load_all_from_path", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void LoadBackends(string folder);

    [LibraryImport(Library, EntryPoint = "llama_backend_init")]
    public static partial void Initialize();

    [LibraryImport(Library, EntryPoint = "llama_log_set")]
    public static partial void SetLog(delegate* unmanaged<int, byte*, void*, void> log, void* state);

    [LibraryImport(Library, EntryPoint = "llama_print_system_info")]
    public static partial nint SystemInformation();

    [LibraryImport(Library, EntryPoint = "llama_model_default_params")]
    public static partial ModelParameters DefaultModelParameters();

    [LibraryImport(Library, EntryPoint = "llama_model_load_from_file", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint LoadModel(string path, ModelParameters parameters);

    [LibraryImport(Library, EntryPoint = "llama_model_free")]
    public static partial void FreeModel(nint model);

    [LibraryImport(Library, EntryPoint = "llama_context_default_params")]
    public static partial ContextParameters DefaultContextParameters();

    [LibraryImport(Library, EntryPoint = "llama_init_from_model")]
    public static partial nint CreateContext(nint model, ContextParameters parameters);

    [LibraryImport(Library, EntryPoint = "llama_free")]
    public static partial void FreeContext(nint context);

    [LibraryImport(Library, EntryPoint = "llama_set_n_threads")]
    public static partial void SetThreads(nint context, int oneToken, int manyTokens);

    [LibraryImport(Library, EntryPoint = "llama_batch_get_one")]
    public static partial Batch BatchOf(int* tokens, int count);

    [LibraryImport(Library, EntryPoint = "llama_decode")]
    public static partial int Decode(nint context, Batch batch);

    [LibraryImport(Library, EntryPoint = "llama_get_logits_ith")]
    public static partial float* Logits(nint context, int token);

    [LibraryImport(Library, EntryPoint = "llama_get_memory")]
    public static partial nint Memory(nint context);

    [LibraryImport(Library, EntryPoint = "llama_memory_seq_rm")]
    public static partial byte Remove(nint memory, int sequence, int first, int end);

    /// <summary>
    /// <c>llama_model_params</c>: only the library's own defaults are used, so its fields need no names, only room. It is
    /// passed on the stack, where more room than the library knows of does no harm.
    /// </summary>
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    public struct ModelParameters
    {
        public nint Devices;
    }

    /// <summary><c>llama_context_params</c>: its first fields, the others as the library gives them.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 512)]
    public struct ContextParameters
    {
        public uint ContextLength;
        public uint BatchLength;
        public uint MicroBatchLength;
        public uint Sequences;
    }

    /// <summary><c>llama_batch</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Batch
    {
        public int Count;
        public int* Tokens;
        public float* Embeddings;
        public int* Positions;
        public int* SequenceCounts;
        public int** Sequences;
        public sbyte* Outputs;
    }
}
