namespace RadSharp.Bench.Peers.OneDnn;

/// <summary>An operation compiled for its shapes and layouts.</summary>
internal sealed unsafe class Primitive : IDisposable
{
    private readonly nint _descriptor;
    private readonly nint _primitive;

    private Primitive(nint descriptor)
    {
        _descriptor = descriptor;
        OneDnnLibrary.Check(OneDnnMethods.CreatePrimitive(out _primitive, descriptor));
    }

    /// <summary>Compiles an operation.</summary>
    /// <param name="operation">What a <c>…_desc_init</c> function filled in.</param>
    /// <param name="outputScale">What every element of the result is multiplied with.</param>
    public static Primitive Create(OperationDescriptor* operation, float outputScale = 1)
    {
        OneDnnLibrary.Check(OneDnnMethods.CreateAttributes(out var attributes));
        OneDnnLibrary.Check(OneDnnMethods.SetOutputScales(attributes, 1, 0, &outputScale));
        OneDnnLibrary.Check(
            OneDnnMethods.CreateDescriptor(out var descriptor, operation, attributes, OneDnnLibrary.Engine, hint: 0));
        _ = OneDnnMethods.DestroyAttributes(attributes);
        return new(descriptor);
    }

    /// <summary>A copy from one layout to another.</summary>
    public static Primitive Reorder(MemoryDescriptor source, MemoryDescriptor destination)
    {
        OneDnnLibrary.Check(OneDnnMethods.CreateReorder(
            out var descriptor, &source, OneDnnLibrary.Engine, &destination, OneDnnLibrary.Engine, attributes: 0));
        return new(descriptor);
    }

    /// <summary>The layout of an argument, in particular one the primitive chose: a <see cref="Query"/> constant.</summary>
    public MemoryDescriptor LayoutOf(int query) => *OneDnnMethods.QueryMemory(_descriptor, query, 0);

    /// <summary>Runs it and waits for the result.</summary>
    public void Execute(params ReadOnlySpan<OneDnnMethods.Argument> arguments)
    {
        fixed (OneDnnMethods.Argument* pointer = arguments)
        {
            OneDnnLibrary.Check(OneDnnMethods.Execute(_primitive, OneDnnLibrary.Stream, arguments.Length, pointer));
            OneDnnLibrary.Check(OneDnnMethods.Wait(OneDnnLibrary.Stream));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = OneDnnMethods.DestroyPrimitive(_primitive);
        _ = OneDnnMethods.DestroyDescriptor(_descriptor);
    }
}
