using RadSharp.Models.Checkpoints;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;
using RadSharp.Tensors.Quantization;
using RadSharp.Tensors.Safetensors;

namespace RadSharp.Models.Tests.Checkpoints;

public class PackedParametersTests
{
    private static readonly (string Name, DType DType, Shape Shape)[] Kinds =
    [
        ("scale", DType.Float32, [7]), ("half", DType.Float16, [3, 5]), ("four", DType.Q4, [24, 64]),
        ("brain", DType.BFloat16, [4, 4]), ("eight", DType.Q8, [16, 128]), ("one row", DType.Q4, [1, 32]),
    ];

    [Fact]
    public void Parameters_of_every_type_come_back_as_they_were_without_a_copy()
    {
        using var folder = new TemporaryFolder();
        using var written = Write(folder["packed.safetensors"]);
        using var packed = PackedParameters.Open(folder["packed.safetensors"]);
        Assert.Equal(Kinds.Select(static kind => kind.Name).Order(), packed.Names.Order());
        using var read = new ParameterSet();
        foreach (var (name, dtype, shape) in Kinds)
        {
            var before = RadSharp.Tensors.Memory.TensorMemory.BytesInUse;
            var parameter = new ParameterScope(packed, read).Take(name, shape, ParameterKind.Matrix);
            Assert.Equal(before, RadSharp.Tensors.Memory.TensorMemory.BytesInUse);
            Assert.Equal((dtype, shape), (parameter.Value.DType, parameter.Shape));
            using var expected = Plain(written[name]);
            using var found = Plain(parameter);
            Assert.Equal(expected.Span.ToArray(), found.Span.ToArray());
        }

        using var tape = Tape.ForInference();
        using var x = Tensor.Full([2, 64], 1);
        Assert.Equal(
            tape.Linear(x, written["four"].Value).Span.ToArray(), tape.Linear(x, read["four"].Value).Span.ToArray());
    }

    [Fact]
    public void Quantised_tensors_begin_at_cache_lines_where_they_fill_them()
    {
        using var folder = new TemporaryFolder();
        using var written = Write(folder["packed.safetensors"]);
        using var file = SafetensorsFile.Open(folder["packed.safetensors"]);
        Assert.Equal(0, file.Entry("four").Start % 64);
        Assert.Equal(0, file.Entry("eight").Start % 64);
        Assert.Equal(0, file.Entry("scale").Start % sizeof(float));
    }

    [Fact]
    public void Missing_tensors_other_shapes_and_other_versions_are_named()
    {
        using var folder = new TemporaryFolder();
        var path = folder["packed.safetensors"];
        using var written = Write(path);
        using (var packed = PackedParameters.Open(path))
        {
            Assert.False(packed.Contains("nowhere"));
            Assert.Contains(
                "'nowhere'", Refusal(() => packed.Take("nowhere", [2], ParameterKind.Shift)), StringComparison.Ordinal);
            Assert.Contains(
                "found [24, 64]", Refusal(() => packed.Take("four", [24, 32], ParameterKind.Matrix)), StringComparison.Ordinal);
            Assert.Contains("found [7]", Refusal(() => packed.Take("scale", [8], ParameterKind.Scale)), StringComparison.Ordinal);
        }

        foreach (var (metadata, reason) in new (Dictionary<string, string>, string)[]
        {
            ([], "found none"),
            (new() { [PackedParameters.VersionKey] = "2" }, "'2'"),
            (new() { [PackedParameters.VersionKey] = "1", ["scale"] = "Q5 1 32" }, "'Q5 1 32'"),
            (new() { [PackedParameters.VersionKey] = "1", ["scale"] = "Q4 1 33" }, "'Q4 1 33'"),
            (new() { [PackedParameters.VersionKey] = "1", ["scale"] = "Q4 -1 32" }, "'Q4 -1 32'"),
        })
        {
            SafetensorsWriter.Write(path, [new SafetensorsTensor("scale", written["scale"])], metadata);
            Assert.Contains(reason, Refusal(() => PackedParameters.Open(path)), StringComparison.Ordinal);
        }

        SafetensorsWriter.Write(
            path, [new SafetensorsTensor("scale", SafetensorsDType.U8, [8], new byte[8])],
            new Dictionary<string, string> { [PackedParameters.VersionKey] = "1", ["scale"] = "Q4 16 32" });
        using var lying = PackedParameters.Open(path);
        Assert.Contains(
            "288 packed bytes", Refusal(() => lying.Take("scale", [16, 32], ParameterKind.Matrix)), StringComparison.Ordinal);
    }

    private static string Refusal(Func<object> action) => Assert.Throws<InvalidDataException>(action).Message;

    private static ParameterSet Write(string path)
    {
        var set = new ParameterSet();
        foreach (var (name, dtype, shape) in Kinds)
        {
            new ParameterScope(new FilledParameters(static (_, _) => (1, 0), dtype), set).Take(name, shape, ParameterKind.Matrix);
        }

        PackedParameters.Write(path, set.Parameters);
        return set;
    }

    private static Tensor Plain(Parameter parameter) =>
        parameter.Value.DType.IsQuantized() ? parameter.Value.Dequantize() : parameter.Value.To(DType.Float32);
}
