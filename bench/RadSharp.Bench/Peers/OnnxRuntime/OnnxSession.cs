using System.Runtime.InteropServices;
using RadSharp.Tensors;
using RadSharp.Tensors.Threading;
using static RadSharp.Bench.Peers.OnnxRuntime.OnnxLibrary;

namespace RadSharp.Bench.Peers.OnnxRuntime;

/// <summary>A network in ONNX Runtime, with all of its graph optimisations, one float32 input and one output.</summary>
internal sealed unsafe class OnnxSession : IDisposable
{
    private const int AllOptimizations = 99;
    private const int Float32 = 1;
    private const int Arena = 1;
    private const int DefaultMemory = 0;

    private readonly nint _session, _input, _inputName, _outputName;
    private readonly int _outputCount;
    private nint _output;

    /// <summary>Loads a file.</summary>
    /// <param name="path">The file that <see cref="OnnxGraph"/> wrote.</param>
    /// <param name="input">The input; it stays the caller's and must outlive the session.</param>
    /// <param name="outputCount">Elements of the output.</param>
    /// <exception cref="InvalidOperationException">ONNX Runtime refuses the file.</exception>
    public OnnxSession(string path, Tensor input, int outputCount)
    {
        _outputCount = outputCount;
        nint options, memory, allocator, session, value, outputName;
        Check(((delegate* unmanaged<nint*, nint>)AddressOf(Function.CreateSessionOptions))(&options));
        Check(((delegate* unmanaged<nint, int, nint>)AddressOf(Function.SetGraphOptimizationLevel))(options, AllOptimizations));
        Check(((delegate* unmanaged<nint, int, nint>)AddressOf(Function.SetThreadsWithinOperators))(options, Workers.Count));
        var file = Marshal.StringToCoTaskMemUTF8(path);
        var create = (delegate* unmanaged<nint, nint, nint, nint*, nint>)AddressOf(Function.CreateSession);
        Check(create(OnnxLibrary.Environment, file, options, &session));
        Marshal.FreeCoTaskMem(file);
        ((delegate* unmanaged<nint, void>)AddressOf(Function.ReleaseSessionOptions))(options);
        Check(((delegate* unmanaged<nint*, nint>)AddressOf(Function.GetAllocator))(&allocator));
        var nameOf = (delegate* unmanaged<nint, nuint, nint, nint*, nint>)AddressOf(Function.SessionGetOutputName);
        Check(nameOf(session, 0, allocator, &outputName));
        Check(((delegate* unmanaged<int, int, nint*, nint>)AddressOf(Function.CreateCpuMemoryInfo))(
            Arena, DefaultMemory, &memory));
        var lengths = input.Shape.Select(length => (long)length).ToArray();
        var wrap = (delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)AddressOf(
            Function.CreateTensorWithData);
        fixed (float* data = input.Span)
        {
            fixed (long* shape = lengths)
            {
                // Tensors live in native memory, which does not move.
                Check(wrap(
                    memory, data, (nuint)input.Count * sizeof(float), shape, (nuint)lengths.Length, Float32, &value));
            }
        }

        (_session, _input, _outputName) = (session, value, outputName);
        _inputName = Marshal.StringToCoTaskMemUTF8(OnnxGraph.InputName);
    }

    /// <summary>The output of the last run.</summary>
    public ReadOnlySpan<float> Output
    {
        get
        {
            float* data;
            Check(((delegate* unmanaged<nint, float**, nint>)AddressOf(Function.GetTensorData))(_output, &data));
            return new(data, _outputCount);
        }
    }

    /// <summary>Runs the network once.</summary>
    public void Run()
    {
        Release();
        nint output = 0;
        fixed (nint* input = &_input, inputName = &_inputName, outputName = &_outputName)
        {
            var run = (delegate* unmanaged<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint>)AddressOf(Function.Run);
            Check(run(_session, 0, inputName, input, 1, outputName, 1, &output));
        }

        _output = output;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        ((delegate* unmanaged<nint, void>)AddressOf(Function.ReleaseValue))(_input);
        ((delegate* unmanaged<nint, void>)AddressOf(Function.ReleaseSession))(_session);
        Marshal.FreeCoTaskMem(_inputName);
    }

    private void Release()
    {
        if (_output != 0)
        {
            ((delegate* unmanaged<nint, void>)AddressOf(Function.ReleaseValue))(_output);
            _output = 0;
        }
    }
}
