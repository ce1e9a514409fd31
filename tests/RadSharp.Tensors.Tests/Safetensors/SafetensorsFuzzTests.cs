using System.Buffers.Binary;
using System.Text;
using RadSharp.Tensors.Memory;
using RadSharp.Tensors.Safetensors;

namespace RadSharp.Tensors.Tests.Safetensors;

/// <summary>
/// Damaged files: each is either read like any other or refused with an <see cref="InvalidDataException"/> that names it.
/// </summary>
public sealed class SafetensorsFuzzTests : IDisposable
{
    private const int Mutants = 24_000;

    private static readonly string[] Numbers =
    [
        "0", "1", "-1", "4", "8", "1e3", "1.0", "-0", "00", "2147483647", "2147483648", "4294967296", "9223372036854775807",
        "9223372036854775808", "18446744073709551615", "99999999999999999999999", "null", "true", "\"8\"", "[8]", "{}", "",
    ];

    private static readonly string[] Snippets =
    [
        "\"__metadata__\":{},", "\"__metadata__\":{\"a\":\"b\"},", "\"dtype\":\"F32\",", "\"shape\":[],",
        "\"data_offsets\":[0,0],", "\"e\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},", "\"weights\":",
        "{\"a\":{\"a\":{\"a\":", "[[[[[[[[", "\\u0000", "\\ud800",
        "\"", "\\", ",", ":", "{", "}", "[", "]", " ", "\n", "\0", "/*", "NaN", "\ufeff", "\u00e4",
    ];

    private static readonly string[] Types = [.. Enum.GetValues<SafetensorsDType>().Select(dtype => dtype.Spelling()), "f32", ""];

    private readonly FileSamples _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_damaged_file_is_refused_by_name_or_read_within_its_bounds(int seed)
    {
        var random = new Random(seed);
        var originals = Originals();
        var path = _files.PathOf("mutant.safetensors");
        var inUse = TensorMemory.BytesInUse;
        int accepted = 0, refused = 0;
        for (var index = 0; index < Mutants / 2; index++)
        {
            var mutant = Mutate(originals[random.Next(originals.Length)], random);
            File.WriteAllBytes(path, mutant);
            if (Survives(path, mutant.Length))
            {
                accepted++;
            }
            else
            {
                refused++;
            }
        }

        Assert.Equal(inUse, TensorMemory.BytesInUse);
        // Both ends must be reached, or the mutations test nothing.
        Assert.InRange(accepted, Mutants / 100, Mutants);
        Assert.InRange(refused, Mutants / 4, Mutants);
    }

    [Fact]
    public void A_damaged_index_is_refused_by_name_or_read()
    {
        var random = new Random(3);
        using var tensor = Samples.Random([2]);
        SafetensorsWriter.Write(_files.PathOf("1.safetensors"), [new("a", tensor), new("b", tensor)]);
        var original = Encoding.UTF8.GetBytes(
            """{"metadata":{"total_size":16},"weight_map":{"a":"1.safetensors","b":"1.safetensors"}}""");
        var index = _files.PathOf(SafetensorsFolder.IndexName);
        for (var mutant = 0; mutant < 2000; mutant++)
        {
            File.WriteAllBytes(index, MutateText(original, random));
            try
            {
                using var folder = SafetensorsFolder.Open(_files.Folder);
                foreach (var name in folder.Names)
                {
                    Assert.Equal(2, folder.Map(name).Span.Length);
                }
            }
            catch (InvalidDataException error)
            {
                Assert.StartsWith(index, error.Message, StringComparison.Ordinal);
            }
        }
    }

