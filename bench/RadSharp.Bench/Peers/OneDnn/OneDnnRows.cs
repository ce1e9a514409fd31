using RadSharp.Bench.Cases;
using RadSharp.Bench.Measuring;

namespace RadSharp.Bench.Peers.OneDnn;

/// <summary>oneDNN's softmax, layer norm and GELU of the rows of a matrix. Version 2.6 has no RMS norm.</summary>
internal sealed unsafe class OneDnnRows : IDisposable
{
    private readonly RowsCase _case;
    private readonly Primitive _primitive;
    private readonly OneDnnMemory _input;
    private readonly OneDnnMemory _output;
    private readonly OneDnnMemory _weight;
    private readonly OneDnnMemory _bias;

    private OneDnnRows(RowsCase rows, OperationDescriptor* operation)
    {
        _case = rows;
        _primitive = Primitive.Create(operation);
        _input = new(Matrix(rows), rows.Input);
        _output = new(Matrix(rows), rows.Output);
        _weight = new(MemoryDescriptor.Dense(rows.Columns), rows.Weight);
        _bias = new(MemoryDescriptor.Dense(rows.Columns), rows.Bias);
    }

    /// <summary>The primitive from the case's input to its output. Arguments that it does not know are ignored.</summary>
    public Contender Contender => new(OneDnnLibrary.Peer.Name, _case.Work, () => _primitive.Execute(
        new(ArgumentIndex.Source, _input.Handle), new(ArgumentIndex.Destination, _output.Handle),
        new(ArgumentIndex.Scale, _weight.Handle), new(ArgumentIndex.Shift, _bias.Handle)));

    /// <summary>Softmax of each row.</summary>
    public static OneDnnRows Softmax(RowsCase rows)
    {
        var matrix = Matrix(rows);
        OperationDescriptor operation;
        OneDnnLibrary.Check(OneDnnMethods.InitSoftmax(
            &operation, Fixed.ForwardInference, Algorithm.SoftmaxAccurate, &matrix, &matrix, axis: 1));
        return new(rows, &operation);
    }

    /// <summary>Layer norm of each row, with weight and bias.</summary>
    public static OneDnnRows LayerNorm(RowsCase rows)
    {
        var matrix = Matrix(rows);
        var statistics = MemoryDescriptor.Dense(rows.Rows);
        OperationDescriptor operation;
        OneDnnLibrary.Check(OneDnnMethods.InitLayerNorm(
            &operation, Fixed.ForwardInference, &matrix, &statistics, RowsCase.Epsilon, Fixed.UseScaleAndShift));
        return new(rows, &operation);
    }

    /// <summary>GELU of each element.</summary>
    /// <param name="rows">The case.</param>
    /// <param name="algorithm"><see cref="Algorithm.GeluErf"/> or <see cref="Algorithm.GeluTanh"/>.</param>
    public static OneDnnRows Gelu(RowsCase rows, int algorithm)
    {
        var matrix = Matrix(rows);
        OperationDescriptor operation;
        OneDnnLibrary.Check(OneDnnMethods.InitEltwise(&operation, Fixed.ForwardInference, algorithm, &matrix, 0, 0));
        return new(rows, &operation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _primitive.Dispose();
        _input.Dispose();
        _output.Dispose();
        _weight.Dispose();
        _bias.Dispose();
    }

    private static MemoryDescriptor Matrix(RowsCase rows) => MemoryDescriptor.Dense(rows.Rows, rows.Columns);
}
