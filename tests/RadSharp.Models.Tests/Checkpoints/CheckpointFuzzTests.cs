using RadSharp.Models.Checkpoints;
using RadSharp.Tensors;
using RadSharp.Tensors.Memory;

namespace RadSharp.Models.Tests.Checkpoints;

public class CheckpointFuzzTests
{
    // A tensor of the mutated file may claim a storage as large as the file, and some pieces are buffered.
    private const long MostAllocated = 32 << 20;

    [Theory]
    [InlineData("lora/adapter_model_fp16.bin", 1)]
    [InlineData("radialog_project/non_lora_trainables.bin", 2)]
    [InlineData("radialog_align/embeddings_test.pkl", 3)]
    public void Every_mutant_is_a_checkpoint_or_an_error_that_names_the_file(string golden, int seed)
    {
        const int Count = 1_800;
        var original = File.ReadAllBytes(Golden.PathOf(golden));
        var random = new Random(seed);
        using var folder = new TemporaryFolder();
        var held = TensorMemory.BytesInUse;
        var read = 0;
        for (var mutant = 0; mutant < Count; mutant++)
        {
            var bytes = Mutated(original, random);
            // A file of its own each: one that is written again and again waits for the disk.
            var path = folder.Write($"mutant-{mutant}", bytes);
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                using ICheckpoint checkpoint = golden.EndsWith(".pkl", StringComparison.Ordinal)
                    ? PickledArrays.Open(path)
                    : TorchCheckpoint.Open(path);
                foreach (var name in checkpoint.Names)
                {
                    checkpoint.Read(name, DType.Float32).Dispose();
                }

                read++;
            }
            catch (InvalidDataException error)
            {
                Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
            }

            File.Delete(path);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, MostAllocated);
            Assert.Equal(held, TensorMemory.BytesInUse);
        }

        Assert.InRange(read, Count / 20, Count - (Count / 20));
    }

    // Most changes fall where a byte means something: the pickle at the beginning, the table of the zip file at the end.
    private static byte[] Mutated(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            var place = random.Next(4) switch
            {
                0 => random.Next(bytes.Count),
                1 => bytes.Count - 1 - random.Next(Math.Min(bytes.Count, 1_500)),
                _ => random.Next(Math.Min(bytes.Count, 1_200)),
            };
            var length = Math.Min(random.Next(1, 9), bytes.Count - place);
            switch (random.Next(7))
            {
                case 0 or 1:
                    bytes[place] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes[place] ^= (byte)(1 << random.Next(8));
                    break;
                case 3:
                    bytes.RemoveRange(place, length);
                    break;
                case 4:
                    bytes.InsertRange(place, bytes.GetRange(random.Next(bytes.Count - 8), 8));
                    break;
                case 5:
                    for (var index = place; index < place + length; index++)
                    {
                        bytes[index] = 0xFF;
                    }

                    break;
                default:
                    if (random.Next(4) == 0)
                    {
                        bytes.RemoveRange(place, bytes.Count - place);
                        bytes.AddRange(new byte[16]);
                    }

                    break;
            }
        }

        return [.. bytes];
    }
}
