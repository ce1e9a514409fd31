using RadSharp.Tensors.Memory;

namespace RadSharp.Tensors.Tests.Memory;

public unsafe class TensorMemoryTests
{
    [Fact]
    public void Blocks_of_every_size_are_aligned_and_large_enough()
    {
        var before = TensorMemory.BytesInUse;
        var blocks = new List<(nint Block, long Size)>();
        for (long size = 0; size < 20_000_000; size = (size * 5 / 4) + 1)
        {
            var inUse = TensorMemory.BytesInUse;
            var block = (byte*)TensorMemory.Rent(size);
            var taken = TensorMemory.BytesInUse - inUse;
            Assert.Equal(0, (nint)block % TensorMemory.Alignment);
            Assert.True(taken >= size && taken <= Math.Max(128, size * 5 / 4 + 64), $"{size} bytes took {taken}");
            if (size > 0)
            {
                (block[0], block[size - 1]) = (1, 2);
            }

            blocks.Add(((nint)block, size));
        }

        Assert.Equal(blocks.Count, blocks.Select(entry => entry.Block).Distinct().Count());
        foreach (var (block, size) in blocks)
        {
            TensorMemory.Return((void*)block, size);
        }

        Assert.Equal(before, TensorMemory.BytesInUse);
    }

    [Fact]
    public void A_block_given_back_serves_the_next_of_its_size()
    {
        var block = TensorMemory.Rent(12_345);
        var retained = TensorMemory.BytesRetained;
        TensorMemory.Return(block, 12_345);
        Assert.True(TensorMemory.BytesRetained > retained);
        var again = TensorMemory.Rent(12_345);
        Assert.True(block == again);
        Assert.Equal(retained, TensorMemory.BytesRetained);
        TensorMemory.Return(again, 12_345);
    }

    [Fact]
    public void Trim_gives_free_blocks_back()
    {
        TensorMemory.Return(TensorMemory.Rent(1_000), 1_000);
        Assert.True(TensorMemory.BytesRetained > 0);
        TensorMemory.Trim();
        Assert.Equal(0, TensorMemory.BytesRetained);
    }

    [Fact]
    public void Memory_that_the_system_has_not_is_refused_with_the_size()
    {
        var before = TensorMemory.BytesInUse;
        Check.Refused<InsufficientMemoryException>(() => TensorMemory.Rent(1L << 60), (1L << 60).ToString("N0"));
        Assert.Equal(before, TensorMemory.BytesInUse);
    }
}