    private static bool Survives(string path, int byteCount)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using var file = SafetensorsFile.Open(path);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 20_000 + (20 * byteCount));
            foreach (var entry in file.Entries)
            {
                Assert.InRange(entry.Start, 8, byteCount);
                Assert.InRange(entry.Start + entry.ByteCount, entry.Start, byteCount);
                file.ReadBytes(entry.Name, new byte[entry.ByteCount]);
                ReadIfPossible(file, entry);
            }

            return true;
        }
        catch (InvalidDataException error)
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 40_000 + (20 * byteCount));
            Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
            Assert.InRange(error.Message.Length, path.Length, 2000);
            return false;
        }
    }

    // What cannot be read in a way says so in the one documented manner.
    private static void ReadIfPossible(SafetensorsFile file, SafetensorsEntry entry)
    {
        try
        {
            using var read = file.ReadFloat32(entry.Name);
            Assert.Equal(entry.Count, read.Count);
            using var mapped = file.Map(entry.Name);
            using var copy = mapped.To(DType.Float32);
            Check.Close(read.Span, copy.Span, 0);
        }
        catch (InvalidDataException error)
        {
            Assert.StartsWith(file.FilePath, error.Message, StringComparison.Ordinal);
        }

        try
        {
            Assert.Equal(entry.Count, file.ReadInt32(entry.Name).Length);
        }
        catch (InvalidDataException error)
        {
            Assert.StartsWith(file.FilePath, error.Message, StringComparison.Ordinal);
        }
    }

    private static byte[] Mutate(byte[] file, Random random)
    {
        var headerLength = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        var header = file[8..(8 + headerLength)];
        var data = file[(8 + headerLength)..];
        switch (random.Next(10))
        {
            case 0:
                return file[..random.Next(file.Length)];
            case 1:
                return [.. file, .. new byte[random.Next(1, 20)]];
            case 2:
                return FlipBits(file, random);
            case 3:
                BinaryPrimitives.WriteInt64LittleEndian(file = [.. file], random.Next(4) switch
                {
                    0 => random.NextInt64(long.MinValue, long.MaxValue),
                    1 => headerLength + random.Next(-20, 20),
                    2 => file.Length - 8,
                    _ => 100_000_000 + random.Next(-2, 3),
                });
                return file;
            case 4:
                random.NextBytes(header);
                return FileSamples.Assemble(header, data);
            case 5:
                return FileSamples.Assemble(FlipBits(header, random), data);
            default:
                return FileSamples.Assemble(MutateText(header, random), data);
        }
    }

    private static byte[] FlipBits(byte[] bytes, Random random)
    {
        bytes = [.. bytes];
        for (var flips = random.Next(1, 4); flips > 0; flips--)
        {
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        }

        return bytes;
    }

    private static byte[] MutateText(byte[] utf8, Random random)
    {
        var text = Encoding.UTF8.GetString(utf8);
        for (var changes = random.Next(1, 3); changes > 0; changes--)
        {
            text = MutateOnce(text, random);
        }

        return Encoding.UTF8.GetBytes(text);
    }

    private static string MutateOnce(string text, Random random)
    {
        var at = random.Next(text.Length + 1);
        var length = random.Next(Math.Min(60, text.Length - at) + 1);
        var digits = text.AsSpan(at).IndexOfAnyInRange('0', '9');
        var dtype = text.IndexOf("\"dtype\":\"", at, StringComparison.Ordinal);
        switch (random.Next(8))
        {
            case 0 when digits >= 0:
                var end = at + digits;
                while (end < text.Length && char.IsAsciiDigit(text[end]))
                {
                    end++;
                }

                return text[..(at + digits)] + Numbers[random.Next(Numbers.Length)] + text[end..];
            case 1 when dtype >= 0:
                var start = dtype + "\"dtype\":\"".Length;
                return text[..start] + Types[random.Next(Types.Length)] + text[text.IndexOf('"', start)..];
            case 2:
                return text.Remove(at, length);
            case 3:
                // A part twice: keys, entries, brackets.
                return text.Insert(at, text.Substring(at, length));
            case 4:
                var to = random.Next(text.Length + 1);
                return text.Insert(to, text.Substring(at, length));
            case 5:
                return text.Insert(at, new string("[{\"0 "[random.Next(5)], random.Next(1, 3000)));
            case 6:
                return text + new string(' ', random.Next(1, 100));
            default:
                return text.Insert(at, Snippets[random.Next(Snippets.Length)]);
        }
    }

    private byte[][] Originals()
    {
        var path = _files.PathOf("original.safetensors");
        using var weights = Samples.Random([3, 5]);
        using var brain = weights.To(DType.BFloat16);
        using var half = weights.To(DType.Float16);
        using var empty = Tensor.Zeros([0, 4]);
        using var scalar = Tensor.Full([], 2);
        SafetensorsWriter.Write(
            path,
            [
                new("weights", weights), new("brain", brain), new("empty", empty), new("half", half), new("scalar", scalar),
                new("ids", SafetensorsDType.I64, [4], new byte[32]), new("mask", SafetensorsDType.Bool, [2, 2], new byte[4]),
                new("packed", SafetensorsDType.F6E3M2, [4], new byte[3]),
            ],
            new Dictionary<string, string> { ["format"] = "pt", ["note"] = "läuft" });
        var rich = File.ReadAllBytes(path);
        SafetensorsWriter.Write(path, [new("a", scalar), new("b", scalar)]);
        var plain = File.ReadAllBytes(path);
        SafetensorsWriter.Write(path, [.. Enum.GetValues<SafetensorsDType>().Select(
            dtype => new SafetensorsTensor(dtype.Spelling(), dtype, [2, 4], new byte[dtype.BitCount()]))]);
        return [rich, plain, File.ReadAllBytes(path)];
    }
}
