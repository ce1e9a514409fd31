using System.Runtime.InteropServices;
using RadSharp.Tensors.Memory;
using RadSharp.Tensors.Safetensors;

namespace RadSharp.Tensors.Tests.Safetensors;

public sealed class SafetensorsFileTests : IDisposable
{
    private const float Minus = float.NegativeInfinity;

    private readonly FileSamples _files = new();

    public void Dispose() => _files.Dispose();

    public static TheoryData<SafetensorsDType, byte[], float[]> Numbers => new()
    {
        { SafetensorsDType.Bool, [0, 1, 2], [0, 1, 1] },
        { SafetensorsDType.U8, [0, 200], [0, 200] },
        { SafetensorsDType.I8, [0x80, 0x7F], [-128, 127] },
        { SafetensorsDType.U16, Bytes<ushort>(65535, 1), [65535, 1] },
        { SafetensorsDType.I16, Bytes<short>(-32768, 7), [-32768, 7] },
        { SafetensorsDType.U32, Bytes<uint>(uint.MaxValue, 16777217, 16777219), [4294967296, 16777216, 16777220] },
        { SafetensorsDType.I32, Bytes(int.MinValue, -16777217, 5), [-2147483648, -16777216, 5] },
        // Just above a tie in the last bit: a detour over double would round twice and fall below it.
        { SafetensorsDType.U64, Bytes<ulong>(ulong.MaxValue, 0x8000008000000001), [18446744073709551616f, 9223373136366403584] },
        { SafetensorsDType.I64, Bytes<long>(long.MinValue, 0x4000004000000001), [-9223372036854775808, 4611686568183201792] },
        { SafetensorsDType.F16, Bytes((Half)1.5f, Half.NegativeInfinity, Half.Epsilon), [1.5f, Minus, 5.9604645e-8f] },
        { SafetensorsDType.BF16, Bytes<ushort>(0x3FC0, 0xFF80, 0x7FC0), [1.5f, Minus, float.NaN] },
        { SafetensorsDType.F32, Bytes(1.1f, float.NaN, -0f), [1.1f, float.NaN, -0f] },
        { SafetensorsDType.F64, Bytes(1.1, -1e300, 1 + (1.0 / (1 << 24))), [1.1f, Minus, 1] },
        { SafetensorsDType.F8E5M2, [0x3C, 0xFC, 0x7D, 0x01, 0x7B, 0x80], [1, Minus, float.NaN, 1.5258789e-5f, 57344, -0f] },
        { SafetensorsDType.F8E4M3, [0x38, 0x7E, 0xFF, 0x01, 0xB9, 0x08], [1, 448, float.NaN, 0.001953125f, -1.125f, 0.015625f] },
        { SafetensorsDType.F8E4M3Fnuz, [0x40, 0x7F, 0x80, 0x01], [1, 240, float.NaN, 0.0009765625f] },
        { SafetensorsDType.F8E5M2Fnuz, [0x40, 0xFF, 0x80, 0x01], [1, -57344, float.NaN, 7.6293945e-6f] },
        { SafetensorsDType.F8E8M0, [127, 128, 0, 254, 255], [1, 2, 5.877472e-39f, 1.7014118e38f, float.NaN] },
    };

    public static TheoryData<SafetensorsDType> AllTypes => [.. Enum.GetValues<SafetensorsDType>()];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void ReadFloat32_converts_every_real_type(SafetensorsDType dtype, byte[] bytes, float[] expected)
    {
        using var file = _files.OpenRaw(dtype, [expected.Length], bytes);
        using var tensor = file.ReadFloat32("x");
        Assert.Equal([expected.Length], tensor.Shape);
        Assert.Equal(expected.Select(QuietBits), tensor.Span.ToArray().Select(QuietBits));
    }

