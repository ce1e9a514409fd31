using System.Globalization;
using System.Runtime.InteropServices;
using RadSharp.Tensors;

namespace RadSharp.Bench.Peers.OnnxRuntime;

/// <summary>
/// Writes a network as an ONNX file (onnx: onnx/onnx.proto, docs/Operators.md): nodes in the order in which they run, values
/// known by name, one input, one output, weights in a file beside it. Batch 1, float32.
/// </summary>
internal sealed class OnnxGraph : IDisposable
{
    /// <summary>The operators of ONNX Runtime's own.</summary>
    public const string OwnOperators = "com.microsoft";

    /// <summary>The name of the input.</summary>
    public const string InputName = "input";

    private const int Version = 10;
    private const int OperatorVersion = 20;
    private const int Float32 = 1;
    private const int Int64 = 7;
    private const int IsOutside = 1;

    // Weights are mapped into memory, which begins at a page.
    private const int Alignment = 4096;

    private readonly ProtobufMessage _graph = new();
    private readonly FileStream _weights;
    private readonly string _path;
    private int _values;

    /// <summary>Begins a graph.</summary>
    /// <param name="path">The file; that of the weights has the same name and <c>.weights</c>.</param>
    /// <param name="inputShape">The shape of the input.</param>
    public OnnxGraph(string path, int[] inputShape)
    {
        _path = path;
        _weights = File.Create(WeightsOf(path));
        _graph.Add(2, "encoder").Add(11, Value(InputName, inputShape));
    }

    /// <summary>The file of the weights of a graph.</summary>
    public static string WeightsOf(string path) => path + ".weights";

    /// <summary>A weight.</summary>
    /// <param name="values">Its elements.</param>
    /// <param name="shape">Its shape.</param>
    /// <returns>Its name.</returns>
    public string Weight(ReadOnlySpan<float> values, params int[] shape)
    {
        var name = NewName();
        var bytes = MemoryMarshal.AsBytes(values);
        _weights.Position = (_weights.Position + Alignment - 1) / Alignment * Alignment;
        _graph.Add(5, new ProtobufMessage().AddEach(1, shape).Add(2, Float32).Add(8, name)
            .Add(13, Entry("location", Path.GetFileName(WeightsOf(_path))))
            .Add(13, Entry("offset", _weights.Position.ToString(CultureInfo.InvariantCulture)))
            .Add(13, Entry("length", bytes.Length.ToString(CultureInfo.InvariantCulture)))
            .Add(14, IsOutside));
        _weights.Write(bytes);
        return name;
    }

    /// <summary>A weight in the shape that it has.</summary>
    public string Weight(Tensor tensor) => Weight(tensor.Span, [.. tensor.Shape]);

    /// <summary>A shape, as an input of operators that need one.</summary>
    /// <returns>Its name.</returns>
    public string Lengths(params int[] shape)
    {
        var name = NewName();
        _graph.Add(5, new ProtobufMessage().Add(1, shape.Length).Add(2, Int64).AddEach(7, shape).Add(8, name));
        return name;
    }

    /// <summary>A value in another shape.</summary>
    public string Reshape(string value, params int[] shape) => Node("Reshape", [value, Lengths(shape)]);

    /// <summary>An operator.</summary>
    /// <param name="operation">Its name.</param>
    /// <param name="inputs">Names of its inputs; empty ones are left out.</param>
    /// <param name="attributes">Its attributes: numbers, texts and lists of whole numbers.</param>
    /// <returns>The name of its output.</returns>
    public string Node(string operation, string[] inputs, params (string Name, object Value)[] attributes) =>
        Node(operation, "", inputs, attributes);

    /// <summary>An operator of a domain.</summary>
    public string Node(string operation, string domain, string[] inputs, params (string Name, object Value)[] attributes)
    {
        var (node, output) = (new ProtobufMessage(), NewName());
        foreach (var input in inputs)
        {
            node.Add(1, input);
        }

        node.Add(2, output).Add(4, operation);
        foreach (var (name, value) in attributes)
        {
            node.Add(5, Attribute(name, value));
        }

        _graph.Add(1, node.Add(7, domain));
        return output;
    }

    /// <summary>Ends the graph and writes the file.</summary>
    /// <param name="output">The name of the output.</param>
    /// <param name="shape">Its shape.</param>
    public void Save(string output, params int[] shape)
    {
        _graph.Add(12, Value(output, shape));
        File.WriteAllBytes(_path, new ProtobufMessage().Add(1, Version).Add(7, _graph)
            .Add(8, new ProtobufMessage().Add(1, "").Add(2, OperatorVersion))
            .Add(8, new ProtobufMessage().Add(1, OwnOperators).Add(2, 1)).ToArray());
    }

    /// <inheritdoc/>
    public void Dispose() => _weights.Dispose();

    private static ProtobufMessage Attribute(string name, object value)
    {
        var attribute = new ProtobufMessage().Add(1, name);
        return value switch
        {
            float number => attribute.Add(2, number).Add(20, 1),
            int number => attribute.Add(3, number).Add(20, 2),
            string text => attribute.Add(4, text).Add(20, 3),
            _ => attribute.AddEach(8, (int[])value).Add(20, 7),
        };
    }

    private static ProtobufMessage Value(string name, int[] shape)
    {
        var lengths = new ProtobufMessage();
        foreach (var length in shape)
        {
            lengths.Add(1, new ProtobufMessage().Add(1, length));
        }

        var tensor = new ProtobufMessage().Add(1, Float32).Add(2, lengths);
        return new ProtobufMessage().Add(1, name).Add(2, new ProtobufMessage().Add(1, tensor));
    }

    private static ProtobufMessage Entry(string key, string value) => new ProtobufMessage().Add(1, key).Add(2, value);

    private string NewName() => $"v{_values++}";
}
