using System.Runtime.InteropServices;

namespace RadSharp.Bench.Peers.OneDnn;

/// <summary>Functions of oneDNN's C interface, version 2. Results of type int other than 0 are errors.</summary>
internal static unsafe partial class OneDnnMethods
{
    public const string Library = "libdnnl.so.2";

    [LibraryImport(Library, EntryPoint = "dnnl_version")]
    public static partial Version* GetVersion();

    [LibraryImport(Library, EntryPoint = "dnnl_engine_create")]
    public static partial int CreateEngine(out nint engine, int kind, nuint index);

    [LibraryImport(Library, EntryPoint = "dnnl_stream_create")]
    public static partial int CreateStream(out nint stream, nint engine, uint flags);

    [LibraryImport(Library, EntryPoint = "dnnl_stream_wait")]
    public static partial int Wait(nint stream);

    [LibraryImport(Library, EntryPoint = "dnnl_memory_desc_init_by_strides")]
    public static partial int InitByStrides(
        MemoryDescriptor* descriptor, int rank, long* lengths, int dataType, long* strides);

    [LibraryImport(Library, EntryPoint = "dnnl_memory_desc_init_by_tag")]
    public static partial int InitByTag(MemoryDescriptor* descriptor, int rank, long* lengths, int dataType, int tag);

    [LibraryImport(Library, EntryPoint = "dnnl_memory_desc_get_size")]
    public static partial nuint GetSize(MemoryDescriptor* descriptor);

    [LibraryImport(Library, EntryPoint = "dnnl_memory_create")]
    public static partial int CreateMemory(out nint memory, MemoryDescriptor* descriptor, nint engine, void* data);

    [LibraryImport(Library, EntryPoint = "dnnl_memory_destroy")]
    public static partial int DestroyMemory(nint memory);

    [LibraryImport(Library, EntryPoint = "dnnl_primitive_attr_create")]
    public static partial int CreateAttributes(out nint attributes);

    [LibraryImport(Library, EntryPoint = "dnnl_primitive_attr_destroy")]
    public static partial int DestroyAttributes(nint attributes);

    [LibraryImport(Library, EntryPoint = "dnnl_primitive_attr_set_output_scales")]
    public static partial int SetOutputScales(nint attributes, long count, int mask, float* scales);

    [LibraryImport(Library, EntryPoint = "dnnl_primitive_desc_create")]
    public static partial int CreateDescriptor(
        out nint descriptor, OperationDescriptor* operation, nint attributes, nint engine, nint hint);

    [LibraryImport(Library, EntryPoint = "dnnl_reorder_primitive_desc_create")]
    public static partial int CreateReorder(
        out nint descriptor, MemoryDescriptor* source, nint sourceEngine, MemoryDescriptor* destination, nint engine,
        nint attributes);

    [LibraryImport(Library, EntryPoint = "dnnl_primitive_desc_query_md")]
    public static partial MemoryDescriptor* QueryMemory(nint descriptor, int what, int index);

    [LibraryImport(Library, EntryPoint = "dnnl_primitive_desc_destroy")]
    public static partial int DestroyDescriptor(nint descriptor);

    [LibraryImport(Library, EntryPoint = "dnnl_primitive_create")]
    public static partial int CreatePrimitive(out nint primitive, nint descriptor);

    [LibraryImport(Library, EntryPoint = "dnnl_primitive_execute")]
    public static partial int Execute(nint primitive, nint stream, int count, Argument* arguments);

    [LibraryImport(Library, EntryPoint = "dnnl_primitive_destroy")]
    public static partial int DestroyPrimitive(nint primitive);

    [LibraryImport(Library, EntryPoint = "dnnl_sgemm")]
    public static partial int Sgemm(
        byte transposeA, byte transposeB, long m, long n, long k,
        float alpha, float* a, long lda, float* b, long ldb, float beta, float* c, long ldc);

    [LibraryImport(Library, EntryPoint = "dnnl_matmul_desc_init")]
    public static partial int InitMatmul(
        OperationDescriptor* operation, MemoryDescriptor* source, MemoryDescriptor* weights, MemoryDescriptor* bias,
        MemoryDescriptor* destination);

    [LibraryImport(Library, EntryPoint = "dnnl_convolution_forward_desc_init")]
    public static partial int InitConvolution(
        OperationDescriptor* operation, int propagation, int algorithm, MemoryDescriptor* source, MemoryDescriptor* weights,
        MemoryDescriptor* bias, MemoryDescriptor* destination, long* strides, long* paddingBefore, long* paddingAfter);

    [LibraryImport(Library, EntryPoint = "dnnl_softmax_v2_forward_desc_init")]
    public static partial int InitSoftmax(
        OperationDescriptor* operation, int propagation, int algorithm, MemoryDescriptor* source,
        MemoryDescriptor* destination, int axis);

    [LibraryImport(Library, EntryPoint = "dnnl_layer_normalization_forward_desc_init")]
    public static partial int InitLayerNorm(
        OperationDescriptor* operation, int propagation, MemoryDescriptor* data, MemoryDescriptor* statistics, float epsilon,
        uint flags);

    [LibraryImport(Library, EntryPoint = "dnnl_eltwise_forward_desc_init")]
    public static partial int InitEltwise(
        OperationDescriptor* operation, int propagation, int algorithm, MemoryDescriptor* data, float alpha, float beta);

    /// <summary><c>dnnl_version_t</c>, as far as it is read.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly struct Version
    {
        public readonly int Major;
        public readonly int Minor;
        public readonly int Patch;
    }

    /// <summary><c>dnnl_exec_arg_t</c>: which argument (<see cref="ArgumentIndex"/>), and a memory object.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly record struct Argument(int Index, nint Memory);
}