    [Fact]
    public void Every_8_bit_float_of_five_exponent_bits_is_the_upper_half_of_a_half()
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(bits => (byte)bits)];
        using var file = _files.OpenRaw(SafetensorsDType.F8E5M2, [256], bytes);
        using var tensor = file.ReadFloat32("x");
        var halves = bytes.Select(bits => (float)BitConverter.UInt16BitsToHalf((ushort)(bits << 8)));
        Assert.Equal(halves.Select(QuietBits), tensor.Span.ToArray().Select(QuietBits));
    }

    [Theory]
    [InlineData(SafetensorsDType.C64, 16)]
    [InlineData(SafetensorsDType.F4, 1)]
    [InlineData(SafetensorsDType.F6E2M3, 3)]
    [InlineData(SafetensorsDType.F6E3M2, 3)]
    public void ReadFloat32_refuses_what_is_no_sequence_of_real_numbers(SafetensorsDType dtype, int byteCount)
    {
        long count = byteCount * 8 / dtype.BitCount();
        using var file = _files.OpenRaw(dtype, [count], new byte[byteCount]);
        FileSamples.Refuses(() => file.ReadFloat32("x"), file.FilePath, $"'x' {dtype.Spelling()} [{count}]");
    }

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void Every_type_keeps_its_shape_and_bytes(SafetensorsDType dtype)
    {
        var bytes = new byte[8 * dtype.BitCount() / 8 * 3];
        new Random(1).NextBytes(bytes);
        using var file = _files.OpenRaw(dtype, [2, 3, 4], bytes);
        var entry = file.Entry("x");
        Assert.Equal(dtype, entry.DType);
        Assert.Equal([2, 3, 4], entry.Shape);
        Assert.Equal(24, entry.Count);
        Assert.Equal(bytes.Length, entry.ByteCount);
        var found = new byte[bytes.Length];
        file.ReadBytes("x", found);
        Assert.Equal(bytes, found);
    }

    [Fact]
    public void ReadBytes_reads_a_part_and_refuses_what_lies_outside()
    {
        using var file = _files.OpenRaw(SafetensorsDType.U8, [4], [1, 2, 3, 4]);
        var found = new byte[2];
        file.ReadBytes("x", found, start: 2);
        Assert.Equal([3, 4], found);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.ReadBytes("x", found, start: 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.ReadBytes("x", found, start: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.ReadBytes("x", found, start: long.MaxValue));
    }

    [Fact]
    public void Numbers_over_many_pieces_arrive_in_order()
    {
        var expected = Samples.Values((1 << 18) + 12345);
        var doubles = expected.Select(value => (double)value).ToArray();
        using var file = _files.OpenRaw(SafetensorsDType.F64, [expected.Length], Bytes(doubles));
        using var tensor = file.ReadFloat32("x");
        Check.Close(expected, tensor.Span, 0);
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.BFloat16)]
    [InlineData(DType.Float16)]
    public void Read_and_Map_give_what_was_written(DType dtype)
    {
        using var values = Samples.Random([3, 5, 7]);
        using var tensor = values.To(dtype);
        SafetensorsWriter.Write(_files.PathOf("x"), [new SafetensorsTensor("x", tensor)]);
        using var file = SafetensorsFile.Open(_files.PathOf("x"));
        using var expected = tensor.To(DType.Float32);
        using var read = file.Read("x", dtype);
        using var wide = file.ReadFloat32("x");
        var mapped = file.Map("x");
        Assert.Equal(dtype, read.DType);
        Assert.Equal(dtype, mapped.DType);
        Assert.Equal([3, 5, 7], mapped.Shape);
        using var readWide = read.To(DType.Float32);
        using var mappedWide = mapped.To(DType.Float32);
        Check.Close(expected.Span, wide.Span, 0);
        Check.Close(expected.Span, readWide.Span, 0);
        Check.Close(expected.Span, mappedWide.Span, 0);
    }

    [Fact]
    public void Read_converts_to_another_storage_type_and_gives_temporaries_back()
    {
        using var file = _files.OpenRaw(SafetensorsDType.F64, [2], Bytes(1.0, 1 + 1.0 / 256));
        var inUse = TensorMemory.BytesInUse;
        using (var tensor = file.Read("x", DType.BFloat16))
        {
            Assert.Equal(DType.BFloat16, tensor.DType);
            using var wide = tensor.To(DType.Float32);
            Check.Close([1, 1], wide.Span, 0);
        }

        Assert.Equal(inUse, TensorMemory.BytesInUse);
    }

    [Fact]
    public void Empty_tensors_and_scalars_are_read_and_mapped()
    {
        using var scalar = Tensor.From([42], []);
        using var empty = Tensor.Zeros([2, 0, 3]);
        SafetensorsWriter.Write(_files.PathOf("x"), [new("empty", empty), new("scalar", scalar), new("end", empty)]);
        using var file = SafetensorsFile.Open(_files.PathOf("x"));
        foreach (var name in new[] { "empty", "end" })
        {
            using var read = file.ReadFloat32(name);
            Assert.Equal([2, 0, 3], read.Shape);
            Assert.Equal(0, file.Map(name).Span.Length);
        }

        Assert.Equal(42, file.Map("scalar").Span[0]);
        Assert.Equal(0, file.Map("scalar").Shape.Rank);
    }

    [Fact]
    public void ReadInt32_reads_integers_of_every_width()
    {
        using var wide = _files.OpenRaw(SafetensorsDType.I64, [2, 2], Bytes(1L, -2, int.MaxValue, int.MinValue));
        Assert.Equal([1, -2, int.MaxValue, int.MinValue], wide.ReadInt32("x"));
        using var narrow = _files.OpenRaw(SafetensorsDType.U8, [2], [0, 255]);
        Assert.Equal([0, 255], narrow.ReadInt32("x"));
        using var truth = _files.OpenRaw(SafetensorsDType.Bool, [2], [0, 7]);
        Assert.Equal([0, 1], truth.ReadInt32("x"));
    }

    [Fact]
    public void ReadInt32_refuses_numbers_that_do_not_fit_and_other_types()
    {
        using var large = _files.OpenRaw(SafetensorsDType.U64, [1], Bytes(1UL << 31));
        FileSamples.Refuses(() => large.ReadInt32("x"), large.FilePath, "'x' U64 [1]");
        using var real = _files.OpenRaw(SafetensorsDType.F32, [1], Bytes(1f));
        FileSamples.Refuses(() => real.ReadInt32("x"), real.FilePath, "'x' F32 [1]");
    }

    [Fact]
    public void A_missing_name_is_reported_with_the_file()
    {
        using var file = _files.OpenRaw(SafetensorsDType.U8, [1], [1]);
        FileSamples.Refuses(() => file.ReadFloat32("lm_head.weight"), file.FilePath, "'lm_head.weight'");
        Assert.False(file.Contains("lm_head.weight"));
        Assert.True(file.Contains("x"));
    }

    [Fact]
    public void A_shape_that_no_tensor_can_have_is_refused_when_read_but_not_when_opened()
    {
        using var file = _files.OpenRaw(SafetensorsDType.F32, [1, 1, 1, 1, 1, 1, 1], Bytes(3f));
        FileSamples.Refuses(() => file.ReadFloat32("x"), file.FilePath, "'x' F32 [1, 1, 1, 1, 1, 1, 1]");
        FileSamples.Refuses(() => file.Map("x"), file.FilePath, "'x' F32 [1, 1, 1, 1, 1, 1, 1]");
        using var empty = SafetensorsFile.Open(
            _files.Write("""{"x":{"dtype":"F32","shape":[0,3000000000],"data_offsets":[0,0]}}""", 0));
        FileSamples.Refuses(() => empty.ReadFloat32("x"), empty.FilePath, "'x' F32 [0, 3000000000]");
    }

    [Fact]
    public void Map_refuses_types_that_need_a_conversion()
    {
        using var file = _files.OpenRaw(SafetensorsDType.F64, [1], Bytes(1.0));
        FileSamples.Refuses(() => file.Map("x"), file.FilePath, "'x' F64 [1]");
    }

    [Fact]
    public void Writing_to_a_mapped_tensor_leaves_the_file_as_it_was()
    {
        using var file = _files.OpenRaw(SafetensorsDType.F32, [2], Bytes(1f, 2f));
        var mapped = file.Map("x");
        mapped.Span[0] = 7;
        Assert.Equal(7, file.Map("x").Span[0]);
        using var again = file.ReadFloat32("x");
        Check.Close([1, 2], again.Span, 0);
    }

    [Fact]
    public void A_mapped_tensor_is_void_after_its_file_was_disposed_of()
    {
        var inUse = TensorMemory.BytesInUse;
        var file = _files.OpenRaw(SafetensorsDType.F32, [2, 2], Bytes(1f, 2f, 3f, 4f));
        var mapped = file.Map("x");
        var row = mapped.Rows(1, 1);
        Check.Close([3, 4], row.Span, 0);
        file.Dispose();
        file.Dispose();
        Assert.False(mapped.IsLive);
        Assert.Throws<ObjectDisposedException>(() => mapped.Span[0]);
        Assert.Throws<ObjectDisposedException>(() => row.Span[0]);
        Assert.Throws<ObjectDisposedException>(() => row.Clone());
        Assert.Throws<ObjectDisposedException>(() => mapped.To(DType.BFloat16));
        mapped.Dispose();
        Assert.Equal(inUse, TensorMemory.BytesInUse);
    }

    [Fact]
    public void Disposing_of_a_mapped_tensor_leaves_the_others_alone()
    {
        using var file = _files.OpenRaw(SafetensorsDType.F32, [1], Bytes(5f));
        var first = file.Map("x");
        var second = file.Map("x");
        first.Dispose();
        Assert.False(first.IsLive);
        Assert.Equal(5, second.Span[0]);
    }

    [Fact]
    public void A_mapped_tensor_stays_valid_when_the_file_was_forgotten()
    {
        var mapped = MapAndForget();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.Equal(5, mapped.Span[0]);
    }

    [Fact]
    public void A_disposed_file_refuses_to_read()
    {
        var file = _files.OpenRaw(SafetensorsDType.F32, [0], []);
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.ReadFloat32("x"));
        Assert.Throws<ObjectDisposedException>(() => file.Read("x", DType.BFloat16));
        Assert.Throws<ObjectDisposedException>(() => file.ReadInt32("x"));
        Assert.Throws<ObjectDisposedException>(() => file.ReadBytes("x", []));
        Assert.Throws<ObjectDisposedException>(() => file.Map("x"));
    }

    [Fact]
    public void A_file_that_was_cut_short_after_opening_is_reported()
    {
        using var file = _files.OpenRaw(SafetensorsDType.F32, [2], Bytes(1f, 2f));
        using (var stream = new FileStream(file.FilePath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            stream.SetLength(stream.Length - 4);
        }

        var inUse = TensorMemory.BytesInUse;
        FileSamples.Refuses(() => file.ReadFloat32("x"), file.FilePath);
        FileSamples.Refuses(() => file.Map("x"), file.FilePath);
        Assert.Equal(inUse, TensorMemory.BytesInUse);
    }

    [Fact]
    public void Several_threads_may_read_one_file()
    {
        using var a = Samples.Random([1000]);
        SafetensorsWriter.Write(_files.PathOf("x"), [new SafetensorsTensor("a", a)]);
        using var file = SafetensorsFile.Open(_files.PathOf("x"));
        var expected = a.Span.ToArray();
        Parallel.For(0, 64, _ =>
        {
            using var read = file.ReadFloat32("a");
            Check.Close(expected, read.Span, 0);
            Check.Close(expected, file.Map("a").Span, 0);
        });
    }

    private static byte[] Bytes<T>(params T[] values) where T : unmanaged => MemoryMarshal.AsBytes<T>(values).ToArray();

    // A NaN may carry any payload.
    private static uint QuietBits(float value) => BitConverter.SingleToUInt32Bits(float.IsNaN(value) ? float.NaN : value);

    private Tensor MapAndForget() => _files.OpenRaw(SafetensorsDType.F32, [1], Bytes(5f)).Map("x");
}
