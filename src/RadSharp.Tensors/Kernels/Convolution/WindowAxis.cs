namespace RadSharp.Tensors.Kernels.Convolution;

/// <summary>
/// One axis of a window that slides over an image: at position p, tap t sees the pixel with index
/// <c>Origin + p · Stride + t · TapStep</c>, or padding where no such pixel exists.
/// </summary>
internal readonly record struct WindowAxis
{
    /// <summary>Pixels of the image along this axis.</summary>
    public required int Length { get; init; }

    /// <summary>Positions of the window.</summary>
    public required int Positions { get; init; }

    /// <summary>Index of the first tap at the first position; negative inside the padding.</summary>
    public required int Origin { get; init; }

    /// <summary>Pixels from one position to the next.</summary>
    public required int Stride { get; init; }

    /// <summary>Taps of the window.</summary>
    public required int Taps { get; init; }

    /// <summary>Pixels from one tap to the next, ≥ 1.</summary>
    public required int TapStep { get; init; }

    /// <summary>Index of the first tap in the kernel that the window belongs to.</summary>
    public int FirstKernelIndex { get; init; }

    /// <summary>What the index in the kernel grows by from tap to tap; negative where the kernel is seen mirrored.</summary>
    public int KernelStep { get; init; } = 1;

    /// <summary>Creates an axis.</summary>
    public WindowAxis()
    {
    }

    /// <summary>The window of a convolution or a pooling over an image of <paramref name="length"/> pixels.</summary>
    public static WindowAxis Over(int length, int kernel, int stride, int padding, int dilation) => new()
    {
        Length = length,
        Positions = PositionsOver(length, kernel, stride, padding, dilation),
        Origin = -padding,
        Stride = stride,
        Taps = kernel,
        TapStep = dilation,
    };

    /// <summary>Output pixels of a convolution or a pooling; zero or less where the kernel does not fit.</summary>
    public static int PositionsOver(int length, int kernel, int stride, int padding, int dilation)
    {
        var room = length + (2L * padding) - ((long)dilation * (kernel - 1)) - 1;
        return room < 0 ? 0 : (int)(room / stride) + 1;
    }

    /// <summary>
    /// The window through which a convolution's input gradient is seen from its output gradient: position i is the input
    /// pixel <c>residue + i · Stride</c> of the convolution's window <paramref name="forward"/>, and the taps are those of
    /// the kernel that reach such pixels.
    /// </summary>
    public static WindowAxis Backward(in WindowAxis forward, int residue)
    {
        // Output pixel o saw input pixel o·stride − padding + k·dilation through kernel index k. So pixel
        // residue + i·stride was seen with every k for which residue + padding − k·dilation is a multiple of the stride.
        var (first, last, taps) = (0, 0, 0);
        for (var k = 0; k < forward.Taps; k++)
        {
            if ((residue - forward.Origin - (k * forward.TapStep)) % forward.Stride == 0)
            {
                first = taps == 0 ? k : first;
                last = k;
                taps++;
            }
        }

        // Taps in falling kernel order are in rising order of output pixels.
        var step = taps > 1 ? (last - first) / (taps - 1) : 1;
        return new()
        {
            Length = forward.Positions,
            Positions = (forward.Length - residue + forward.Stride - 1) / forward.Stride,
            Origin = (residue - forward.Origin - (last * forward.TapStep)) / forward.Stride,
            Stride = 1,
            Taps = taps,
            TapStep = Math.Max(1, step * forward.TapStep / forward.Stride),
            FirstKernelIndex = last,
            KernelStep = -step,
        };
    }

    /// <summary>The first tap at <paramref name="position"/> that sees a pixel; <see cref="Taps"/> if none does.</summary>
    public int FirstTap(int position)
    {
        var start = Origin + (position * Stride);
        return start >= 0 ? 0 : Math.Min(Taps, (-start + TapStep - 1) / TapStep);
    }

    /// <summary>The tap after the last one at <paramref name="position"/> that sees a pixel.</summary>
    public int EndTap(int position)
    {
        var room = Length - (Origin + (position * Stride));
        return room <= 0 ? 0 : (int)Math.Min(Taps, ((long)room + TapStep - 1) / TapStep);
    }
}
