namespace RadSharp.Bench.Peers.OneDnn;

/// <summary><c>DNNL_ARG_*</c>.</summary>
internal static class ArgumentIndex
{
    public const int Source = 1;
    public const int Destination = 17;
    public const int Weights = 33;
    public const int Mean = 49;
    public const int Variance = 50;
    public const int Scale = 51;
    public const int Shift = 52;
}

/// <summary><c>dnnl_query_t</c>.</summary>
internal static class Query
{
    public const int Source = 129;
    public const int Weights = 131;
    public const int Destination = 133;
}

/// <summary><c>dnnl_alg_kind_t</c>.</summary>
internal static class Algorithm
{
    public const int ConvolutionAuto = 3;
    public const int GeluErf = 48;
    public const int GeluTanh = 207;
    public const int SoftmaxAccurate = 0x30000;
}

/// <summary>Constants of several enumerations that have one use here.</summary>
internal static class Fixed
{
    /// <summary><c>dnnl_cpu</c>.</summary>
    public const int CpuEngine = 1;

    /// <summary><c>dnnl_stream_in_order</c>.</summary>
    public const uint InOrderStream = 1;

    /// <summary><c>dnnl_f32</c>.</summary>
    public const int Float32 = 3;

    /// <summary><c>dnnl_format_tag_any</c>: the primitive chooses the layout.</summary>
    public const int AnyLayout = 1;

    /// <summary><c>dnnl_forward_inference</c>.</summary>
    public const int ForwardInference = 96;

    /// <summary><c>dnnl_use_scale | dnnl_use_shift</c>.</summary>
    public const uint UseScaleAndShift = 8 | 16;
}
